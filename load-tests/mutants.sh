#!/usr/bin/env bash
# Plants each bug of mutants/ in a copy of the server and tells what catches it; exit code 1 when one survives. See SIMULATION.md.
#   load-tests/mutants.sh [--seeds 6000] [NUMBER …]
set -euo pipefail
cd "$(dirname "$0")/.."
seeds=6000
if [ "${1:-}" = --seeds ]; then
  seeds="$2"
  shift 2
fi
jar="$PWD/target/pelagos.jar"
work="$PWD/load-tests/target/mutants"
if [ ! -f "$jar" ]; then
  echo "$jar is missing: run 'mvn package' first" >&2
  exit 2
fi
rm -rf "$work"
mkdir -p "$work/sim"
find src/test/java/io/pelagos/journal/sim -name '*.java' ! -name '*Test.java' ! -name '*Properties.java' -print0 \
  | xargs -0 javac -nowarn -proc:none -d "$work/sim" -cp "$jar"
echo '<configuration><root level="OFF"/></configuration>' > "$work/sim/quiet.xml"

# The server with the bug: what the patch changes stands before the jar.
plant() {
  rm -rf "$work/source" "$work/classes"
  mkdir -p "$work/source" "$work/classes"
  sed -n 's,^+++ b/,,p' "$1" | while read -r file; do cp --parents "$file" "$work/source"; done
  patch -s -p1 -d "$work/source" < "$1"
  find "$work/source" -name '*.java' -print0 | xargs -0 -r javac -nowarn -proc:none -d "$work/classes" -cp "$jar"
  (cd "$work/source/src/main/java" && find . -type f ! -name '*.java' -exec cp --parents {} "$work/classes" \;)
}

# In simulated worlds: the line of the first that broke.
simulated() {
  java -XX:+UseSerialGC -Xmx1g -Dlogback.configurationFile="$work/sim/quiet.xml" -cp "$work/classes:$work/sim:$jar" \
    io.pelagos.journal.sim.Simulate --from 1 --seeds "$seeds" > "$work/out" 2>&1 && return 1
  grep -m 1 -E '^ *seed [0-9]+' "$work/out" || tail -n 1 "$work/out"
}

# By a test of the project: the one that the patch names, or the scripts of Redis against their model, as worlds have only the model.
tested() {
  local test
  test="$(sed -n 's/^test: .*\.//p' "$1")"
  test="${test:-CellModelProperties}"
  rm -rf "$work/copy"
  mkdir -p "$work/copy"
  git ls-files -z | grep -zv '^load-tests/mutants/' | xargs -0 cp --parents -t "$work/copy"
  patch -s -p1 -d "$work/copy" < "$1"
  (cd "$work/copy" && mvn -B -ntp -q test "-Dtest=$test" -Dsurefire.failIfNoSpecifiedTests=true) > "$work/out" 2>&1 && return 1
  grep -q "Tests run:.*$test" "$work/out" && echo "$test fails" || { tail -n 3 "$work/out"; return 1; }
}

survived=0
for patch in load-tests/mutants/*.patch; do
  name="$(basename "$patch" .patch)"
  [ $# -eq 0 ] || [[ " $* " == *" ${name%%-*} "* ]] || continue
  if grep -q '^test: ' "$patch" || ! grep '^+++ b/' "$patch" | grep -qv '\.lua$'; then
    caught="$(tested "$patch")" || caught=""
  else
    plant "$patch"
    caught="$(simulated)" || caught=""
  fi
  [ -n "$caught" ] || survived=$((survived + 1))
  printf '%-42s %s\n' "$name" "${caught:-SURVIVES}"
done
echo "$survived survive"
[ "$survived" -eq 0 ]
