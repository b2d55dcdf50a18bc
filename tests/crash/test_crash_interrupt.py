"""Ctrl-C at any time: 130, no traceback, nothing half-done; SIGTERM leaves no less behind."""

from signal import SIGINT, SIGTERM

import pytest
from conftest import Ran
from crash_desk import Desk
from crash_stage import Stage, lasting, lines_of_code, spread

INTERRUPTED = 130
ALL = pytest.param(None, id="all", marks=pytest.mark.soak)


in_scenes = pytest.mark.parametrize(
    "stage",
    ["the first photo", "two devices at once", "a photo added", "replay"],
    indirect=True,
)


def interruptible(stage: Stage) -> list[str]:
    """Return the lines of code that are come to after the first few, which make Ctrl-C quiet."""
    steps = stage.steps(lines=True)
    quiet = next(n for n, label in enumerate(steps) if not label.startswith("line entry.py"))
    found = [line for line in lines_of_code(steps) if line not in steps[:quiet]]
    assert len(found) > 300
    return found


def check_interrupted(ran: Ran) -> None:
    assert ran.code == INTERRUPTED, ran.err
    assert set(ran.err.split("\n")) <= {
        "",
        "interrupted; what was announced is safe: `hwlab queue replay` goes on",
    }


@in_scenes
@pytest.mark.parametrize("most", [12, ALL])
def test_interrupted_at_any_line(stage: Stage, most: int | None) -> None:
    for count, line in enumerate(spread(interruptible(stage), most)):
        with stage.stopped(line, SIGINT, lines=True) as (desk, ran):
            check_interrupted(ran)
            desk.finish(intake_first=count % 2 == 1)


@in_scenes
@pytest.mark.parametrize("most", [8, ALL])
def test_interrupted_where_it_begins_and_ends(stage: Stage, most: int | None) -> None:
    edges = ("line entry.py", "line commands/guard.py")
    found = [line for line in interruptible(stage) if line.startswith(edges)]
    assert len(found) > 12
    for line in spread(found, most):
        with stage.stopped(line, SIGINT, lines=True) as (desk, ran):
            check_interrupted(ran)
            desk.check()


def test_interrupted_when_all_is_done(desk: Desk) -> None:
    ran = desk.run(*desk.again, at_exit=SIGINT)
    assert (ran.code, ran.err, ran.summary["taken"]) == (0, "", 2)
    desk.finished()


@in_scenes
@pytest.mark.parametrize("most", [6, ALL])
def test_interrupted_twice(stage: Stage, most: int | None) -> None:
    """The second comes while the first is dealt with, before one of the next lasting steps."""
    for count, line in enumerate(spread(interruptible(stage), most)):
        with stage.stopped(line, SIGINT, lines=True, once_more=1 + count % 6) as (desk, ran):
            check_interrupted(ran)
            desk.finish(intake_first=count % 2 == 1)


@in_scenes
@pytest.mark.parametrize("most", [6, ALL])
def test_terminated(stage: Stage, most: int | None) -> None:
    for step in spread(lasting(stage.steps()), most):
        with stage.stopped(step, SIGTERM) as (desk, ran):
            assert (ran.code, ran.err) == (-SIGTERM, "")
            desk.finish()


@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one", "two"])
def test_nobody_waits_for_a_photo_that_is_being_read(desk: Desk, options: tuple[str, ...]) -> None:
    for command in (desk.again, ["queue", "replay", "--json"]):
        ran = desk.run(*command, *options, stuck=SIGINT)
        check_interrupted(ran)
    assert len(desk.check()) == 2
    desk.finish()


@pytest.mark.parametrize("unread", [[1], [2], [1, 2]], ids=["stdout", "stderr", "both"])
def test_interrupted_together_with_who_reads_its_output(desk: Desk, unread: list[int]) -> None:
    """As in `hwlab intake … | tee log`, where Ctrl-C ends both."""
    desk.run(*desk.again)
    ran = desk.run(*desk.again, signals={"flush": SIGINT}, unread=unread)
    check_interrupted(ran)
    desk.finish()


def test_ctrl_c_is_not_for_jobs_in_the_background(desk: Desk) -> None:
    """A shell without job control has them ignore it: `hwlab intake … &` in a script."""
    ran = desk.run(*desk.again, signals={20: SIGINT, 100: SIGINT}, in_background=True)
    assert (ran.code, ran.summary["taken"]) == (0, 2)
    desk.finished()


@pytest.mark.parametrize(("which", "code"), [(SIGTERM, 0), (SIGINT, INTERRUPTED)])
def test_who_stays_at_work_can_be_stopped(desk: Desk, which: int, code: int) -> None:
    desk.run(*desk.again, "--capture-only")
    ran = desk.run("queue", "replay", "--watch", "--json", signals={"write": which})
    assert ran.code == code, ran.err
    assert any(one.identification for one in desk.check())
    desk.finish()
