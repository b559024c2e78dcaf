#!/usr/bin/env bash
# Damaged deliveries of every platform against the server in target/pelagos.jar. See FAULTS.md.
#   load-tests/fuzz.sh --minutes 5 --seed 42
exec "$(dirname "$0")/tool.sh" FuzzMain 2g "$@"
