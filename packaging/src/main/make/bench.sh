#!/bin/sh
# Runs the benchmarks against the product as laid out by 'make dist'.
set -eu
here=$(dirname "$0")

"$here/need.sh" mosquitto=mosquitto
"$here/mvn.sh" package -q -DskipTests -pl benchmarks -am
exec "$("$here/jdk.sh")/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "benchmarks/target/lib/*:benchmarks/target/classes" dev.sluice.bench.SideBySide packaging/target/sluice "${BENCH_DIR:-benchmarks/target}" ${BENCH:-}
