#!/usr/bin/env bash
# Runs the fault campaign against the server in target/pelagos.jar. See FAULTS.md.
#   load-tests/faults.sh --faults 500 --seed 42
exec "$(dirname "$0")/tool.sh" Main 1g "$@"
