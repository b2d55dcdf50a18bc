"""Writes replies/*.jsonl: model replies by class, with the devices that they mean.

A line has `class`, `reply`, `expect` (a device each: its fields that are not empty; all others
are), and where they matter `finish_reason` and `truncated`.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from reply_json import JSON, Row
from reply_lists import LISTS
from reply_troubles import TROUBLES
from reply_values import VALUES
from reply_wrapped import WRAPPED

FOLDER = Path(__file__).with_name("replies")
WRITERS: tuple[Callable[[], Iterator[Row]], ...] = (*JSON, *WRAPPED, *LISTS, *VALUES, *TROUBLES)


def content(write: Callable[[], Iterator[Row]]) -> str:
    """Return the lines of one file."""
    return "".join(json.dumps(row) + "\n" for row in write())


def main() -> None:
    for write in WRITERS:
        path = FOLDER / f"{write.__name__}.jsonl"
        path.write_text(content(write), encoding="utf-8")


if __name__ == "__main__":
    main()
