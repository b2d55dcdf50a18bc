"""`--fail-fast` and `--max-seconds`: what is begun is finished, the rest is left in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto
from PIL import Image
from vision_desk import NOWHERE, configure, desk

from hwlab_cli.commands.pace import Pace
from hwlab_cli.errors import ExitCode, UsageError


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("code", list(ExitCode))
def test_what_counts_as_a_failure(code: ExitCode) -> None:
    pace = Pace(fail_fast=True)
    pace.ended(code)
    assert pace.over() == (code not in {ExitCode.DONE, ExitCode.HELD, ExitCode.QUEUED})
    patient = Pace()
    patient.ended(code)
    patient.fail()
    assert not patient.over()


def test_the_time_is_up_when_it_is_up() -> None:
    clock = Clock()
    pace = Pace(max_seconds=5, clock=clock)
    assert (pace.over(), pace.seconds_left) == (False, 5)
    clock.now += 4.5
    assert (pace.over(), pace.seconds_left) == (False, 0.5)
    clock.now += 0.5
    assert (pace.over(), pace.seconds_left) == (True, 0)
    assert Pace(clock=clock).seconds_left is None


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_time_without_end_is_no_number(seconds: float) -> None:
    with pytest.raises(UsageError):
        Pace(max_seconds=seconds)


def test_what_comes_next_is_not_even_taken_when_it_is_over() -> None:
    taken = []

    def names() -> Iterator[int]:
        for number in range(9):
            taken.append(number)
            yield number

    pace = Pace(fail_fast=True)
    coming = names()
    for number in pace.while_going(coming):
        if number == 2:
            pace.fail()
    assert taken == [0, 1, 2]
    assert list(coming) == [3, 4, 5, 6, 7, 8]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"no photo")
    return path


@pytest.fixture
def blank(tmp_path: Path) -> list[Path]:
    """Small photos with nothing on them, for which a model is needed."""
    paths = [tmp_path / f"{number}.png" for number in range(8)]
    for number, path in enumerate(paths):
        Image.new("L", (40, 40), 100 + number).save(path)
    return paths


def test_after_a_broken_photo_nothing_new_is_begun(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto, sticker: LabelPhoto, broken: Path
) -> None:
    photos = [notebook.path, broken, card.path, sticker.path]
    ran = hwlab("intake", *photos, "--fail-fast", "--json")
    assert ran.code == 3
    (intake,) = ran.of_type("intake")
    assert (intake["state"], intake["identification"]) == ("ready", None)
    counts = [ran.summary[name] for name in ("taken", "failed", "queued", "left")]
    assert counts == [1, 1, 1, 2]
    assert "photos not taken in: 2" in ran.err
    assert "hwlab queue replay" in ran.err
    # The same command again goes on, past what is broken.
    broken.unlink()
    photos.remove(broken)
    again = hwlab("intake", *photos, "--fail-fast", "--json")
    assert (again.code, again.summary["taken"], again.summary["known"]) == (10, 2, 1)
    assert again.summary["left"] == 0


def test_a_model_that_is_away_ends_it_and_all_is_safe(
    hwlab: Hwlab, home: Path, blank: list[Path]
) -> None:
    configure(home, desk(NOWHERE))
    ran = hwlab("intake", *blank, "--fail-fast", "--json")
    assert ran.code == 5
    assert (ran.summary["taken"], ran.summary["queued"], ran.summary["left"]) == (8, 8, 0)
    looked = [line for line in ran.of_type("stage") if line["stage"] == "looked"]
    assert 1 <= len(looked) < 8
    assert len(ran.of_type("intake")) == 8
    assert "devices left in the queue" in ran.err


def test_who_is_held_ends_nothing(hwlab: Hwlab, sticker: LabelPhoto, notebook: LabelPhoto) -> None:
    ran = hwlab("intake", sticker.path, notebook.path, "--fail-fast", "--json")
    assert (ran.code, ran.summary["held"], ran.summary["queued"]) == (10, 1, 1)


def test_without_time_nothing_is_taken_in(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto
) -> None:
    ran = hwlab("intake", notebook.path, card.path, "--max-seconds", "0", "--json")
    assert ran.lines == [ran.summary]
    assert (ran.code, ran.summary["taken"], ran.summary["left"]) == (3, 0, 2)


@pytest.fixture
def until_captured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the time be up once photos were captured."""
    from hwlab_cli import pipeline

    clock = Clock()
    really = pipeline.carry

    def carry(*args: object, **kwargs: object) -> object:
        clock.now += 3600
        return really(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "carry", carry)
    monkeypatch.setattr(
        "hwlab_cli.commands.intake.Pace", lambda **options: Pace(clock=clock, **options)
    )


def test_what_there_was_no_time_for_is_safe_in_the_queue(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto, until_captured: None
) -> None:
    ran = hwlab("intake", notebook.path, card.path, "--max-seconds", "60", "--json")
    assert ran.code == 7
    assert [line["state"] for line in ran.of_type("intake")] == ["ready", "ready"]
    assert [line["stage"] for line in ran.of_type("stage")] == ["captured", "captured"]
    assert (ran.summary["taken"], ran.summary["queued"], ran.summary["left"]) == (2, 2, 0)
    assert "the time given ended it; devices left in the queue: 2" in ran.err
    assert hwlab("queue", "replay").code == 0


def test_a_replay_leaves_what_there_is_no_time_for(
    hwlab: Hwlab, notebook: LabelPhoto, card: LabelPhoto
) -> None:
    assert hwlab("intake", notebook.path, card.path, "--capture-only").code == 0
    ran = hwlab("queue", "replay", "--max-seconds", "0", "--json")
    assert ran.lines == [ran.summary]
    assert (ran.code, ran.summary["waiting"]) == (7, 2)
    assert hwlab("queue", "replay", "--max-seconds", "3600").code == 0
    # What waits for a NetBox that is not configured is no work left.
    assert hwlab("queue", "replay", "--max-seconds", "0").code == 0


def test_a_replay_ends_at_the_first_failure(hwlab: Hwlab, home: Path, blank: list[Path]) -> None:
    hwlab("intake", *blank, "--capture-only")
    configure(home, desk(NOWHERE))
    ran = hwlab("queue", "replay", "--fail-fast", "--json")
    assert ran.code == 5
    assert 1 <= len(ran.of_type("op")) < 8


def test_a_watch_ends_when_the_time_is_up(hwlab: Hwlab, notebook: LabelPhoto) -> None:
    ran = hwlab("queue", "replay", "--watch", "--max-seconds", "0.01", "--json")
    assert (ran.code, ran.summary["waiting"]) == (0, 0)
    ran = hwlab("queue", "replay", "--watch", "--fail-fast")
    assert ran.code == 2
    assert "--watch and --fail-fast" in ran.err


def test_identify_looks_no_further(hwlab: Hwlab, notebook: LabelPhoto, broken: Path) -> None:
    ran = hwlab("identify", broken, notebook.path, "--fail-fast", "--json")
    assert (ran.code, [line["type"] for line in ran.lines]) == (3, ["error"])
    assert "the first failure ended it; photos not looked at: 1" in ran.err
    ran = hwlab("identify", notebook.path, "--max-seconds", "0", "--json")
    assert (ran.code, ran.lines) == (3, [])
