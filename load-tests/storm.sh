#!/usr/bin/env bash
# A storm of webhooks against the server in target/pelagos.jar while Redis and servers are killed. See FAULTS.md.
#   load-tests/storm.sh --deliveries 200000 --again 30 --kills 8
set -euo pipefail
cd "$(dirname "$0")/.."
jar="$PWD/target/pelagos.jar"
classes="$PWD/load-tests/target/storm"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
# The jar lends its libraries and the engines' programs; of the server's own classes the tool uses none.
rm -rf "$classes"
mkdir -p "$classes"
javac -nowarn -proc:none -d "$classes" -cp "$jar" load-tests/src/faults/java/io/pelagos/{tool,faults}/*.java
# Not through Maven: an interrupt must reach the tool itself, which then ends all that it started.
exec java -Xmx2g -cp "$classes:$jar" io.pelagos.faults.StormMain --jar "$jar" "$@"
