#!/usr/bin/env bash
# Builds what is committed twice, in two folders, and compares jar, archive and SBOM byte for byte.
# Usage: packaging/reproduce.sh [options for Maven, such as -o]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Folders of different lengths, files of different modes and times.
(umask 022; git clone -q "$root" "$work/one")
(umask 027; git clone -q "$root" "$work/another-folder")
for folder in one another-folder; do
  (cd "$work/$folder" && mvn -q -B -ntp -Dmaven.test.skip=true -Pdist "$@" package)
  (cd "$work/$folder/target" && sha256sum pelagos.jar pelagos-*.tar.gz sbom/bom.json) | tee "$work/$folder.sums"
done
if cmp -s "$work/one.sums" "$work/another-folder.sums"; then
  echo "both builds are the same"
else
  echo "the builds differ" >&2
  exit 1
fi
