#!/usr/bin/env bash
# Takes a folder of photos in at night, and tells in the morning what came of it.
#
#   examples/night-batch.sh FOLDER [REPORT]
#
# Reads only exit codes and JSON lines. Photos stay where they are: hwlab keeps its own copy,
# and knows those that it has. Needs bash and Python 3 (for JSON), and hwlab on the PATH.
set -uo pipefail

folder=${1:?"say which folder: night-batch.sh FOLDER [REPORT]"}
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
if [ $# -ge 2 ]; then exec >>"$2"; fi

# What an earlier night left half-done comes first; then the new photos.
hwlab queue replay --json >/dev/null
hwlab intake --json --each "$folder" >"$lines"
code=$?

case $code in
    0) verdict="all photos were taken in and identified" ;;
    3) verdict="some photos could not be used; the others are safe" ;;
    4) verdict="no photo could be used" ;;
    7) verdict="everything is safe in the queue; NetBox was away" ;;
    10) verdict="all photos were taken in; some devices wait for a person" ;;
    11) verdict="another hwlab kept the log locked: nothing was done" ;;
    130) verdict="interrupted; what was taken in is safe" ;;
    *) verdict="hwlab failed with exit code $code; see hwlab queue check" ;;
esac

echo "$verdict"
python3 - "$lines" <<'PYTHON'
import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)
    if event["type"] == "error":
        print(f"  not taken in: {event['item']}: {event['message']}")
    elif event["type"] == "intake" and event["state"] == "held":
        print(f"  {event['hw_id']} waits for a person: {'; '.join(event['reasons'])}")
    elif event["type"] == "summary":
        counts = (f"{event[name]} {name}" for name in ("taken", "known", "held", "failed"))
        print(f"  {', '.join(counts)}")
PYTHON

exit "$code"
