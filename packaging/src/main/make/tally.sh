#!/bin/sh
# Adds up the test reports of the last 'make test'; fails if a test failed or an integration test never ran.
set -eu

reports=$(find . -path '*/target/*-reports/TEST-*.xml' -newer target/tests.started 2>/dev/null || true)
never=
for test in $(find . -path '*/src/test/java/*' -name '*IT.java'); do
  name=$(basename "$test" .java)
  grep -q 'abstract class' "$test" && continue
  echo "$reports" | grep -q "failsafe-reports/TEST-.*[.]$name[.]xml" || never="$never $name"
done
[ -z "$never" ] || echo "Never ran:$never"

[ -n "$reports" ] || { echo "0 passed, 0 failed: no test ran"; exit 1; }
# shellcheck disable=SC2086 # one file a word
grep -h -m1 -A1 '<testsuite ' $reports | awk -v never="$(echo "$never" | wc -w)" '
  function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
  { all += count("tests"); bad += count("failures") + count("errors"); skipped += count("skipped") }
  END {
    printf "%d passed, %d failed, %d skipped\n", all - bad - skipped, bad, skipped
    exit bad + never > 0
  }'
