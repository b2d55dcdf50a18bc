"""Several devices on one photo: found where it is certain, asked about where it is not."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from handmade import LINE, barcode, label, printed, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from hwlab_cli.identify.grouping import groupings, within
from hwlab_cli.identify.label import identify
from hwlab_cli.identify.several import Several, several
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading

DISK = ("Seagate", "Model: ST4000NM0035", "Exos 7E8 HDD")
SERVER = ("DELL", "PowerEdge R640", "Rack Server")
CONTROLLER = ("NetApp", "Model: FAS2750", "Storage Controller")
PACK = ("APC", "Model: SMT1500RM2U", "UPS Battery Pack")
POWER = ("DELL", "Model: D495E-S1", "Power Supply")


def moved(readings: Sequence[Reading], right: int = 0, down: int = 0) -> list[Reading]:
    return [
        replace(one, box=tuple((x + right, y + down) for x, y in one.box))  # type: ignore[arg-type]
        for one in readings
    ]


def device(serial: str, *rows: str, words: str = "S/N: ", coded: bool = True) -> list[Reading]:
    """A label of some lines, with its serial in print and in a barcode right below."""
    lines = label(*rows, f"{words}{serial}")
    if not coded:
        return lines
    return [*lines, barcode(serial, 0, (2 * len(rows) + 1) * LINE + LINE)]


def row(*labels: list[Reading], gap: int = 700) -> list[Reading]:
    """Labels side by side, clearly apart."""
    return [one for number, each in enumerate(labels) for one in moved(each, number * gap)]


def serials(found: Several | None) -> list[str | None]:
    return [part.found.serial for part in found.parts] if found else []


def said(*numbers: str) -> list[Identification]:
    return [Identification(serial=number, recognizer="m") for number in numbers]


def test_disks_of_one_maker_side_by_side_are_as_many_devices() -> None:
    found = several(row(*(device(one, *DISK) for one in ("Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"))))
    assert found is not None
    assert found.is_certain()
    assert serials(found) == ["Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"]
    assert {part.found.model for part in found.parts} == {"ST4000NM0035"}
    assert all(IdentifiedField.SERIAL in part.found.proven for part in found.parts)


def test_serials_that_follow_one_another_are_two_devices() -> None:
    found = several(row(device("Z1F8ML8D", *DISK), device("Z1F8ML8E", *DISK)))
    assert found is not None
    assert found.is_certain()
    assert serials(found) == ["Z1F8ML8D", "Z1F8ML8E"]


def test_two_barcodes_of_serials_on_one_label_prove_none_however_near() -> None:
    readings = [*device("Z1F8ML8D", *DISK), *moved(device("Z1F8ML8E"), 0, 9 * LINE)]
    assert several(readings) is None
    assert IdentifiedField.SERIAL not in identify(readings).proven


def test_each_device_has_what_stands_on_its_own_label_alone() -> None:
    other = ("Seagate", "Model: ST8000VN004", "IronWolf HDD", "P/N: 2M2101-500")
    found = several(row(device("Z1F8ML8D", *DISK), device("WKD5RJK2", *other)))
    assert found is not None
    assert found.is_certain()
    first, second = (part.found for part in found.parts)
    assert (first.model, first.part_number) == ("ST4000NM0035", None)
    assert (second.model, second.part_number) == ("ST8000VN004", "2M2101-500")


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ((device("ABC1D23", *SERVER), device("CN0KGSYS7815511901", *POWER)), "psu may be inst"),
        ((device("PSU1234567", *POWER), device("PSU7654321", *POWER)), "psu may be installed"),
        ((device("ABC1D23", *SERVER), device("Z1F8ML8D", *DISK)), "disk may be installed"),
        ((device("Z1F8ML8D", *DISK), device("AB12CD34")), "stands no manufacturer"),
        (
            (device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK), label("S/N:")),
            "a label that belongs to none",
        ),
        (
            (device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK), [barcode("X1Y2Z3A4", 0, 0)]),
            "a barcode that belongs to none",
        ),
        (
            (device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK), device("WKD5RJK2", *DISK)),
            "stands in two places",
        ),
    ],
    ids=["chassis", "supplies", "enclosure", "bare", "unread", "stray", "twice"],
)
def test_what_may_be_one_device_is_not_certain_whatever_a_model_lists(
    labels: Sequence[list[Reading]], why: str
) -> None:
    found = several(row(*labels))
    assert found is not None
    assert why in found.why
    named = [serial for serial in dict.fromkeys(serials(found)) if serial]
    assert not found.is_certain()
    assert not found.is_certain(said(*named))


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ((device("ABC1D23", *SERVER), device("XYZ7K89", "DELL", "PowerEdge R740")), "models"),
        (
            (device("ABC1D23", *SERVER), device("J100AB12", "Lenovo", "ThinkSystem SR650")),
            "different makers",
        ),
        (
            (device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK, coded=False)),
            "not every serial stands in a barcode",
        ),
        ((device("ABC1D23", *CONTROLLER), device("XYZ7K89", *CONTROLLER)), "controllers or batt"),
        ((device("AS1834160225", *PACK), device("AS1834160226", *PACK)), "controllers or batt"),
    ],
    ids=["models", "makers", "print", "controllers", "batteries"],
)
def test_a_models_list_of_the_same_devices_makes_it_certain(
    labels: Sequence[list[Reading]], why: str
) -> None:
    found = several(row(*labels))
    assert found is not None
    assert why in found.why
    assert not found.is_certain()
    one, other = (str(serial) for serial in serials(found))
    assert found.is_certain(said(other, one))
    for wrong in ((one,), (one, one), (one, other, "MORE123"), (one, "OTHER123"), (one, "")):
        assert not found.is_certain(said(*wrong))


def test_a_model_that_lists_others_than_the_labels_prove_makes_nothing_certain() -> None:
    found = several(row(device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK)))
    assert found is not None
    assert not found.is_certain(said("Z1F8ML8D", "WKD5RJK2", "ZC1Y3GWH"))


def test_a_label_alone_is_one_device() -> None:
    assert several(device("Z1F8ML8D", *DISK)) is None
    assert several([]) is None
    # Too close together to tell whose is what.
    assert several(row(device("Z1F8ML8D", *DISK), device("WKD5RJK2", *DISK), gap=215)) is None


spots = st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(4, 400))
photos_of_any = st.lists(
    st.builds(lambda at, text: printed(text, at[0], at[1]), spots, st.text("AB1 ", max_size=20))
    | st.builds(
        lambda at, text: barcode(text, at[0], at[1]), spots, st.text("AB12", min_size=1, max_size=9)
    ),
    max_size=25,
)


@given(readings=photos_of_any, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_groups_part_readings_and_have_no_place_in_common(
    readings: list[Reading], shuffle: random.Random
) -> None:
    found = list(groupings(readings))
    counts = [len(groups) for groups in found]
    assert counts == sorted(counts)
    for groups in found:
        assert len(groups) > 1
        # Each reading is one group's, and a later look at the photo finds it there again.
        held = [one for group in groups for one in group.readings]
        assert sorted(map(repr, held)) == sorted(map(repr, readings))
        for group in groups:
            assert within(readings, group.box) == group.readings
        for number, one in enumerate(groups):
            for other in groups[number + 1 :]:
                apart = one.box[2] < other.box[0] or other.box[2] < one.box[0]
                assert apart or one.box[3] < other.box[1] or other.box[3] < one.box[1]
    mixed = list(readings)
    shuffle.shuffle(mixed)
    boxes = [[group.box for group in groups] for groups in found]
    assert [[group.box for group in groups] for groups in groupings(mixed)] == boxes


SERIALS = st.lists(
    st.from_regex(r"Z[0-9][A-HJ-N][0-9][A-HJ-N]{2}[0-9][A-HJ-N]", fullmatch=True),
    min_size=2,
    max_size=4,
    unique=True,
)


@given(
    numbers=SERIALS,
    gaps=st.lists(st.integers(620, 2000), min_size=4, max_size=4),
    drop=st.integers(0, 40),
    quarters=st.sampled_from([0, 90, 180]),
    missing=st.integers(0, 3),
)
@settings(max_examples=25, deadline=None)
def test_no_device_ever_gets_what_is_anothers(
    numbers: list[str], gaps: list[int], drop: int, quarters: int, missing: int
) -> None:
    readings: list[Reading] = []
    owner: dict[str, int] = {}
    for number, serial in enumerate(numbers):
        each = device(serial, *DISK)
        if number == missing:
            each = [one for one in each if one.kind is not EvidenceKind.BARCODE]
        readings += moved(each, sum(gaps[:number]), drop * number)
        owner[serial] = number
    found = several(turned(readings, quarters))
    if found is None:
        return
    for part in found.parts:
        texts = " ".join(one.text for one in part.readings)
        assert [serial for serial in numbers if serial in texts] == [part.found.serial]
    if found.is_certain():
        assert sorted(numbers) == sorted(str(part.found.serial) for part in found.parts)
        assert missing >= len(numbers)


@given(
    turn=st.integers(-30, 30),
    wide=st.integers(10, 300),
)
@settings(max_examples=20, deadline=None)
def test_one_label_is_never_several_devices_however_it_is_held(turn: int, wide: int) -> None:
    one = [
        *label(*SERVER, "Service Tag: ABC1D23", "Express Service Code: 22465790931"),
        barcode("ABC1D23", wide, 12 * LINE),
        barcode("CN0KGSYS7815511901", wide, 16 * LINE),
        barcode("22465790931", wide, 20 * LINE),
    ]
    found = several(turned(one, turn))
    assert found is None or not found.is_certain()


def test_what_is_on_no_photo_groups_to_nothing() -> None:
    assert list(groupings([])) == []
    assert list(groupings([printed("S/N: ABC1D23")])) == []
    assert within([printed("here", 10, 10)], (0, 0, 5, 5)) == ()
