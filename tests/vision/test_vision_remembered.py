"""Which rungs hold is remembered, by many processes at once, and damage costs no more than time."""

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.vision.ladder import Rungs
from hwlab_cli.identify.vision.remembered import NAME, Remembered

RUNGS = Rungs("json_object", "none", frozenset({"stream_options"}))


def remembered(state: Path, model: str = "m") -> Remembered:
    return Remembered(state, "http://127.0.0.1:1/v1", model)


def test_it_is_known_to_the_next_process(state: Path) -> None:
    remembered(state).keep(RUNGS)
    assert remembered(state).rungs() == RUNGS
    assert remembered(state, "other").rungs() == Rungs()
    file = state / NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert state.stat().st_mode & 0o777 == 0o700


def test_nothing_is_written_where_nothing_was_learned(state: Path) -> None:
    one = remembered(state)
    one.keep(one.rungs())
    assert not state.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"version": 2, "endpoints": {}}',
        b'{"version": 1, "endpoints": 7}',
        b'{"version": 1, "endpoints": {"http://127.0.0.1:1/v1 m": 7}}',
        b'{"version": 1, "endpoints": {"http://127.0.0.1:1/v1 m": {"at": 9e99}}}',
        b'{"version": 1, "endpoints": {"http://127.0.0.1:1/v1 m": {"at": 9e99, "format": []}}}',
    ],
)
def test_damage_is_no_fault(state: Path, data: bytes) -> None:
    state.mkdir()
    (state / NAME).write_bytes(data)
    assert remembered(state).rungs() == Rungs()
    remembered(state).keep(RUNGS)
    assert remembered(state).rungs() == RUNGS


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one = Remembered(tmp_path / "file", "http://127.0.0.1:1/v1", "m")
    one.keep(RUNGS)
    assert one.rungs() == RUNGS


def test_a_lock_that_is_kept_is_no_fault(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwlab_cli.identify.vision.remembered._LOCK_TRIES", 2)
    state.mkdir()
    with (state / "vision.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        one = remembered(state)
        one.keep(RUNGS)
    assert one.rungs() == RUNGS
    assert not (state / NAME).exists()


def test_what_is_a_month_old_is_tried_anew(state: Path) -> None:
    remembered(state).keep(RUNGS)
    data = json.loads((state / NAME).read_bytes())
    for entry in data["endpoints"].values():
        entry["at"] = time.time() - 31 * 86_400
    (state / NAME).write_text(json.dumps(data), encoding="utf-8")
    assert remembered(state).rungs() == Rungs()


_MANY = """
import sys
from pathlib import Path
from hwlab_cli.identify.vision.ladder import Rungs
from hwlab_cli.identify.vision.remembered import Remembered

for number in range(10):
    one = Remembered(Path(sys.argv[1]), "http://127.0.0.1:1/v1", f"{sys.argv[2]}-{number}")
    one.keep(Rungs("none"))
"""


def test_many_processes_at_once(state: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", _MANY, state, str(number)]) for number in range(6)
    ]
    assert [process.wait() for process in processes] == [0] * 6
    for number in range(6):
        for turn in range(10):
            assert remembered(state, f"{number}-{turn}").rungs() == Rungs("none")
    assert {file.name for file in state.iterdir()} == {NAME, "vision.lock"}  # and no part of one


def test_one_that_was_killed_while_writing_leaves_the_whole(state: Path) -> None:
    remembered(state).keep(RUNGS)
    before = (state / NAME).read_bytes()
    child = os.fork()
    if child == 0:

        def killed(*_: object) -> None:
            os.kill(os.getpid(), 9)

        Path.replace = killed  # type: ignore[assignment,method-assign]
        remembered(state).keep(Rungs("none"))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    assert (state / NAME).read_bytes() == before
    remembered(state).keep(Rungs("none"))
    assert remembered(state).rungs() == Rungs("none")


@given(st.text(max_size=40), st.text(max_size=40))
def test_names_of_any_kind(tmp_path_factory: pytest.TempPathFactory, url: str, model: str) -> None:
    state = tmp_path_factory.mktemp("state")
    Remembered(state, url, model).keep(RUNGS)
    assert Remembered(state, url, model).rungs() in {RUNGS, Rungs()}
