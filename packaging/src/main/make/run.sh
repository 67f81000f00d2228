#!/bin/sh
# run.sh DIST   Starts the product with the simulated plant; its configuration and data stay in .run/.
set -eu
here=$(dirname "$0")
dist=$1
config=.run/sluice.yaml

JAVA_HOME=$("$here/jdk.sh")
export JAVA_HOME

mkdir -p .run/data
# The file is the reader's to change; it is made anew only when a port is asked for.
if [ ! -e $config ] || [ -n "$MQTT_PORT$HTTP_PORT" ]; then
  sed -e "s/port: 1883/port: ${MQTT_PORT:-1883}/" -e "s/port: 8080/port: ${HTTP_PORT:-8080}/" \
    "$here/../run/sluice.yaml" >$config
fi

echo "Configuration $config, data .run/data; Ctrl-C stops."
exec "$dist/bin/sluice" run --config $config --data .run/data
