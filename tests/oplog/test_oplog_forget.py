"""Forgetting: no byte of an intake stays, what others need does, and a kill is made good."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from oplog_setup import (
    DELL,
    TurnableClock,
    captured,
    claimed,
    delivered,
    identified,
    photo,
    plan,
    started,
    stored,
)

from hwlab_cli.errors import LockedError, NotFoundError, UsageError
from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, query, settle
from hwlab_cli.oplog.append import NewOp
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.forget import done_before, foreseen, forget
from hwlab_cli.oplog.prune import prune
from hwlab_cli.photos.originals import Originals

DAY = timedelta(days=1)
PHOTO = "a photo with SN 7XK2-SECRET on it"


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "originals")


def taken_in(log: OpLog, owner: Owner, originals: Originals, *names: str) -> str:
    for name in names:
        stored(originals, name)
    return identified(log, owner, *names)


def traces(folder: Path, *words: str) -> list[str]:
    """The files that have one of these words in their bytes or their names."""
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        for word in words
        if word in file.name or (file.is_file() and word.encode() in file.read_bytes())
    ]


def test_no_byte_of_it_stays(
    log: OpLog, owner: Owner, originals: Originals, tmp_path: Path
) -> None:
    secrets = ("7XK2-SECRET", "WASSERWERK", photo(PHOTO).sha256, photo(PHOTO).sha256[2:])
    gone = taken_in(log, owner, originals, PHOTO)
    settle.edited(log, gone, DELL.__class__(serial="WASSERWERK-1"), plan(), None)
    settle.edited(log, gone, DELL.__class__(serial="7XK2-SECRET"), plan(), None)
    stays = taken_in(log, owner, originals, "b")
    assert set(traces(tmp_path, gone, *secrets)) > {"oplog.sqlite3-wal"}
    before = foreseen(log, originals, [gone])
    assert forget(log, originals, [gone]) == before
    ((told,), refused) = before
    assert refused == []
    assert (told.photos, told.shared, told.bytes) == (1, 0, len(PHOTO))
    assert traces(tmp_path, gone, *secrets) == []
    assert [one.hw_id for one in query.intakes(log)] == [stays]
    assert check(log, originals) == []
    with pytest.raises(NotFoundError):
        query.intake(log, gone)
    assert append.known_photos(log, [photo(PHOTO).sha256]) == {}
    assert captured(log, owner, PHOTO).hw_id != gone


def test_what_others_have_stays(log: OpLog, owner: Owner, originals: Originals) -> None:
    gone = taken_in(log, owner, originals, "a", "shared")
    other = append.capture(log, [photo("shared")], owner, again=True).hw_id
    settle.discard(log, other, "")
    duplicate = NewOp(OpKind.CREATE_DEVICE, state=State.HELD, reason=f"duplicate of {gone}")
    named = identified(log, owner, "c", ops=[duplicate])
    ((told,), _) = forget(log, originals, [gone])
    assert (told.photos, told.shared, told.named_in) == (1, 1, (named,))
    assert originals.intact(photo("shared").sha256)
    assert not originals.intact(photo("a").sha256)
    ((told,), _) = forget(log, originals, [other])
    assert (told.photos, told.shared) == (1, 0)
    assert not originals.intact(photo("shared").sha256)


def test_a_photo_of_several_that_go_is_counted_once(
    log: OpLog, owner: Owner, originals: Originals
) -> None:
    one = taken_in(log, owner, originals, "shared")
    two = append.capture(log, [photo("shared")], owner, again=True).hw_id
    settle.discard(log, two, "")
    found, _ = forget(log, originals, [one, two, one])
    assert [(told.hw_id, told.photos, told.bytes) for told in found] == [(one, 1, 6), (two, 0, 0)]
    assert list(originals.hashes()) == []


def test_what_a_prune_left_is_forgotten_too(
    log: OpLog, owner: Owner, originals: Originals, clock: TurnableClock
) -> None:
    done = taken_in(log, owner, originals, "a")
    delivered(log, owner, done)
    prune(log, originals, clock() + DAY)
    assert append.known_photos(log, [photo("a").sha256]) == {photo("a").sha256: done}
    assert forget(log, originals, [done])[1] == []
    assert append.known_photos(log, [photo("a").sha256]) == {}


def test_what_is_worked_on_is_refused_and_the_rest_goes(
    log: OpLog, owner: Owner, originals: Originals, tmp_path: Path
) -> None:
    mine = captured(log, owner, "a").hw_id
    other = taken_in(log, owner, originals, "b")
    found, refused = forget(log, originals, [mine, other, "HW-00000000"])
    assert [told.hw_id for told in found] == [other]
    assert [(type(error), error.item) for error in refused] == [
        (LockedError, mine),
        (NotFoundError, "HW-00000000"),
    ]
    assert query.is_here(log, mine)
    owner.close()
    assert forget(log, originals, [mine])[1] == []
    assert not (tmp_path / "forgetting").exists()


def test_what_was_sent_is_refused_unless_forced(
    log: OpLog, owner: Owner, originals: Originals, tmp_path: Path
) -> None:
    sent = taken_in(log, owner, originals, "a")
    claim = claimed(log, owner, OpKind.CREATE_DEVICE, sent)
    settle.sent(log, owner, [claim])
    owner.close()
    found, (error,) = forget(log, originals, [sent])
    assert found == []
    assert isinstance(error, UsageError)
    assert f"--only {sent}" in (error.hint or "")
    assert query.intake(log, sent).state is State.SENT
    ((told,), refused) = forget(log, originals, [sent], force=True)
    assert told.may_be_there
    assert refused == []
    assert traces(tmp_path, sent) == []


def test_who_begins_with_it_just_then_keeps_it(
    log: OpLog, owner: Owner, originals: Originals, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from hwlab_cli.oplog import forget as forgetting

    raced = taken_in(log, owner, originals, "a")
    other = taken_in(log, owner, originals, "b")
    really = forgetting._begin

    def begun_meanwhile(log: OpLog, found: list[forgetting.Forgotten]) -> None:
        really(log, found)
        claimed(log, owner, OpKind.CREATE_DEVICE, raced)

    monkeypatch.setattr(forgetting, "_begin", begun_meanwhile)
    found, (error,) = forget(log, originals, [raced, other])
    assert [told.hw_id for told in found] == [other]
    assert (type(error), error.item) == (LockedError, raced)
    assert originals.intact(photo("a").sha256)
    assert not (tmp_path / "forgetting").exists()


def test_a_reader_keeps_it_from_being_cleaned_up_until_it_is_done(
    log: OpLog, owner: Owner, originals: Originals, tmp_path: Path
) -> None:
    gone = taken_in(log, owner, originals, PHOTO)
    log.connection.execute("PRAGMA busy_timeout = 10")
    with OpLog.open(tmp_path) as reader, reader.reading():
        assert reader.rows("SELECT hw_id FROM intakes") == [(gone,)]
        with pytest.raises(LockedError, match="keeps the log from being cleaned up"):
            forget(log, originals, [gone])
    assert traces(tmp_path, gone) != []
    assert forget(log, originals, [gone])[1] == []
    assert traces(tmp_path, gone, photo(PHOTO).sha256, "7XK2") == []


KILLED = """
import os, signal, sys
from pathlib import Path
from oplog_setup import *
from hwlab_cli.oplog import forget as forgetting
home, step, hw_id = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
owner, _, name = step.rpartition(".")
setattr(Originals if owner else forgetting, name, kill)
with OpLog.open(home) as log:
    forgetting.forget(log, Originals(home / "originals"), [hw_id])
"""


@pytest.mark.parametrize(
    "step", ["_delete", "_remove_originals", "Originals.remove", "_clean", "_end"]
)
def test_after_a_kill_the_same_call_finishes_it(tmp_path: Path, step: str) -> None:
    originals = Originals(tmp_path / "originals")
    with OpLog.open(tmp_path) as log, Owner(tmp_path) as owner:
        gone = taken_in(log, owner, originals, PHOTO)
        stays = taken_in(log, owner, originals, "b")
    killed = started(KILLED, tmp_path, step, gone)
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert traces(tmp_path, gone) != []
    with OpLog.open(tmp_path) as log:
        assert forget(log, originals, [gone])[1] == []
        assert [one.hw_id for one in query.intakes(log)] == [stays]
        assert check(log, originals) == []
    assert traces(tmp_path, gone, photo(PHOTO).sha256[2:], "7XK2-SECRET") == []
    assert not (tmp_path / "forgetting").exists()


def test_what_is_done_long_enough(
    log: OpLog, owner: Owner, originals: Originals, clock: TurnableClock
) -> None:
    old = taken_in(log, owner, originals, "a")
    delivered(log, owner, old)
    clock.turn(2 * DAY)
    young = taken_in(log, owner, originals, "b")
    delivered(log, owner, young)
    taken_in(log, owner, originals, "c")
    assert done_before(log, clock() - DAY) == [old]
    assert done_before(log, clock() + DAY) == [old, young]
