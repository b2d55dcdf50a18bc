"""The queue as a table, drawn without rich: this listing must be there at once."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from hwlab_cli.model import IdentifiedField, State
from hwlab_cli.oplog.query import Intake
from hwlab_cli.show.plain import one_line

_HEAD = ("HW_ID", "STATE", "AGE", "DEVICE", "SERIAL", "NEXT")
_COLORS = {State.HELD: "33", State.FAILED: "31", State.DONE: "32", State.DISCARDED: "2"}
_WIDEST_DEVICE = 34
_WIDEST_SERIAL = 24
_NARROWEST_NEXT = 20


def table(intakes: Iterable[Intake]) -> int:
    """Write the intakes to stdout, a line each; return how many there were."""
    listed = list(intakes)
    rows = [_row(one) for one in listed]
    if not rows:
        return 0
    widths = [max(len(row[nth]) for row in [_HEAD, *rows]) for nth in range(len(_HEAD))]
    terminal = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    if terminal:
        room = terminal - sum(widths[:-1]) - 2 * (len(widths) - 1)
        widths[-1] = min(widths[-1], max(room, _NARROWEST_NEXT))
    colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    sys.stdout.write(_line(_HEAD, widths, "1" if colored else None) + "\n")
    for one, row in zip(listed, rows, strict=True):
        color = _COLORS.get(one.state) if colored else None
        sys.stdout.write(_line(row, widths, color) + "\n")
    return len(rows)


def tally(counts: dict[State, int], shown: int, *, complete: bool) -> None:
    """Write how many intakes stand where, to stdout."""
    total = sum(counts.values())
    if not total:
        sys.stdout.write("The queue is empty. `hwlab intake PHOTO` takes a device in.\n")
        return
    parts = [f"{counts[state]} {state.value}" for state in State if counts.get(state)]
    cut = shown < total and not complete
    more = f"; the newest {shown} are shown, --all shows the rest" if cut else ""
    sys.stdout.write(f"{total} {'intake' if total == 1 else 'intakes'}: {', '.join(parts)}{more}\n")


def _row(one: Intake) -> tuple[str, ...]:
    found = one.identification
    device = " ".join(filter(None, (found.manufacturer, found.model))) if found else ""
    serial = (found.serial or "") if found else ""
    if serial and found and IdentifiedField.SERIAL not in found.proven:
        serial += " ?"
    reasons = one.reasons
    ahead = next((op.kind.value for op in one.ops if op.state is not State.DONE), "")
    return (
        one.hw_id,
        one.state.value,
        age(one.created_at),
        one_line(device, _WIDEST_DEVICE) or "-",
        one_line(serial, _WIDEST_SERIAL) or "-",
        one_line("; ".join(reasons), 200) or ahead.replace("_", " ") or "-",
    )


def age(moment: str) -> str:
    """Return how long ago an ISO time was, in one unit: `12s`, `5m`, `3h`, `40d`."""
    seconds = int((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{max(seconds, 0)}s"


def _line(cells: Sequence[str], widths: Sequence[int], color: str | None) -> str:
    cut = [one_line(cell, width) for cell, width in zip(cells, widths, strict=True)]
    text = "  ".join(cell.ljust(width) for cell, width in zip(cut, widths, strict=True)).rstrip()
    return f"\x1b[{color}m{text}\x1b[0m" if color else text
