#!/usr/bin/env bash
# Requests made out of the API's own description against the server in target/pelagos.jar. See FAULTS.md.
#   load-tests/api-fuzz.sh --requests 100000 --seed 42
set -euo pipefail
cd "$(dirname "$0")/.."
jar="$PWD/target/pelagos.jar"
classes="$PWD/load-tests/target/api-fuzz"
sources="load-tests/src/faults/java/io/pelagos"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
rm -rf "$classes"
mkdir -p "$classes"
# The validator of schemas, which the server does not need and its jar does not hold.
mvn -q -B -ntp dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$classes/libraries"
libraries="$(tr ':' '\n' < "$classes/libraries" | grep -E '/(json-schema-validator|itu)-[0-9.]+\.jar$' | paste -sd: -)"
javac -nowarn -proc:none -d "$classes" -cp "$jar:$libraries" "$sources"/{tool,faults,apifuzz}/*.java
# Not through Maven: an interrupt must reach the tool itself, which then ends all that it started.
exec java -Xmx2g -cp "$classes:$jar:$libraries" io.pelagos.apifuzz.ApiFuzzMain --jar "$jar" "$@"
