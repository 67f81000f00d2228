#!/bin/sh
# train.sh DIST   Makes the AOT cache: a start with it takes half the time. Needs some 15 s.
set -eu
dist=$1
rm -f "$dist/lib/sluice.aot"
log=$(mktemp)
if ! SLUICE_TRAIN=yes SLUICE_JAVA_OPTS="-XX:AOTCacheOutput=$dist/lib/sluice.aot" \
  "$dist/bin/sluice" self-test --data "$dist/none" >"$log" 2>&1; then
  cat "$log" >&2
  rm -f "$log"
  exit 1
fi
rm -f "$log"
# The launcher writes for its owner alone; this is a part of the product, for whoever runs it.
chmod --reference="$dist/bin/sluice" "$dist/lib/sluice.aot"
chmod a-x "$dist/lib/sluice.aot"
