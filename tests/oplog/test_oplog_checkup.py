"""The checkup: silent on what hwlab wrote, and able to tell each kind of damage."""

from pathlib import Path

import pytest
from oplog_setup import DELL, KEY, delivered, identified, plan, stored

from hwlab_cli.oplog import append, settle
from hwlab_cli.oplog.checkup import Problem, check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import LOG_NAME, OpLog
from hwlab_cli.photos.originals import Originals


@pytest.fixture
def originals(log: OpLog, owner: Owner, tmp_path: Path) -> Originals:
    """The originals of a ready intake, a done one and a held one; a typed one beside."""
    originals = Originals(tmp_path / "originals")
    for name in "abc":
        stored(originals, name)
    identified(log, owner, "a")
    delivered(log, owner, identified(log, owner, "b", key=KEY))
    identified(log, owner, "c", key=KEY)
    append.add(log, DELL, plan(photos=0), None)
    return originals


def harm(log: OpLog, sql: str) -> None:
    """Change the log as only another program would."""
    triggers = log.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    log.connection.execute("PRAGMA foreign_keys = OFF")
    log.connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, _ in triggers:
        log.connection.execute(f"DROP TRIGGER {name}")
    log.connection.execute(sql)
    for _, trigger in triggers:
        log.connection.execute(trigger)
    log.connection.execute("PRAGMA ignore_check_constraints = OFF")


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def test_a_sound_log_has_no_problems(log: OpLog, originals: Originals) -> None:
    assert check(log, originals) == []


def test_a_log_that_is_not_there_has_none(tmp_path: Path) -> None:
    with OpLog.open(tmp_path / "nowhere", create=False) as log:
        assert check(log, Originals(tmp_path / "nowhere" / "originals")) == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE intakes SET hw_id = 'HW-00000001' WHERE id = 1", "no legal hw_id"),
        ("UPDATE intakes SET state = 'held' WHERE id = 1", "it is listed as held at"),
        ("UPDATE intakes SET next_kind = 'identify' WHERE id = 1", "ready at identify (2)"),
        ("UPDATE intakes SET next_position = 3 WHERE id = 1", "create_device (3)"),
        ("UPDATE intakes SET tries = 7 WHERE id = 1", "attempt 7"),
        ("UPDATE intakes SET state = 'ready' WHERE id = 2", "its ops say done"),
        ("UPDATE intakes SET identification = '{' WHERE id = 1", "identification can't be read"),
        ("UPDATE intakes SET identification = '[]' WHERE id = 1", "identification can't be read"),
        ("UPDATE intakes SET identification = NULL WHERE id = 1", "what it is is missing"),
        ("UPDATE ops SET body = '[' WHERE intake_id = 1 AND position = 2", "body of its create"),
        ("UPDATE ops SET body = '3' WHERE intake_id = 1 AND position = 2", "body of its create"),
        ("UPDATE ops SET position = 9 WHERE intake_id = 1 AND position = 4", "its ops are not num"),
        ("DELETE FROM ops WHERE intake_id = 1 AND position = 1", "not owed once and first"),
        ("UPDATE ops SET kind = 'identify' WHERE intake_id = 4", "not owed once and first"),
        ("UPDATE ops SET state = 'done' WHERE intake_id = 1 AND position = 3", "done before what"),
        ("UPDATE ops SET state = 'sent' WHERE intake_id = 1 AND position = 3", "sent before what"),
        ("UPDATE ops SET state = 'discarded' WHERE intake_id = 1 AND position = 3", "in part"),
        ("UPDATE ops SET state = 'held' WHERE intake_id = 1 AND position = 3", "does not lead to"),
        ("DELETE FROM events WHERE number = 1", "its history has a gap"),
        ("DELETE FROM ops WHERE intake_id = 1 AND position = 4", "ops that it does not have"),
        ("DELETE FROM events WHERE intake_id = 1", "does not lead to where its identify"),
        ("UPDATE photos SET position = 3 WHERE intake_id = 1", "its photos are not numbered"),
        ("DELETE FROM photos WHERE intake_id = 1", "has no photo"),
        ("UPDATE tally SET intakes = 9 WHERE state = 'done'", "the tally says"),
        ("DELETE FROM intakes WHERE id = 1", "belongs to none of intakes"),
        ("UPDATE intakes SET source = 'fax' WHERE id = 4", "CHECK constraint failed"),
    ],
)
def test_every_contradiction_is_told(
    log: OpLog, originals: Originals, sql: str, words: str
) -> None:
    harm(log, sql)
    told = [problem for problem in check(log, originals) if words in problem.what]
    assert told
    assert not any(problem.harmless for problem in told)
    assert all(problem.item and problem.hint for problem in told)


def test_a_missing_original_is_told(log: OpLog, originals: Originals) -> None:
    one = next(originals.hashes())
    originals.remove(one)
    problem = only(check(log, originals))
    assert "is missing" in problem.what
    assert str(originals.path(one)) in problem.what
    assert problem.item.startswith("HW-")
    assert not problem.harmless


def test_a_changed_original_is_told(log: OpLog, originals: Originals) -> None:
    one = next(originals.hashes())
    originals.path(one).write_bytes(b"another photo")
    assert "was changed" in only(check(log, originals)).what


def test_an_original_that_nobody_names_is_noted(log: OpLog, originals: Originals) -> None:
    extra = stored(originals, "captured by a process that was killed")
    problem = only(check(log, originals))
    assert problem.harmless
    assert problem.item == str(originals.path(extra.sha256))


def test_a_claim_of_the_dead_is_noted(log: OpLog, originals: Originals, tmp_path: Path) -> None:
    with Owner(tmp_path) as mortal:
        stored(originals, "d")
        claim = append.capture(log, [stored(originals, "d")], mortal).claim
        assert claim is not None
        assert check(log, originals) == []
    problem = only(check(log, originals))
    assert (problem.item, problem.harmless) == (claim.hw_id, True)
    settle.discard(log, claim.hw_id, "")
    assert check(log, originals) == []


def test_a_damaged_page_is_told_and_the_rest_is_checked(
    log: OpLog, originals: Originals, tmp_path: Path
) -> None:
    ((root,),) = log.rows("SELECT rootpage FROM sqlite_master WHERE name = 'intakes'")
    log.close()
    data = bytearray((tmp_path / LOG_NAME).read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    (tmp_path / LOG_NAME).write_bytes(data)
    stored(originals, "extra")
    with OpLog.open(tmp_path) as damaged:
        problems = check(damaged, originals)
    assert any("the log is damaged" in problem.what for problem in problems)
    assert any("no intake names" in problem.what for problem in problems)
    assert (tmp_path / LOG_NAME).read_bytes() == data


def test_an_index_that_disagrees_is_told(log: OpLog, originals: Originals, tmp_path: Path) -> None:
    ((root,),) = log.rows("SELECT rootpage FROM sqlite_master WHERE name = 'photos_by_hash'")
    log.close()
    data = (tmp_path / LOG_NAME).read_bytes()
    start = (root - 1) * 4096
    leaf = data[start : start + 4096]
    one = next(originals.hashes()).encode()
    assert one in leaf
    changed = leaf.replace(one, one[:-1] + (b"0" if one[-1:] != b"0" else b"1"))
    (tmp_path / LOG_NAME).write_bytes(data[:start] + changed + data[start + 4096 :])
    with OpLog.open(tmp_path) as damaged:
        assert any("the log is damaged" in problem.what for problem in check(damaged, originals))


def test_what_stands_in_the_way_of_originals_is_told(
    log: OpLog, originals: Originals, tmp_path: Path
) -> None:
    (tmp_path / "originals" / ".DS_Store").write_text("a file manager's")
    assert check(log, originals) == []
    (tmp_path / "originals" / "ab").write_text("not a folder")
    assert "can't be used" in only(check(log, originals)).what


def test_memory_stays_flat(log: OpLog, owner: Owner, originals: Originals) -> None:
    import tracemalloc

    def peak() -> int:
        tracemalloc.start()
        assert check(log, originals) == []
        (_, most) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def fill(count: int) -> None:
        log.connection.execute("PRAGMA synchronous = OFF")
        for _ in range(count):
            append.add(log, DELL, plan(photos=0), None)

    fill(400)
    small = peak()
    fill(1600)
    assert peak() < 1.3 * small
