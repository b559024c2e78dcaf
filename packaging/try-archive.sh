#!/usr/bin/env bash
# Unpacks the archive into a folder of its own, starts it as an ordinary user, asks for its health, and stops it.
# Usage: packaging/try-archive.sh [target/pelagos-VERSION.tar.gz]; the archive comes of: mvn -DskipTests -Pdist package
set -euo pipefail
cd "$(dirname "$0")/.."

archive=${1:-$(find target -maxdepth 1 -name 'pelagos-*.tar.gz' -print -quit)}
if [ ! -f "$archive" ]; then
  echo "There is no archive. Build it first: mvn -DskipTests -Pdist package" >&2
  exit 2
fi
folder=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap cleanup EXIT

tar -xzf "$archive" -C "$folder"
home=$(echo "$folder"/pelagos-*)
for file in bin/pelagos lib/pelagos.jar conf/pelagos.yaml README.md LICENSE licences/THIRD-PARTY.txt sbom/bom.json systemd/pelagos.service \
  docs/metrics.md monitoring/alerts.yml; do
  [ -s "$home/$file" ] || { echo "$file is not in the archive" >&2; exit 1; }
done

run=()
if [ "$(id -u)" = 0 ]; then
  chown -R nobody "$folder"
  run=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi
# From another folder, through a link, as it may be on a PATH.
ln -s "$home/bin/pelagos" "$folder/pelagos"
cd /
PELAGOS_HTTP_PORT=0 PELAGOS_LOG_FORMAT=json "${run[@]}" "$folder/pelagos" >"$folder/out" 2>"$folder/err" &
server=$!
for _ in $(seq 600); do
  grep -q 'Pelagos is ready on' "$folder/out" && break
  kill -0 "$server" 2>/dev/null || { echo "it did not start:" >&2; cat "$folder/out" "$folder/err" >&2; exit 1; }
  sleep 0.2
done
address=$(sed -n 's/.*Pelagos is ready on \(http:[^ ]*\).*/\1/p' "$folder/out")
[ -n "$address" ] || { echo "it was not ready in two minutes:" >&2; cat "$folder/out" "$folder/err" >&2; exit 1; }
echo "started as $(ps -o user= -p "$server") from $home, version $("$home/bin/pelagos" --version)"
echo "/health/ready: $(curl -fsS "$address/health/ready")"
curl -fsS "$address/metrics" | grep '^pelagos_build_info'
kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" = 143 ] || [ "$code" = 0 ] || { echo "it ended with $code" >&2; exit 1; }
left=$(ps -eo args | grep -F "$folder" | grep -vc grep || true)
[ "$left" = 0 ] || { echo "$left processes were left behind" >&2; exit 1; }
echo "stopped, and nothing is left running"
