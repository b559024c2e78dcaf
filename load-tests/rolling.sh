#!/usr/bin/env bash
# Restarts two nodes of the server in target/pelagos.jar, one after the other, under load. See FAULTS.md.
#   load-tests/rolling.sh --restarts 10 --clients 16 --seed 42
set -euo pipefail
cd "$(dirname "$0")/.."
jar="$PWD/target/pelagos.jar"
classes="$PWD/load-tests/target/rolling"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
# The jar lends its libraries and the engines' programs; of the server's own classes the tool uses none.
rm -rf "$classes"
mkdir -p "$classes"
javac -nowarn -proc:none -d "$classes" -cp "$jar" load-tests/src/faults/java/io/pelagos/{tool,faults}/*.java
# Not through Maven: an interrupt must reach the tool itself, which then ends all that it started.
exec java -Xmx1g -cp "$classes:$jar" io.pelagos.faults.RollingMain --jar "$jar" "$@"
