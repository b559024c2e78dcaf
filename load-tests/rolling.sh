#!/usr/bin/env bash
# Restarts two nodes of the server in target/pelagos.jar, one after the other, under load. See FAULTS.md.
#   load-tests/rolling.sh --restarts 10 --clients 16 --seed 42
exec "$(dirname "$0")/tool.sh" RollingMain 1g "$@"
