"""Each photo is read once, and what was read is the same when it comes back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LabelPhoto

from hwlab_cli import pipeline
from hwlab_cli.errors import PhotoError
from hwlab_cli.evaluation import looking
from hwlab_cli.evaluation.kept import FOLDER, Kept
from hwlab_cli.evaluation.looking import Looking, Seen
from hwlab_cli.evaluation.truth import Device
from hwlab_cli.known_types import NOTHING_KNOWN
from hwlab_cli.model import Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo

Look = Callable[..., Seen]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, remembered_readings: None) -> list[str]:
    """The names of the photos that were read, in turn."""
    names: list[str] = []
    really = readings.read

    def noting(photo: Photo) -> list[Reading]:
        names.append(photo.name)
        return really(photo)

    monkeypatch.setattr(readings, "read", noting)
    return names


@pytest.fixture
def look(tmp_path: Path, two_looks: list[LabelPhoto]) -> Look:
    """Look at a device with two photos, as a new process would."""

    def look(*, fresh: bool = False) -> Seen:
        device = Device("both", tuple(photo.path for photo in two_looks), {})
        return Looking(Kept(tmp_path / "state"), NOTHING_KNOWN, 200, fresh=fresh).at(device)

    return look


def test_a_photo_is_read_once_and_comes_back_as_it_was(
    look: Look, read: list[str], two_looks: list[LabelPhoto]
) -> None:
    first, again = look(), look()
    assert read == [str(photo.path) for photo in two_looks]
    assert again == first
    photos = [load.read(photo.path, 200) for photo in two_looks]
    assert again.looked == pipeline.look(photos)
    assert any(reading.rivals for reading in again.looked.readings)


def test_fresh_reads_it_again(look: Look, read: list[str]) -> None:
    look()
    look(fresh=True)
    assert len(read) == 4


def test_another_reader_reads_it_again(
    look: Look, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    look()
    monkeypatch.setattr(looking, "reader", lambda: "another")
    look()
    assert len(read) == 4


def test_the_reader_is_our_code_and_its_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    before = looking.reader()
    assert looking.reader.__wrapped__() == before
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0")
    assert looking.reader.__wrapped__() != before


@pytest.mark.parametrize(
    "damage",
    [
        {"readings": 7},
        {"readings": [{"kind": "barcode"}]},
        {"readings": [{"kind": "nothing", "text": "", "box": []}]},
        {"seconds": "long"},
    ],
)
def test_what_is_damaged_is_read_again(
    look: Look, read: list[str], tmp_path: Path, damage: dict[str, object]
) -> None:
    first = look()
    for file in (tmp_path / "state" / FOLDER).rglob("*.json"):
        data = json.loads(file.read_bytes())
        file.write_text(json.dumps({**data, **damage}), encoding="utf-8")
    assert look().looked == first.looked
    assert len(read) == 4
    look()
    assert len(read) == 4


def test_what_is_no_photo_is_told(tmp_path: Path) -> None:
    (tmp_path / "junk.jpg").write_bytes(b"junk")
    junk = Device("junk.jpg", (tmp_path / "junk.jpg",), {})
    with pytest.raises(PhotoError):
        Looking(Kept(tmp_path / "state"), NOTHING_KNOWN, 200).at(junk)
    assert not (tmp_path / "state").exists()
