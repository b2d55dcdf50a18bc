"""Names of photos on standard input: any bytes, any number, taken as they come."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.commands.names import STDIN, expanded

NAMES = [
    b"two words.jpg",
    b"a\nline.jpg",
    b"f\xfcr.jpg",
    b"\x1b[31mred.jpg",
    b" .jpg ",
    "名.jpg".encode(),
]


@pytest.fixture
def odd(tmp_path: Path, card: LabelPhoto) -> dict[bytes, Path]:
    """Photos with odd names, each of another device as far as anyone can tell."""
    found = {}
    for nth, name in enumerate(NAMES):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        try:
            path.write_bytes(card.path.read_bytes() + bytes([nth]))
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        found[name] = path
    return found


def test_names_may_be_anything_but_null(hwlab_process: Hwlab, odd: dict[bytes, Path]) -> None:
    given_names = b"\0".join(os.fsencode(path) for path in odd.values())
    ran = subprocess.run(
        [sys.executable, "-m", "hwlab_cli", "intake", "-", "-0", "--capture-only", "--json"],
        input=given_names + b"\0",
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
        check=True,
    )
    lines = [json.loads(line) for line in ran.stdout.decode("utf-8").splitlines()]
    named = [line["photos"][0] for line in lines if line["type"] == "intake"]
    shown = [os.fsencode(path).decode("utf-8", "backslashreplace") for path in odd.values()]
    assert named == shown
    # As stored, listed and shown: each valid, whatever the terminal.
    listed = hwlab_process("queue", "list", "--json").lines
    assert [line["photos"] for line in listed] == [[name] for name in shown]
    told = hwlab_process("queue", "show", lines[-2]["hw_id"])
    assert "\x1b" not in ran.stderr.decode() + told.out


def test_null_is_about_standard_input(hwlab: Hwlab, card: LabelPhoto) -> None:
    ran = hwlab("intake", "-0", card.path)
    assert (ran.code, "as in: -0 -" in ran.err) == (2, True)


def test_bytes_of_the_command_line_that_are_no_text(hwlab_process: Hwlab, home: Path) -> None:
    ran = hwlab_process("intake", "--json", b"/no/such/f\xfcr.jpg")
    assert ran.code == 4
    assert ran.of_type("error")[0]["item"] == "/no/such/f\\xfcr.jpg"
    ran = hwlab_process("queue", "show", "--json", b"f\xfcr")
    assert ran.code == 9
    assert ran.of_type("error")


class Slow(io.RawIOBase):
    """A pipe whose writer is slow: it gives its pieces one by one, and says which were taken."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.left = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, into: "memoryview") -> int:  # type: ignore[override]
        piece = self.left.pop(0) if self.left else b""
        into[: len(piece)] = piece
        return len(piece)


def read(stream: Slow, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(stream)))
    return expanded([STDIN], null=True)


def test_a_name_is_yielded_before_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Slow([b"on", b"e\0", b"two\0thr", b"ee"])
    names = iter(read(stream, monkeypatch))  # type: ignore[call-overload]
    assert next(names) == Path("one")
    assert len(stream.left) == 2
    assert [str(name) for name in names] == ["two", "three"]


def test_a_name_that_no_file_can_have_ends_nothing(hwlab: Hwlab, card: LabelPhoto) -> None:
    ran = hwlab("intake", "--capture-only", "--json", "-", stdin=f"{'x' * 5000}\n{card.path}\n")
    assert (ran.code, ran.summary["taken"], ran.summary["failed"]) == (3, 1, 1)


@pytest.mark.parametrize(("option", "left"), [("--fail-fast", 1), ("--max-seconds=2", 0)])
@pytest.mark.usefixtures("home")
def test_names_that_never_come_are_not_waited_for(card: LabelPhoto, option: str, left: int) -> None:
    command = [sys.executable, "-m", "hwlab_cli", "intake", "--capture-only", "--json", option, "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(b"/no/such/photo\n" + os.fsencode(card.path) + b"\nhalf a na")
        child.stdin.flush()
        # Its standard input stays open until it has ended.
        lines = [json.loads(line) for line in child.stdout]
        assert child.wait() in {3, 4}
    assert lines[-1]["type"] == "summary"
    if option == "--fail-fast":
        assert (lines[-1]["left"], lines[-1]["taken"]) == (left, 0)


@pytest.mark.usefixtures("home")
def test_where_nobody_hears_what_is_said_the_work_goes_on(card: LabelPhoto) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "hwlab_cli", "intake", "--capture-only", "--json"]
    try:
        done = subprocess.run(
            [*command, "/no/such/photo", card.path],
            stdout=subprocess.PIPE,
            stderr=writer,
            check=False,
        )
    finally:
        os.close(writer)
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, summary["taken"], summary["failed"]) == (3, 1, 1)


@given(
    names=st.lists(
        st.binary(min_size=1, max_size=9).filter(
            # What is there, as `.` and `/` are, may be a folder: those stand for what is in them.
            lambda name: b"\0" not in name and not os.path.lexists(name)
        )
    ),
    cuts=st.lists(st.integers(0, 90)),
)
def test_names_come_whole_however_the_pipe_cuts_them(names: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(name + b"\0" for name in names)
    places = sorted({cut for cut in cuts if 0 < cut < len(whole)})
    pieces = [whole[a:b] for a, b in zip([0, *places], [*places, None], strict=True)]
    with pytest.MonkeyPatch.context() as patched:
        found = [
            os.fsencode(one)
            for one in read(Slow([piece for piece in pieces if piece]), patched)  # type: ignore[attr-defined]
        ]
    assert found == [os.fsencode(Path(os.fsdecode(name))) for name in names]
