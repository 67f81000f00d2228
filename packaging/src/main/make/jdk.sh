#!/bin/sh
# Prints the home of a JDK 25: JAVA_HOME, the java on the PATH, or one in /usr/lib/jvm.
set -eu

is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

on_path=$(command -v java || true)
[ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")

for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*; do
  if [ -n "$home" ] && is_jdk25 "$home"; then
    printf '%s\n' "$home"
    exit 0
  fi
done
echo "Sluice is built with JDK 25, and there is none in JAVA_HOME, on the PATH or in /usr/lib/jvm:" \
  "get one with 'apt-get install openjdk-25-jdk-headless' (Debian 13) or from https://adoptium.net (Debian 12)." >&2
exit 1
