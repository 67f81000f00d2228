#!/bin/sh
# Maven on a JDK 25, without asking and without control characters in a log.
set -eu
JAVA_HOME=$("$(dirname "$0")/jdk.sh")
MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true"
export JAVA_HOME MAVEN_OPTS
exec mvn -B -ntp "$@"
