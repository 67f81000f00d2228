#!/bin/sh
# need.sh COMMAND=PACKAGES ...   Installs through apt the packages (joined by +) of each command that is missing.
set -eu

PATH=$PATH:/usr/sbin:/sbin
missing=
for need in "$@"; do
  command -v "${need%%=*}" >/dev/null || missing="$missing $(echo "${need#*=}" | tr + ' ')"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Missing, and sudo is not here or asks for a password: run 'apt-get install$missing' as root first." >&2
    exit 1
  fi
  as_root="sudo -n"
fi

# A service that comes with a package (mosquitto's on port 1883) is not wanted: the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
  $as_root chmod 755 $policy
  trap '$as_root rm -f $policy' EXIT
  trap 'exit 130' INT TERM
fi

echo "Installing:$missing"
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0"
$apt update
# shellcheck disable=SC2086 # the list is split on purpose
$apt install --yes --no-install-recommends $missing >/dev/null
for service in mosquitto influxdb victoria-metrics nginx; do
  case "$missing " in
    *" $service "*) command -v systemctl >/dev/null && $as_root systemctl disable --quiet $service 2>/dev/null || true ;;
  esac
done
