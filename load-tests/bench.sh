#!/usr/bin/env bash
# Measures the server against its yardsticks and prints one table: reached, or not. See README.md.
# Usage: bench.sh             R1, R2, R3, R5, R11: seven minutes
#        bench.sh --all       R1 to R13: half an hour
#        bench.sh --only R4,R9
#        bench.sh [--runs 5] [--seconds 4] [--agents 200] [--jar ../target/pelagos.jar] [--profile | --baselines-only]
#                 [--big 1000000] [--recycling 1000000] [--import 1000000] [--live 2000]
set -euo pipefail
cd "$(dirname "$0")"

for tool in wrk redis-benchmark; do
  if ! command -v "$tool" >/dev/null; then
    echo "bench.sh needs $tool on the PATH. Debian, Ubuntu: apt-get install wrk redis-tools; macOS: brew install wrk redis" >&2
    exit 2
  fi
done

case " $* " in
  *" --jar "* | *" --baselines-only "*) ;;
  *)
    if [ ! -f ../target/pelagos.jar ]; then
      echo "There is no ../target/pelagos.jar. Build the server first: mvn -DskipTests package" >&2
      exit 2
    fi
    ;;
esac

mvn -B -ntp -q process-classes
# exec, so that Ctrl-C and kill reach the bench itself, which ends what it started.
exec java -XX:+UseSerialGC -Xmx512m -cp "target/classes:target/lib/*" io.pelagos.bench.Bench "$@"
