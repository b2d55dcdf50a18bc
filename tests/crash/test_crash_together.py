"""Many processes at once over the same photos and the same queue: nothing lost or doubled."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from signal import SIGKILL

import pytest
from conftest import LabelPhoto, Ran
from crash_desk import Desk
from crash_nursery import Nursery, dice, quick_folder
from crash_real import Real, take_dozen

REPLAY: list[str | Path] = ["queue", "replay", "--json"]


@pytest.fixture(scope="module")
def dozen(photo_folder: Path) -> list[LabelPhoto]:
    return take_dozen(photo_folder)


@pytest.fixture(scope="module")
def photos(dozen: list[LabelPhoto]) -> list[LabelPhoto]:
    """As many as it takes for processes to meet."""
    return dozen[3:9]


@pytest.fixture(scope="module")
def nursery(
    photos: list[LabelPhoto], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery"), photos) as one:
        yield one


def check_each_taken_once(photos: Sequence[LabelPhoto], runs: Sequence[Ran]) -> None:
    """Each run told of each photo, under the same name, and one of them took it in."""
    told = [line for ran in runs for line in ran.of_type("intake")]
    assert Counter(line["photos"][0] for line in told) == dict.fromkeys(
        (str(photo.path) for photo in photos), len(runs)
    )
    assert len({(line["photos"][0], line["hw_id"]) for line in told}) == len(photos)
    assert sum(ran.summary["taken"] for ran in runs) == len(photos)
    assert sum(ran.summary["known"] for ran in runs) == len(photos) * (len(runs) - 1)
    assert {ran.code for ran in runs} == {0}


def carried_out(runs: Sequence[Ran]) -> list[str]:
    """Return the hw_ids whose identification runs of `queue replay` told of."""
    assert {ran.code for ran in runs} == {0}
    ops = [line for ran in runs for line in ran.of_type("op")]
    assert {(line["kind"], line["state"]) for line in ops} <= {("identify", "done")}
    return [line["hw_id"] for line in ops]


@pytest.mark.parametrize("processes", [3, pytest.param(8, marks=pytest.mark.soak)])
def test_real_intakes_of_a_folder(dozen: list[LabelPhoto], processes: int) -> None:
    with quick_folder() as folder:
        shelf = folder / "photos"
        shelf.mkdir()
        moved = []
        for photo in dozen:
            path = shelf / photo.path.name
            path.write_bytes(photo.path.read_bytes())
            moved.append(LabelPhoto(path, photo.truth))
        real = Real(folder)
        desk = Desk(real, folder / "state", moved, ["intake", shelf, "--json"])
        started = [real.start(desk.home, *desk.again) for _ in range(processes)]
        runs = [one.ended() for one in started]
        for ran in runs:
            desk.heard(ran)
        check_each_taken_once(moved, runs)
        desk.finished()
        assert attempts(desk) == [1] * 12
        ran = desk.run("queue", "check")
        assert (ran.code, ran.out) == (0, "the log is sound: 12 intakes and their originals\n")


def attempts(desk: Desk) -> list[int]:
    """Return how often each identification was claimed; its capture was the first time."""
    return [one.ops[0].attempts for one in desk.intakes()]


@pytest.fixture(params=[0, *(pytest.param(again, marks=pytest.mark.soak) for again in (1, 2))])
def desk(nursery: Nursery, photos: list[LabelPhoto]) -> Iterator[Desk]:
    with quick_folder() as folder:
        paths = [photo.path for photo in photos]
        yield Desk(nursery, folder / "state", photos, ["intake", *paths, "--json"])


def test_eight_intakes(nursery: Nursery, desk: Desk, photos: list[LabelPhoto]) -> None:
    """Each begins with another photo, so that all of them find some that are not there yet."""
    paths = desk.again[1:-1]
    turned = [["intake", *paths[n:], *paths[:n], "--json"] for n in range(len(paths))]
    runs = nursery.together(desk.home, [*turned, *turned[:2]])
    for ran in runs:
        desk.heard(ran)
    check_each_taken_once(photos, runs)
    desk.finished()
    assert attempts(desk) == [1] * len(photos)


def test_eight_replays(nursery: Nursery, desk: Desk, photos: list[LabelPhoto]) -> None:
    desk.run(*desk.again, "--capture-only")
    captured = desk.intakes()
    runs = nursery.together(desk.home, [REPLAY, [*REPLAY, "--jobs", "2"]] * 4)
    assert sorted(carried_out(runs)) == sorted(one.hw_id for one in captured)
    desk.finished()
    assert attempts(desk) == [2] * len(photos)


def test_intakes_and_replays(nursery: Nursery, desk: Desk, photos: list[LabelPhoto]) -> None:
    """Some of the photos are captured already, and both find them owed."""
    desk.run("intake", *desk.again[1:4], "--capture-only")
    runs = nursery.together(desk.home, [desk.again, REPLAY] * 4)
    for ran in runs:
        desk.heard(ran)
        assert ran.code == 0
    told = [line["hw_id"] for ran in runs for line in ran.lines if line.get("kind") == "identify"]
    assert len(told) == len(set(told))
    assert sum(ran.summary.get("taken", 0) for ran in runs) == len(photos) - 3
    desk.finish()
    assert attempts(desk) == [2] * 3 + [1] * (len(photos) - 3)


@pytest.mark.parametrize("rounds", [4, pytest.param(200, marks=pytest.mark.soak)])
def test_eight_of_which_some_are_killed(
    nursery: Nursery, photos: list[LabelPhoto], rounds: int
) -> None:
    again: list[str | Path] = ["intake", *(photo.path for photo in photos), "--json"]
    kills = 0
    with dice() as chance:
        for _ in range(rounds):
            with quick_folder() as folder:
                desk = Desk(nursery, folder / "state", photos, again)
                commands = [chance.choice([again, REPLAY]) for _ in range(8)]
                hows = [
                    {"signals": {chance.randrange(150): SIGKILL}} if chance.random() < 0.6 else {}
                    for _ in commands
                ]
                for ran in nursery.together(desk.home, commands, hows):
                    desk.heard(ran)
                    assert ran.code in {0, -SIGKILL}
                    kills += ran.code == -SIGKILL
                desk.finish(intake_first=chance.random() < 0.5)
    assert kills > rounds // 2
