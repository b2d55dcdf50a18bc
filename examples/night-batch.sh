#!/usr/bin/env bash
# Takes a folder of photos in at night, and tells in the morning what came of each.
#
#   examples/night-batch.sh FOLDER [REPORT]
#
# Reads only exit codes and JSON lines. Photos stay where they are: hwlab keeps its own copy,
# and knows those that it has. Whatever broke off an earlier run, the same command carries on.
# While NetBox is away it tries again every NIGHT_PAUSE seconds (60), for NIGHT_PATIENCE seconds
# (14400) in all. Needs bash and Python 3 (for JSON), and hwlab on the PATH.
set -uo pipefail

folder=${1:?"say which folder: night-batch.sh FOLDER [REPORT]"}
report=$(dirname "$0")/night-report.py
lines=$(mktemp) && states=$(mktemp) || exit
trap 'rm -f "$lines" "$states"' EXIT
if [ $# -ge 2 ]; then exec >>"$2"; fi

# What an earlier night left half-done comes first; then the new photos.
hwlab queue replay --json >/dev/null
[ $? -eq 130 ] && exit 130
hwlab intake --json --each "$folder" >"$lines"
code=$?

# 5: no model answers. 7: NetBox is away. Both pass, and all is safe in the queue meanwhile.
if [ "$code" -ne 130 ] && [ "$code" -ne 4 ] && [ "$code" -ne 11 ] && [ "$code" -ne 12 ]; then
    until=$((SECONDS + ${NIGHT_PATIENCE:-14400})) found=0
    while true; do
        hwlab queue replay --json >/dev/null
        queued=$?
        case $queued in
            5 | 7)
                [ "$SECONDS" -ge "$until" ] && break
                sleep "${NIGHT_PAUSE:-60}"
                ;;
            # Some are refused or held now, which is told once: of the rest the next round tells.
            3 | 10)
                [ "$found" -eq "$queued" ] && break
                found=$queued
                ;;
            *) break ;;
        esac
    done
    # What the first run left over, the later ones may have done.
    case $code in 0 | 5 | 7) code=$([ "$queued" -eq 0 ] && echo "$found" || echo "$queued") ;; esac
    [ "$queued" -eq 130 ] && code=130
fi
hwlab queue list --json >"$states"

case $code in
    0) echo "all photos were taken in and identified" ;;
    3) echo "some photos could not be used, or NetBox refused some; the others are safe" ;;
    4) echo "no photo could be used" ;;
    5) echo "everything is safe in the queue; no model answered" ;;
    7) echo "everything is safe in the queue; NetBox was away" ;;
    10) echo "all photos were taken in; some devices wait for a person" ;;
    11) echo "another hwlab kept the log locked: nothing was done" ;;
    130) echo "interrupted; what was taken in is safe" ;;
    *) echo "hwlab failed with exit code $code; see hwlab doctor" ;;
esac
python3 "$report" "$lines" "$states" || exit
exit "$code"
