"""Standard streams as cron and old terminals give them, and how far a batch has come there."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from conftest import Hwlab
from PIL import Image

from hwlab_cli.show.progress import Progress

CAPTURE = ("intake", "--capture-only", "--yes")


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / name for name in ("ü.png", "名.png", "c.png")]
    for number, path in enumerate(paths):
        Image.new("L", (40, 40), number).save(path)
    return paths


def run(home: Path, *arguments: str | Path, shell: str, **more: str) -> tuple[int, bytes, bytes]:
    """Run hwlab as cron does: no HOME, no TERM, no locale; `shell` says what is redirected."""
    environment = {"PATH": os.defpath, "HWLAB_HOME": str(home), **more}
    environment["HWLAB_CONFIG"] = os.environ["HWLAB_CONFIG"]
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m hwlab_cli "$@" {shell}', sys.executable, *arguments],
        env=environment,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_streams_that_are_closed_do_no_harm(hwlab: Hwlab, home: Path, photos: list[Path]) -> None:
    assert run(home, *CAPTURE, *photos, shell="<&- >&- 2>&-") == (0, b"", b"")
    # Nothing that was meant for people is in the log.
    assert hwlab("queue", "check").code == 0
    names = [line["photos"] for line in hwlab("queue", "list", "--json").lines]
    assert names == [[str(photo)] for photo in photos]
    code, out, err = run(home, *CAPTURE, "-", "--json", shell="<&-")
    assert (code, json.loads(out)["taken"], err) == (0, 0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_is_the_same_in_any_locale(home: Path, photos: list[Path], encoding: str) -> None:
    code, out, err = run(
        home, *CAPTURE, *photos, "--json", shell="", PYTHONIOENCODING=encoding, PYTHONUTF8="1"
    )
    assert (code, err) == (0, b"")
    found = [json.loads(line) for line in out.decode("utf-8").splitlines()]
    intakes = [line for line in found if line["type"] == "intake"]
    assert [line["photos"] for line in intakes] == [[str(photo)] for photo in photos]
    code, out, err = run(home, "queue", "list", shell="", PYTHONIOENCODING=encoding)
    assert (code, len(out.splitlines())) == (0, 5)


@pytest.mark.parametrize(
    ("terminal", "draws"), [("dumb", False), ("", False), ("xterm", True), ("vt100", True)]
)
def test_a_bar_is_drawn_where_it_can_be(
    home: Path, photos: list[Path], terminal: str, draws: bool
) -> None:
    environment = {**os.environ, "TERM": terminal, "NO_COLOR": "1"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "hwlab_cli", *CAPTURE, "--json", *map(str, photos)],
        env=environment,
        dimensions=(24, 20),  # narrow
        timeout=60,
    )
    seen: bytes = child.read()  # type: ignore[assignment]
    child.close()
    assert child.exitstatus == 0
    assert (b"\x1b" in seen) == draws
    assert b"\x1b[3" not in seen  # a color
    assert b'"type": "summary"' in seen


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("total", "ending"), [(5000, " of 5000"), (None, "")])
def test_elsewhere_a_line_is_written_ever_more_seldom(
    monkeypatch: pytest.MonkeyPatch, total: int | None, ending: str
) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    clock = Clock()
    with Progress("taking in", total, clock=clock) as progress:
        for _ in range(5000):
            clock.now += 1
            progress.step()
    at = [10, 30, 70, 150, 310, 630, *range(1230, 5000, 600)]
    assert stderr.getvalue().splitlines() == [f"taking in: {one}{ending}" for one in at]


def test_of_one_item_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    clock = Clock()
    with Progress("taking in", 1, clock=clock) as progress:
        clock.now += 99
        progress.step()
    assert stderr.getvalue() == ""
