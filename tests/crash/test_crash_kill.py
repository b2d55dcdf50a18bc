"""Kill -9 before every step: what was announced is there, nothing twice, replay finishes it."""

from collections.abc import Sequence
from signal import SIGKILL

import pytest
from conftest import LabelPhoto
from crash_desk import Desk
from crash_nursery import Nursery, dice, quick_folder
from crash_stage import SCENES, Stage, lasting, lines_of_code, spread

from hwlab_cli.model import OpKind

ALL = pytest.param(None, id="all", marks=pytest.mark.soak)


every_scene = pytest.mark.parametrize("stage", SCENES, indirect=True)


def kill_before_each(stage: Stage, steps: Sequence[int | str], *, lines: bool) -> None:
    for count, step in enumerate(steps):
        with stage.stopped(step, SIGKILL, lines=lines) as (desk, ran):
            assert ran.code == -SIGKILL
            desk.finish(intake_first=count % 2 == 1)


@every_scene
@pytest.mark.parametrize("most", [10, ALL])
def test_killed_before_a_lasting_step(stage: Stage, most: int | None) -> None:
    steps = lasting(stage.steps())
    assert len(steps) > 24
    if most and stage.scene.thorough:
        most *= 3
    kill_before_each(stage, spread(steps, most), lines=False)


@every_scene
@pytest.mark.parametrize("most", [8, ALL])
def test_killed_at_a_line_of_code(stage: Stage, most: int | None) -> None:
    steps = lines_of_code(stage.steps(lines=True))
    assert len(steps) > 300
    chosen = set(spread(steps, most))
    if stage.scene.thorough:
        chosen |= {step for step in steps if step.startswith("line photos/originals.py")}
    kill_before_each(stage, [step for step in steps if step in chosen], lines=True)


def test_killed_while_a_device_is_typed(nursery: Nursery) -> None:
    command = ["add", "--manufacturer", "Dell", "--model", "R730", "--serial", "0012345", "--json"]
    with quick_folder() as folder:
        steps = lasting(nursery.steps(folder / "counting", *command))
        told = []
        for step in steps:
            desk = Desk(nursery, folder / f"state-{step}", [], command)
            assert desk.run(*command, signals={step: SIGKILL}).code == -SIGKILL
            found = desk.check()
            told.append((len(found), len(desk.announced)))
            for one in found:
                assert [op.kind for op in one.ops] == [OpKind.CREATE_DEVICE]
    # In the log first, told of then: never the other way round, and never twice.
    assert sorted(set(told)) == [(0, 0), (1, 0), (1, 1)]
    assert told == sorted(told)


@pytest.mark.parametrize("chains", [2, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_again_and_again(
    nursery: Nursery, crash_photos: dict[str, LabelPhoto], chains: int
) -> None:
    """Each run goes on where the one before was killed, and is killed in its turn."""
    two = [crash_photos["A"], crash_photos["C"]]
    again = ["intake", *(str(photo.path) for photo in two), "--json"]
    recoveries = (again, [*again, "--jobs", "2"], again[::2], ["queue", "replay", "--json"])
    kills = 0
    with dice() as chance:
        for _ in range(chains):
            with quick_folder() as folder:
                desk = Desk(nursery, folder / "state", two, again)
                for _ in range(10):
                    moment = chance.randrange(120)
                    ran = desk.run(*chance.choice(recoveries), signals={moment: SIGKILL})
                    assert ran.code in {-SIGKILL, 0}
                    kills += ran.code == -SIGKILL
                    desk.check()
                desk.finish(intake_first=chance.random() < 0.5)
    assert kills > 2 * chains
