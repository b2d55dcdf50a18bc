"""`from hwlab_cli import …`: for scripts, typed, and quiet."""

import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import pytest
from conftest import Hwlab, LabelPhoto

import hwlab_cli
from hwlab_cli import (
    Carried,
    HwlabError,
    Identification,
    Intake,
    Lab,
    Reply,
    State,
    identify_photos,
    parse_reply,
)
from hwlab_cli.errors import NotFoundError, PhotoError
from hwlab_cli.netbox.faults import AwayError

ROOT = Path(__file__).parents[2]


def test_the_document_is_the_example_script() -> None:
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    parts = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    script = (ROOT / "examples" / "library.py").read_text(encoding="utf-8")
    assert "\n".join(parts) == script.split('"""\n\n', maxsplit=1)[1]


@pytest.mark.usefixtures("home", "remembered_readings")
def test_the_example_runs(
    notebook: LabelPhoto,
    two_looks: list[LabelPhoto],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, photo in zip(["photo", "front", "rear"], [notebook, *two_looks], strict=True):
        (tmp_path / f"{name}.jpg").write_bytes(photo.path.read_bytes())
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(ROOT / "examples" / "library.py"))
    seen = capsys.readouterr()
    rows = seen.out.splitlines()
    assert seen.err == ""
    assert rows[0].endswith(str(notebook.truth["serial"]))
    assert "serial" in rows[1]
    hw_id = rows[2].split()[0]
    assert rows[2].startswith(f"{hw_id} identify ")
    assert "7XK2W9Q ['left out the text around the JSON']" in rows
    assert rows[-1].startswith("no-such-photo.jpg ")
    assert rows[-1].endswith(" 4")


@pytest.mark.usefixtures("home", "remembered_readings")
def test_a_lab_goes_from_photo_to_queue_without_a_word(
    card: LabelPhoto, hwlab: Hwlab, capfd: pytest.CaptureFixture[str]
) -> None:
    with Lab() as lab:
        hw_id = assert_type(lab.capture(card.path), str)
        assert lab.capture([str(card.path)]) == hw_id
        assert lab.capture(card.path, again=True) != hw_id
        assert assert_type(lab.intake(hw_id.lower()), Intake).state is State.READY
        carried = assert_type(lab.replay([hw_id]), Iterator[Carried])
        assert [one.intake.hw_id for one in carried] == [hw_id]
        found = lab.intake(hw_id).identification
        assert found is not None
        assert found.model == card.truth["model"]
        assert [one.identification is None for one in lab.intakes()] == [False, True]
        assert list(lab.intakes(State.HELD, State.DONE)) == []
        with pytest.raises(NotFoundError):
            list(lab.replay(["HW-4F7K2M98"]))
        with pytest.raises(PhotoError):
            lab.capture([card.path, "nothing.jpg"])
        assert len(list(lab.intakes())) == 2
    assert capfd.readouterr() == ("", "")
    assert hwlab("queue", "check").code == 0


@pytest.mark.usefixtures("home", "remembered_readings")
def test_an_absent_netbox_is_told_when_all_else_is_done(
    card: LabelPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_NETBOX_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "t" * 40)
    seen: list[str] = []
    with Lab() as lab:
        hw_id = lab.capture(card.path)
        with pytest.raises(AwayError):
            seen.extend(str(one.kind) for one in lab.replay())
        assert "identify" in seen
        assert lab.intake(hw_id).state is State.READY


@pytest.mark.usefixtures("home", "remembered_readings")
def test_who_leaves_a_replay_early_leaves_the_rest_to_the_next(
    card: LabelPhoto, notebook: LabelPhoto, sticker: LabelPhoto
) -> None:
    with Lab() as lab:
        names = [lab.capture(photo.path) for photo in (card, notebook, sticker)]
        first = next(lab.replay())
        rest = [carried.intake.hw_id for carried in lab.replay()]
        assert sorted([first.intake.hw_id, *rest]) == sorted(names)


def test_types_and_faults_of_what_only_looks(home: Path, card: LabelPhoto) -> None:
    reply = assert_type(parse_reply('{"manufacturer": "Dell", "serial": "7XK2W9Q"}'), Reply)
    assert assert_type(reply.devices, list[Identification])[0].serial == "7XK2W9Q"
    for fault in (lambda: parse_reply("no"), lambda: identify_photos(home / "none.jpg")):
        with pytest.raises(HwlabError):
            fault()
    with pytest.raises(HwlabError, match="tier"):
        identify_photos(card.path, tier="none of them")
    with pytest.raises(HwlabError, match="no photo"):
        identify_photos([])
    with pytest.raises(HwlabError, match="at least one"), Lab(home / "lab") as lab:
        next(lab.replay(jobs=0))
    assert [one.name for one in home.iterdir()] == ["lab"]


def test_every_name_is_there_and_no_other() -> None:
    for name in hwlab_cli.__all__:
        assert getattr(hwlab_cli, name) is not None
        assert name in dir(hwlab_cli)
    with pytest.raises(AttributeError, match="has no attribute 'Labb'"):
        hwlab_cli.Labb  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_nothing_of_it() -> None:
    program = "import sys, hwlab_cli; print(*(m for m in sys.modules if m.startswith('hwlab_cli')))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == ["hwlab_cli"]
