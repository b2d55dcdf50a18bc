"""Replies: how many are read right, beside other libraries; the time it takes; hostile ones.

Aims: all of the corpus read right, nothing said that is not so; each other library given the same
names of fields and the same values; and time that grows with a hostile reply's length, no faster.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.verdict import Verdict, tell
from hwlab_cli.errors import ReplyError
from hwlab_cli.identify.reply import scoring
from hwlab_cli.identify.reply.answer import read
from hwlab_cli.identify.reply.fit import fit
from hwlab_cli.identify.reply.unwrap import devices
from hwlab_cli.model import Identification

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "identify" / "replies"
ENVIRONMENT = ROOT / "bench" / "out" / "reply-peers"
_FIT_ALONE = "contract"  # where only the fields that are named must match
_RUNS = 5
_HOSTILE = {
    "deep objects": '{"a":',
    "deep arrays": '[{"a":[',
    "braces": "{",
    "quotation marks": '{"a": "x" y "z" ',
    "strings never ended": '{"a":"\\',
    "fences": '```json\n{"a":1}\n```\n',
    "objects in prose": '{"a":1} x ',
    "objects broken off": '{"a":x',
    "comments": '{"a": 1 // x ',
    "equals signs": "{a=",
    "thinking": "<think>a</think>",
    "lines": "Model: x\n",
}

Row = dict[str, Any]
Device = dict[str, Any]


def main() -> list[Verdict]:
    """Read the corpus, time clean replies, and grow hostile ones."""
    rows = list(_corpus())
    found = [_ours(row) for row in rows]
    verdicts = [*_reading(rows, found), *_beside(rows)]
    return [*verdicts, *_clean(rows), *_growth()]


def _corpus() -> Iterator[Row]:
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield {**json.loads(line), "file": file.stem}


def _ours(row: Row) -> list[Device]:
    try:
        return [_fields(one) for one in _read(row)]
    except ReplyError:
        return []


def _read(row: Row) -> list[Identification]:
    return read(row["reply"], finish_reason=row.get("finish_reason")).devices


def _fields(found: Identification) -> Device:
    return {
        name: value for name, value in found.fields_to_json().items() if value not in (None, [], {})
    }


def _is_right(row: Row, found: list[Device]) -> bool:
    if row["file"] != _FIT_ALONE:
        return bool(found == row["expect"])
    return len(found) == len(row["expect"]) and all(
        device.get(name) == value
        for device, fields in zip(found, row["expect"], strict=True)
        for name, value in fields.items()
    )


def _is_wrong(row: Row, found: list[Device]) -> bool:
    """Tell whether something is said that is not so; what is left out is no lie."""
    for place, device in enumerate(found):
        if place >= len(row["expect"]):
            return True
        truth = row["expect"][place]
        for name, value in device.items():
            if name not in truth and row["file"] == _FIT_ALONE:
                continue
            if value != truth.get(name):
                return True
    return False


def _reading(rows: list[Row], found: list[list[Device]]) -> Iterator[Verdict]:
    right = sum(_is_right(row, each) for row, each in zip(rows, found, strict=True))
    wrong = sum(_is_wrong(row, each) for row, each in zip(rows, found, strict=True))
    yield Verdict("read right", right / len(rows), "at least", 1.0, f"{right} of {len(rows)}")
    yield Verdict("wrong but confident", wrong, "at most", 0, f"of {len(rows)} replies")


def _beside(rows: list[Row]) -> Iterator[Verdict]:
    """Compare with what others find, fitted to the fields as ours is."""
    ours = sum(_is_right(row, _ours(row)) for row in rows)
    for name, peer in _peers([row["reply"] for row in rows]).items():
        found = [_fitted(data) for data in peer["found"]]
        right = sum(_is_right(row, each) for row, each in zip(rows, found, strict=True))
        wrong = sum(_is_wrong(row, each) for row, each in zip(rows, found, strict=True))
        detail = f"{right} right, {wrong} wrong but confident ({peer['version']})"
        yield Verdict(f"right, beside {name}", ours / max(right, 1), "at least", 1.0, detail)


def _fitted(data: Any) -> list[Device]:
    if isinstance(data, str):
        return []
    all_fitted = [fit(told) for told in devices(data, lambda _: [])]
    return [_fields(one.found) for one in all_fitted if scoring.names_a_device(one)]


def _peers(replies: list[str]) -> dict[str, Any]:
    """Run the others in an environment of their own: instructor wants older versions of ours."""
    python = ENVIRONMENT / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    if not python.exists():
        subprocess.run([*uv, "venv", "--quiet", str(ENVIRONMENT)], check=True)
    install = [*uv, "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*install, "--group", f"{ROOT}/pyproject.toml:reply-peers"], check=True)
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("reply_peers.py"))],
        input=json.dumps(replies),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _clean(rows: list[Row]) -> Iterator[Verdict]:
    """Time replies that are JSON as they stand, against the standard library's reading of them."""
    clean = [row["reply"] for row in rows if row["class"] == "clean" and len(row["reply"]) < 2_000]
    replies = []
    for reply in clean:
        with contextlib.suppress(ValueError):
            json.loads(reply)
            replies.append(reply)
    for reply in replies:
        read(reply)  # loads the words
    ours, theirs = [], []
    for _ in range(_RUNS):
        ours.append(_seconds(lambda: [read(reply) for reply in replies]))
        theirs.append(_seconds(lambda: [json.loads(reply) for reply in replies]))
    each, plain = (statistics.median(times) / len(replies) for times in (ours, theirs))
    detail = f"{each * 1e6:.0f} µs a reply against {plain * 1e6:.1f} µs"
    yield Verdict("clean reply, milliseconds", each * 1e3, "at most", 1.0, detail)


def _growth() -> Iterator[Verdict]:
    """Time hostile replies of a quarter of a megabyte and of a whole one."""
    slowest, steepest = ("", 0.0), ("", 0.0)
    for name, unit in _HOSTILE.items():
        quarter, whole = (_hostile(unit, size) for size in (1 << 18, 1 << 20))
        slowest = max(slowest, (name, whole), key=lambda one: one[1])
        steepest = max(steepest, (name, whole / quarter), key=lambda one: one[1])
    yield Verdict("hostile MiB, seconds", slowest[1], "at most", 1.0, f"slowest: {slowest[0]}")
    yield Verdict(
        "a MiB / a quarter of it", steepest[1], "at most", 5.0, f"steepest: {steepest[0]}"
    )


def _hostile(unit: str, size: int) -> float:
    reply = (unit * (size // len(unit) + 1))[:size]

    def attempt() -> None:
        with contextlib.suppress(ReplyError):
            read(reply)

    return min(_seconds(attempt) for _ in range(3))


def _seconds(work: Any) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    tell(main())
