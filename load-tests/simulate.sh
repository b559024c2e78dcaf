#!/usr/bin/env bash
# The server's own journal in simulated worlds, one for each seed. See SIMULATION.md.
#   load-tests/simulate.sh --seeds 100000
#   load-tests/simulate.sh --seed 42        one world again, with its trace
set -euo pipefail
cd "$(dirname "$0")/.."
jar="$PWD/target/pelagos.jar"
classes="$PWD/load-tests/target/simulate"
sources="src/test/java/io/pelagos/journal/sim"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
rm -rf "$classes"
mkdir -p "$classes"
# The journal is the jar's own; only the simulated engines, the clients and the judge are compiled here.
find "$sources" -name '*.java' ! -name '*Test.java' ! -name '*Properties.java' -print0 \
  | xargs -0 javac -nowarn -proc:none -d "$classes" -cp "$jar"
echo '<configuration><root level="OFF"/></configuration>' > "$classes/quiet.xml"
exec java -XX:+UseSerialGC -Xmx1g -Dlogback.configurationFile="$classes/quiet.xml" -cp "$classes:$jar" \
  io.pelagos.journal.sim.Simulate "$@"
