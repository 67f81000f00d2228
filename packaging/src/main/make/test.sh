#!/bin/sh
# Builds, checks and tests everything, then tells how many tests passed.
set -eu
here=$(dirname "$0")

"$here/jdk.sh" >/dev/null
"$here/need.sh" mvn=maven chromium=chromium mosquitto=mosquitto mosquitto_pub=mosquitto-clients node=nodejs+npm influxd=influxdb victoria-metrics=victoria-metrics nginx=nginx mkfs.ext4=e2fsprogs

mkdir -p target
touch target/tests.started
status=0
# To the end, so that one red module does not hide another.
"$here/mvn.sh" verify --fail-at-end || status=$?
"$here/tally.sh" || status=1
exit $status
