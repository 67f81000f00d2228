#!/bin/sh
# run.sh DIST   Starts the product with the simulated plant; its configuration and data stay in .run/.
# MQTT_PORT and HTTP_PORT, where set, count for this start.
set -eu
here=$(dirname "$0")
dist=$1
mine=.run/sluice.yaml
config=$mine

JAVA_HOME=$("$here/jdk.sh")
export JAVA_HOME

mkdir -p .run
# From here on the file is the reader's: it is read, never written.
[ -e $mine ] || cp "$here/../run/sluice.yaml" $mine

# with_port SECTION PORT FILE: puts the port into the first listener of the section.
with_port() {
  if ! sed -n "/^$1:/,/^[a-z]/p" "$3" | grep -q '^  listen: \[{port: [0-9]'; then
    echo "$mine does not say '  listen: [{port: …' under $1 any more: write port $2 there yourself," \
      "or delete the file to get the first one back." >&2
    exit 78
  fi
  sed -i "/^$1:/,/^[a-z]/s/^\(  listen: \[{port: \)[0-9]*/\1$2/" "$3"
}
if [ -n "${MQTT_PORT:-}${HTTP_PORT:-}" ]; then
  config=.run/ports.yaml
  cp $mine $config
  [ -z "${MQTT_PORT:-}" ] || with_port mqtt "$MQTT_PORT" $config
  [ -z "${HTTP_PORT:-}" ] || with_port console "$HTTP_PORT" $config
  echo "Configuration $mine, with these ports for this start; data .run/data; Ctrl-C stops."
else
  echo "Configuration $mine, data .run/data; Ctrl-C stops."
fi

exec "$dist/bin/sluice" run --config $config --data .run/data
