"""Models beside the reading of photos: at once, bounded, and nothing waits that need not."""

import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, LabelPhoto
from vision_desk import answer, configure, desk
from vision_server import Exchange, ScriptedServer, says

from hwlab_cli.model import Reading
from hwlab_cli.photos import readings
from hwlab_cli.photos.load import Photo

_PATIENCE = 60.0
"""Seconds after which something that never comes is given up."""

SAYS = says(answer(manufacturer="Cisco", model="C9300-48P"))


@pytest.fixture
def three(
    notebook: LabelPhoto, card: LabelPhoto, sticker: LabelPhoto, tmp_path: Path
) -> list[Path]:
    """Photos of three devices of which none is told whole by its label."""
    return [photo.path for photo in (sticker, notebook, card)]


def test_photos_are_read_while_a_model_answers(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    three: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first answer comes when the second photo is being read: without that, never."""
    begun = {str(path): threading.Event() for path in three}
    really = readings.read

    def read(photo: Photo) -> list[Reading]:
        begun[photo.name].set()
        return really(photo)

    def act(exchange: Exchange) -> None:
        assert begun[str(three[1])].wait(_PATIENCE)
        SAYS(exchange)

    monkeypatch.setattr(readings, "read", read)
    configure(home, desk(scripted.url))
    scripted.plays(act)
    ran = hwlab("intake", *three, "--json")
    assert len([line for line in ran.of_type("intake") if line["asked"]]) == 3


def test_as_many_are_asked_at_once_as_there_are_slots(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, three: list[Path]
) -> None:
    together = threading.Barrier(3)

    def act(exchange: Exchange) -> None:
        together.wait(_PATIENCE)
        SAYS(exchange)

    configure(home, desk(scripted.url, slots=3))
    scripted.plays(act)
    ran = hwlab("intake", *three, "--json")
    assert [bool(line["asked"]) for line in ran.of_type("intake")] == [True] * 3


def test_a_slot_is_one_question_at_a_time(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, three: list[Path]
) -> None:
    busy = threading.Lock()

    def act(exchange: Exchange) -> None:
        assert busy.acquire(blocking=False)
        SAYS(exchange)
        busy.release()

    configure(home, desk(scripted.url))
    scripted.plays(act)
    ran = hwlab("intake", *three, "--jobs", "3", "--json")
    assert len(ran.of_type("intake")) == 3


def test_a_device_is_told_before_a_shadow_has_answered(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    sticker: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The shadow answers when the intake was told: if that waited for it, neither would come."""
    from hwlab_cli.show import lines

    told = threading.Event()
    really = lines.write

    def write(line: dict[str, Any]) -> None:
        really(line)
        if line["type"] == "intake":
            told.set()

    def act(exchange: Exchange) -> None:
        assert told.wait(_PATIENCE)
        SAYS(exchange)

    monkeypatch.setattr(lines, "write", write)
    configure(home, desk(scripted.url, shadow=True))
    scripted.plays(act)
    hw_id = hwlab("intake", sticker.path, "--json").of_type("intake")[0]["hw_id"]
    (shown,) = hwlab("queue", "show", hw_id, "--json").lines
    assert [one["said"]["model"] for one in shown["asked"]] == ["C9300-48P"]


def test_how_far_a_model_is_can_be_seen(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    sticker: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hwlab_cli.show import progress

    monkeypatch.setattr(progress, "_FIRST_SECONDS", 0.0)
    configure(home, desk(scripted.url))
    scripted.plays(SAYS)
    ran = hwlab("intake", sticker.path, "--json")
    assert "identifying: desk: connecting, 0 s" in ran.err
    assert "identifying: desk: answering" in ran.err
    assert len(ran.of_type("intake")) == 1


def test_a_shadow_that_is_busy_keeps_nobody_waiting(
    hwlab: Hwlab,
    home: Path,
    scripted: ScriptedServer,
    three: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hwlab_cli import asking
    from hwlab_cli.show import lines

    told = threading.Semaphore(0)
    really = lines.write

    def write(line: dict[str, Any]) -> None:
        really(line)
        if line["type"] == "intake":
            told.release()

    def act(exchange: Exchange) -> None:
        for _ in three:
            assert told.acquire(timeout=_PATIENCE)
        SAYS(exchange)

    monkeypatch.setattr(asking, "_WAITING_PER_SLOT", 0)
    monkeypatch.setattr(lines, "write", write)
    configure(home, desk(scripted.url, shadow=True))
    scripted.plays(act)
    assert "still recording" in hwlab("intake", *three, "--json").err
    shown = [one for line in hwlab("queue", "export").lines for one in line["asked"]]
    errors = sorted(one["error"] for one in shown)
    assert errors[0] == ""
    assert [error.startswith("not asked: still busy") for error in errors[1:]] == [True, True]
    assert {one["tier"] for one in shown} == {"desk"}
