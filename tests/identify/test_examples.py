"""Photos read through the whole pipeline: the examples, and a set rendered for this test alone."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rendering import set_photos

from hwlab_cli import pipeline
from hwlab_cli.identify.values import key
from hwlab_cli.model import Identification, IdentifiedField
from hwlab_cli.photos import load

EXAMPLES = Path(__file__).parents[2] / "examples"
TRUTH: dict[str, dict[str, Any]] = json.loads((EXAMPLES / "truth.json").read_text(encoding="utf-8"))
PHOTOS = {path.name: path for path in EXAMPLES.rglob("*.jpg")}

# Another seed than those that anything was tuned on.
SEED = 551_207
COUNT = 24
LEAST_RIGHT = 22
# Large enough for the print to be read, and small enough for a test.
LONG_SIDE = 1920


@pytest.fixture(scope="module", params=sorted(TRUTH))
def example(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Identification]:
    """The truth of an example photo, and what is made of it."""
    name = str(request.param)
    return TRUTH[name], pipeline.identify([load.read(PHOTOS[name], 200)])


def test_every_example_has_its_truth() -> None:
    assert set(TRUTH) == set(PHOTOS)
    assert len(TRUTH) >= 6
    assert all({"manufacturer", "model", "serial"} <= set(truth) for truth in TRUTH.values())


@pytest.mark.xdist_group("examples")
def test_an_example_is_named_as_in_its_truth_and_proven(
    example: tuple[dict[str, Any], Identification],
) -> None:
    truth, identification = example
    fields = identification.fields_to_json()
    assert {name: fields[name] for name in truth} == truth
    assert {IdentifiedField(name) for name in truth} <= set(identification.proven)
    assert identification.doubts == []


@dataclass(frozen=True, slots=True)
class Read:
    """A rendered photo that was read."""

    layout: str
    truth: dict[str, Any]
    identification: Identification

    def differs(self, name: IdentifiedField) -> bool:
        """Tell whether what was read of a field is not what the label says."""
        wanted, read = self.truth.get(name.value), getattr(self.identification, name.value)
        return bool(wanted and read) and key(str(wanted)) != key(str(read))

    def __str__(self) -> str:
        return f"{self.layout}: {self.truth}, read {self.identification.fields_to_json()}"


@pytest.fixture(scope="module")
def rendered() -> list[Read]:
    """Photos of as many layouts that show a serial, and what is made of each."""
    found: list[Read] = []
    photos = set_photos(SEED, 2 * COUNT, long_side=LONG_SIDE)
    while len(found) < COUNT:
        name, photo = next(photos)
        if "serial" in photo.truth:
            identification = pipeline.identify([load.check(photo.jpeg(), name, 200)])
            found.append(Read(photo.layout, dict(photo.truth), identification))
    assert len({read.layout for read in found}) == COUNT
    return found


@pytest.mark.xdist_group("rendered")
@pytest.mark.parametrize(
    "name",
    [
        IdentifiedField.SERIAL,
        IdentifiedField.MANUFACTURER,
        IdentifiedField.MODEL,
        IdentifiedField.PART_NUMBER,
        IdentifiedField.ASSET_TAG,
        IdentifiedField.CATEGORY,
    ],
)
def test_nothing_wrong_is_proven(rendered: list[Read], name: IdentifiedField) -> None:
    proven = [read for read in rendered if name in read.identification.proven]
    assert [str(read) for read in proven if read.differs(name)] == []


@pytest.mark.xdist_group("rendered")
def test_most_serials_are_right(rendered: list[Read]) -> None:
    wrong = [
        str(read)
        for read in rendered
        if not read.identification.serial or read.differs(IdentifiedField.SERIAL)
    ]
    assert len(wrong) <= COUNT - LEAST_RIGHT, "\n".join(wrong)
