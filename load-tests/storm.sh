#!/usr/bin/env bash
# A storm of webhooks against the server in target/pelagos.jar while Redis and servers are killed. See FAULTS.md.
#   load-tests/storm.sh --deliveries 200000 --again 30 --kills 8
exec "$(dirname "$0")/tool.sh" StormMain 2g "$@"
