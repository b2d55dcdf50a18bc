"""A clock that jumps, by days and by years, also in the middle: nothing is lost or stuck."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import LabelPhoto
from crash_desk import Desk
from crash_nursery import MEGAPIXELS, Nursery, dice, quick_folder

from hwlab_cli import config
from hwlab_cli.oplog import settle
from hwlab_cli.photos import load
from hwlab_cli.pipeline import capture
from hwlab_cli.workspace import Workspace

DAY = 86_400.0
YEAR = 365 * DAY
JUMPS = (0.0, 3 * DAY, -3 * DAY, 10 * YEAR, -10 * YEAR)


@pytest.fixture
def photos(crash_photos: dict[str, LabelPhoto]) -> list[LabelPhoto]:
    return [crash_photos["A"], crash_photos["C"]]


@pytest.mark.parametrize("rounds", [4, pytest.param(200, marks=pytest.mark.soak)])
def test_it_may_jump_at_every_look(nursery: Nursery, photos: list[LabelPhoto], rounds: int) -> None:
    """As a laptop's that was asleep, or that asks for the time while it works."""
    again = ["intake", *(str(photo.path) for photo in photos), "--json"]
    with dice() as chance:
        for _ in range(rounds):
            with quick_folder() as folder:
                desk = Desk(nursery, folder / "state", photos, again)
                jumps = [chance.choice(JUMPS) for _ in range(101)]
                if chance.random() < 0.5:
                    desk.run(*again, "--capture-only", clock=jumps)
                    desk.run("queue", "replay", "--json", clock=jumps[50:])
                else:
                    desk.run(*again, clock=jumps)
                desk.all_identified()
                desk.finish()


@pytest.mark.parametrize("by", [10 * YEAR, -10 * YEAR], ids=["ahead", "behind"])
def test_the_list_is_in_the_order_of_capture(desk: Desk, by: float) -> None:
    first, second = desk.again[1:3]
    one = desk.run("intake", first, "--json", clock=[by]).lines[0]["hw_id"]
    two = desk.run("intake", second, "--json").lines[0]["hw_id"]
    assert one != two
    for clock in (0.0, by, -by):
        ran = desk.run("queue", "list", "--json", clock=[clock])
        assert [line["hw_id"] for line in ran.lines] == [one, two]
        ran = desk.run("queue", "list", clock=[clock])
        assert [line.split()[0] for line in ran.out.splitlines()[1:3]] == [one, two]
    desk.finish()


@pytest.mark.parametrize("by", [10 * YEAR, -10 * YEAR], ids=["ahead", "behind"])
def test_what_somebody_works_on_stays_his(desk: Desk, photos: list[LabelPhoto], by: float) -> None:
    with Workspace(desk.home, config.Settings()) as work:
        mine = capture(work, [load.read(photos[0].path, MEGAPIXELS)])
        ran = desk.run("queue", "replay", "--json", clock=[by])
        assert (ran.code, ran.lines) == (0, [ran.summary])
        known, taken = desk.run(*desk.again, clock=[by]).of_type("intake")
        assert (known["hw_id"], known["identification"]) == (mine.hw_id, None)
        assert taken["identification"]
    desk.run("queue", "replay", "--json", clock=[by])
    desk.finish()


def postponed(desk: Desk, photo: LabelPhoto, written: timedelta, wait: timedelta) -> str:
    """Capture a photo, and put its identification off, by a clock of its own."""
    with Workspace(desk.home, config.Settings()) as work:
        claim = capture(work, [load.read(photo.path, MEGAPIXELS)]).claim
        assert claim
        work.log.clock = lambda: datetime.now(UTC) + written
        settle.postponed(work.log, work.owner, claim, "away", work.log.clock() + wait)
        return claim.hw_id


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (0.0, False),
        (20 * 60.0, False),
        (40 * 60.0, True),
        (10 * YEAR, True),
        # Set back to before the wait began: nobody waits for the time to come round again.
        (-10 * 60.0, True),
        (-10 * YEAR, True),
    ],
)
def test_a_wait_ends_in_time_or_when_the_clock_is_set(
    desk: Desk, photos: list[LabelPhoto], clock: float, due: bool
) -> None:
    hw_id = postponed(desk, photos[0], timedelta(0), timedelta(minutes=30))
    ran = desk.run("queue", "replay", "--json", clock=[clock])
    assert [line["hw_id"] for line in ran.of_type("op")] == [hw_id] * due
    desk.run("queue", "replay", "--json", clock=[clock + 3600])
    desk.finish()


def test_a_wait_that_began_in_the_future_is_over(desk: Desk, photos: list[LabelPhoto]) -> None:
    postponed(desk, photos[0], timedelta(days=3650), timedelta(minutes=30))
    desk.finish()


def test_what_was_finished_in_the_future_can_be_pruned(desk: Desk) -> None:
    desk.run(*desk.again)
    one, two = (intake.hw_id for intake in desk.intakes())
    desk.run("queue", "discard", one, clock=[10 * YEAR])
    assert left_by(desk, "90", clock=0.0) == [one, two]
    assert left_by(desk, "0", clock=-10 * YEAR) == [two]


def test_a_prune_in_the_future_takes_only_what_is_finished(desk: Desk) -> None:
    desk.run(*desk.again)
    one, two = (intake.hw_id for intake in desk.intakes())
    desk.run("queue", "discard", one)
    assert left_by(desk, "90", clock=0.0) == [one, two]
    assert left_by(desk, "90", clock=10 * YEAR) == [two]


def left_by(desk: Desk, older_than: str, clock: float) -> list[str]:
    """Prune, and return what is still there."""
    ran = desk.run("queue", "prune", "--older-than", older_than, clock=[clock])
    assert ran.code == 0, ran.err
    desk.announced.clear()
    desk.identified.clear()
    return [intake.hw_id for intake in desk.check()]
