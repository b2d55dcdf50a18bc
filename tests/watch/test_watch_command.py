"""`hwlab watch`: what comes is taken in once it is whole, once, and by whatever way it ends."""

import errno
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from conftest import Hwlab, LabelPhoto
from dated_photos import coded, dated, front
from json_contract import undocumented

from hwlab_cli import config, pipeline
from hwlab_cli.arrivals.waiting import PAUSE
from hwlab_cli.asking import Models
from hwlab_cli.commands.intake_capture import captured
from hwlab_cli.commands.intake_groups import Manner
from hwlab_cli.commands.watch_run import Watching, Wishes
from hwlab_cli.oplog import query
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.photos import load
from hwlab_cli.workspace import Workspace

PATIENCE = 60
_QUICK = {"HWLAB_WATCH_STILL_SECONDS": "0.05", "HWLAB_WATCH_QUIET_SECONDS": "0.1"}
_SERIAL = "SN=QBZ22012989"


@pytest.fixture
def folder(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where photos come."""
    for name, value in _QUICK.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "phone").mkdir()
    return tmp_path / "phone"


def photos(lines: list[dict[str, Any]]) -> list[list[str]]:
    return [[Path(photo).name for photo in line["photos"]] for line in lines]


def once(hwlab: Hwlab, folder: Path, *more: str) -> Any:
    return hwlab("watch", "--once", "--capture-only", "--json", *more, folder)


def test_what_is_there_is_grouped_and_taken_in_once(hwlab: Hwlab, folder: Path) -> None:
    dated(front(1), folder / "1.jpg", 0)
    dated(coded(_SERIAL), folder / "2.jpg", 4)
    dated(coded(_SERIAL), folder / "3.jpg", 900)
    dated(front(2), folder / "4.jpg", 2000)
    (folder / "5.jpg.part").write_bytes(b"not whole yet")
    first = once(hwlab, folder)
    assert first.code == 0
    assert photos(first.of_type("group")) == [["1.jpg", "2.jpg", "3.jpg"], ["4.jpg"]]
    assert photos(first.of_type("intake")) == photos(first.of_type("group"))
    assert (first.summary["taken"], first.summary["waiting"]) == (2, 2)
    again = once(hwlab, folder)
    assert again.lines == [again.summary]
    assert (again.code, again.summary["taken"]) == (0, 0)


def test_what_was_discarded_stays_so(hwlab: Hwlab, folder: Path) -> None:
    photo = dated(front(1), folder / "1.jpg", 0)
    (intake,) = once(hwlab, folder).of_type("intake")
    assert hwlab("queue", "discard", intake["hw_id"]).code == 0
    again = once(hwlab, folder)
    assert again.lines == [again.summary]
    (back,) = hwlab("intake", "--capture-only", "--json", photo).of_type("intake")
    assert back["hw_id"] != intake["hw_id"]


def test_what_came_while_it_was_away_is_taken_in_beside_what_it_has(
    hwlab: Hwlab, folder: Path
) -> None:
    dated(front(1), folder / "1.jpg", 0)
    dated(front(2), folder / "3.jpg", 8)
    once(hwlab, folder, "--group", "each")
    dated(front(3), folder / "2.jpg", 4)
    ran = once(hwlab, folder)
    assert photos(ran.of_type("group")) == [["2.jpg"]]
    assert photos(ran.of_type("intake")) == [["2.jpg"]]


def said_to_be_one(home: Path) -> list[bool]:
    with OpLog.open(home) as log:
        return [one.is_one for one in sorted(query.intakes(log), key=lambda one: one.row_id)]


def test_the_other_manners(hwlab: Hwlab, folder: Path, home: Path) -> None:
    for number in (1, 2):
        dated(front(number), folder / f"{number}.jpg", 0)
    ran = once(hwlab, folder, "--group", "one")
    assert ran.of_type("group") == []
    assert photos(ran.of_type("intake")) == [["1.jpg", "2.jpg"]]
    assert said_to_be_one(home) == [True]
    for number in (3, 4):
        dated(front(number), folder / f"{number}.jpg", 0)
    ran = once(hwlab, folder, "--group", "each")
    assert photos(ran.of_type("intake")) == [["3.jpg"], ["4.jpg"]]
    # A person's word that it is one device keeps a photo from being split.
    assert said_to_be_one(home) == [True, False, False]


def test_what_can_not_be_used_is_told_of_and_left(hwlab: Hwlab, folder: Path) -> None:
    dated(front(1), folder / "1.jpg", 0)
    broken = folder / "2.jpg"
    broken.write_bytes((folder / "1.jpg").read_bytes()[:700])
    ran = once(hwlab, folder)
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert error["item"] == str(broken)
    assert (ran.summary["taken"], ran.summary["failed"]) == (1, 1)
    assert broken.exists()


def test_it_carries_on_what_it_took_in(hwlab: Hwlab, folder: Path, notebook: LabelPhoto) -> None:
    (folder / "1.jpg").write_bytes(notebook.path.read_bytes())
    ran = hwlab("watch", "--once", "--json", folder)
    (intake,) = ran.of_type("intake")
    assert intake["identification"]["serial"] == notebook.truth["serial"]
    assert ran.code == 0


def test_what_was_left_half_done_is_carried_on(
    hwlab: Hwlab, folder: Path, card: LabelPhoto
) -> None:
    (folder / "1.jpg").write_bytes(card.path.read_bytes())
    once(hwlab, folder)
    ran = hwlab("watch", "--once", "--json", folder)
    (op,) = ran.of_type("op")
    assert (op["kind"], op["state"]) == ("identify", "done")


def test_there_must_be_a_folder(hwlab: Hwlab, folder: Path, home: Path) -> None:
    for place in (folder / "none", folder.parent / "config.toml"):
        ran = hwlab("watch", place, "--json")
        assert ran.code == 9
        assert ran.of_type("error")[0]["item"] == str(place)
    assert not home.exists()


@pytest.fixture
def watching(home: Path, folder: Path) -> Iterator[Watching]:
    settings = config.load()
    wishes = Wishes(Manner.ONE, capture_only=True, jobs=1, json=True, verbose=False)
    with Workspace(home, settings) as work:
        yield Watching(work, Models(settings, home), [folder], wishes)


def turned(watching: Watching, *, after: float = 0.0) -> None:
    """Have a watch look, and look again once all is quiet, `after` seconds from now."""
    now = time.monotonic() + after
    for at in (now, now + 1):
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr(time, "monotonic", lambda at=at: at)
            watching.turn(bool, look=True)


def test_the_others_of_a_group_that_somebody_took_one_of_are_taken_in_later(
    watching: Watching, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = (dated(front(number), folder / f"{number}.jpg", 0) for number in (1, 2))
    really = captured

    def meanwhile(work: Workspace, *arguments: Any, **more: Any) -> Any:
        pipeline.capture(work, [load.read(other, 200)])
        return really(work, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr("hwlab_cli.commands.watch_run.captured", meanwhile)
        turned(watching)
    with OpLog.open(home) as log:
        assert [one.photos[0].name for one in query.intakes(log)] == [str(other)]
        turned(watching, after=PAUSE / 2)
        assert len(list(query.intakes(log))) == 1
        turned(watching, after=PAUSE + 2)
        taken = {one.photos[0].name for one in query.intakes(log)}
    assert taken == {str(mine), str(other)}


def test_a_photo_that_the_system_did_not_give_is_tried_again_and_a_broken_one_is_not(
    watching: Watching, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = dated(front(1), folder / "1.jpg", 0)
    broken = folder / "2.jpg"
    broken.write_bytes(photo.read_bytes()[:700])
    really, asked = os.open, Counter[str]()

    def unplugged(path: Any, *more: Any, **others: Any) -> int:
        asked[str(path)] += 1
        if path == photo and asked[str(path)] == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return really(path, *more, **others)

    monkeypatch.setattr(os, "open", unplugged)
    turned(watching)
    looks = asked[str(broken)]
    turned(watching, after=PAUSE + 2)
    with OpLog.open(home) as log:
        assert [one.photos[0].name for one in query.intakes(log)] == [str(photo)]
    assert asked[str(broken)] == looks > 0


class Watcher:
    """`hwlab watch` at work."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "hwlab_cli", "watch", "--capture-only", "--json"]
        self.process = subprocess.Popen(
            [*command, *options, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "WATCHFILES_FORCE_POLLING": ""},
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        assert self.process.stderr is not None
        assert self.process.stderr.readline().startswith(f"watching {folder}")
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def says(self, kind: str) -> dict[str, Any]:
        """Wait for the next line of a type."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert undocumented(line) == []
            if line["type"] == kind:
                return line

    def ends(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(json.loads(line))


@pytest.fixture(params=[[], ["--poll"]], ids=["told", "polling"])
def watcher(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watcher]:
    monkeypatch.setenv("HWLAB_WATCH_POLL_SECONDS", "0.1")
    with Watcher(folder, *request.param) as watcher:
        yield watcher


def test_it_takes_in_what_comes_until_it_is_told_to_end(
    watcher: Watcher, folder: Path, tmp_path: Path
) -> None:
    whole = dated(front(1), tmp_path / "1.jpg", 0)
    whole.rename(folder / "1.jpg")
    assert photos([watcher.says("intake")]) == [["1.jpg"]]

    # A copy that stands still in the middle is no photo, until it goes on.
    data = dated(front(2), tmp_path / "2.jpg", 900).read_bytes()
    (folder / "2.jpg").write_bytes(data[:700])
    assert watcher.says("error")["item"] == str(folder / "2.jpg")
    (folder / "2.jpg").write_bytes(data)
    assert photos([watcher.says("intake")]) == [["2.jpg"]]

    assert watcher.ends(signal.SIGTERM) == 0
    summary = watcher.says("summary")
    assert (summary["taken"], summary["failed"], summary["exit_code"]) == (2, 1, 0)


def test_ctrl_c_ends_it_at_once(folder: Path) -> None:
    with Watcher(folder) as watcher:
        assert watcher.ends(signal.SIGINT) == 130


def test_a_folder_that_goes_away_and_comes_back_is_watched_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_WATCH_POLL_SECONDS", "0.1")
    photo = dated(front(1), tmp_path / "1.jpg", 0)
    with Watcher(folder) as watcher:
        folder.rename(tmp_path / "unmounted")
        assert watcher.says("error")["item"] == str(folder)
        (tmp_path / "unmounted").rename(folder)
        photo.rename(folder / "1.jpg")
        assert photos([watcher.says("intake")]) == [["1.jpg"]]
