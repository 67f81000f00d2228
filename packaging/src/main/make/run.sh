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

# What stands below .run/ is nobody else's business; the product makes its data folder itself.
umask 077
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

# make would call an end that was asked for an error: here it is none. Other ends keep their code.
# A process in the background ignores Ctrl-C, so every wish to stop reaches it as SIGTERM.
"$dist/bin/sluice" run --config $config --data .run/data &
product=$!
asked=
trap 'asked=yes; kill -TERM $product 2>/dev/null || true' INT TERM HUP
code=0
wait $product || code=$?
while [ -n "$asked" ] && kill -0 $product 2>/dev/null; do
  code=0
  wait $product || code=$?
done
case $code in
  130 | 143) exit 0 ;;
  *) exit $code ;;
esac
