#!/usr/bin/env bash
# Compiles the tools of src/faults and runs one against the server in target/pelagos.jar. The scripts beside it call it.
#   tool.sh CLASS MEMORY [the tool's options]
set -euo pipefail
cd "$(dirname "$0")/.."
jar="$PWD/target/pelagos.jar"
classes="$PWD/load-tests/target/$1"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
# The jar lends its libraries and the engines' programs; of the server's own classes the tool uses none.
rm -rf "$classes"
mkdir -p "$classes"
javac -nowarn -proc:none -d "$classes" -cp "$jar" load-tests/src/faults/java/io/pelagos/{tool,faults}/*.java
# Not through Maven: an interrupt must reach the tool itself, which then ends all that it started.
exec java "-Xmx$2" -cp "$classes:$jar" "io.pelagos.faults.$1" --jar "$jar" "${@:3}"
