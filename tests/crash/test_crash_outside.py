"""The command as it is, signalled from outside at moments left to chance."""

import time
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

import pytest
from conftest import LabelPhoto, Ran
from crash_desk import Desk
from crash_nursery import dice, quick_folder
from crash_real import Real, take_dozen

ENDS = {SIGKILL: -SIGKILL, SIGTERM: -SIGTERM, SIGINT: 130}


@pytest.fixture(scope="module")
def photos(photo_folder: Path) -> list[LabelPhoto]:
    return take_dozen(photo_folder)[::5]


@pytest.fixture(scope="module")
def usual_seconds(photos: list[LabelPhoto]) -> float:
    """How long a run takes that nobody stops."""
    with quick_folder() as folder:
        begun = time.monotonic()
        ran = Real(folder).run(folder / "state", "intake", *[photo.path for photo in photos])
        assert ran.code == 0, ran.err
        return time.monotonic() - begun


@pytest.mark.parametrize(
    ("which", "times"),
    [
        (SIGKILL, 4),
        (SIGINT, 2),
        (SIGTERM, 1),
        *(pytest.param(which, 100, marks=pytest.mark.soak) for which in ENDS),
    ],
)
def test_stopped_at_any_moment(
    photos: list[LabelPhoto], usual_seconds: float, which: Signals, times: int
) -> None:
    """The next run goes on where this one was stopped; when all is done, it begins anew."""
    stops = 0
    with dice() as chance:
        while stops < times:
            with quick_folder() as folder:
                paths = [str(photo.path) for photo in photos]
                desk = Desk(Real(folder), folder / "state", photos, ["intake", *paths, "--json"])
                while stops < times and not all_done(desk):
                    ran = stopped(folder, desk, which, chance.uniform(0, usual_seconds))
                    assert ran.code in {0, ENDS[which]}, ran.err
                    stops += ran.code != 0
                    desk.check()
                desk.finish(intake_first=chance.random() < 0.5)


def stopped(folder: Path, desk: Desk, which: Signals, seconds: float) -> Ran:
    """Begin to take the photos in, and send a signal after a while."""
    started = Real(folder).start(desk.home, *desk.again, "--jobs", "2")
    # Not to be in time for anything: each moment is as good as any other.
    time.sleep(seconds)
    started.process.send_signal(which)
    ran = started.ended()
    desk.heard(ran)
    return ran


def all_done(desk: Desk) -> bool:
    return len([one for one in desk.intakes() if one.identification]) == len(desk.again) - 2
