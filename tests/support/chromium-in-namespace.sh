#!/bin/sh
# Starts the system's browser inside the network namespace of one person.
exec ip netns exec "$CAIRN_NAMESPACE" "$CAIRN_BROWSER" "$@"
