"""When a value is right, wrong or missing, and when it is the same as another."""

from pathlib import Path
from typing import Any

import pytest

from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.catalog.library import Library, import_library
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.evaluation.judging import Judged, Outcome, judged, unanswered
from hwlab_cli.evaluation.sameness import Sameness
from hwlab_cli.known_types import NOTHING_KNOWN
from hwlab_cli.model import Category, Identification, IdentifiedField

LIBRARY = Path(__file__).parents[1] / "catalog" / "library"
SERIAL, MODEL, MACS = (
    IdentifiedField.SERIAL,
    IdentifiedField.MODEL,
    IdentifiedField.MAC_ADDRESSES,
)
ONE, OTHER = "B0:83:FE:E8:73:A0", "B0:83:FE:E8:73:A1"


def judge(
    name: IdentifiedField,
    wanted: tuple[str, ...],
    value: Any,
    *,
    proven: bool = False,
    said: dict[str, Any] | None = None,
    sameness: Sameness | None = None,
) -> Judged:
    found = Identification(proven=[name] if proven else [])
    setattr(found, name.value, value)
    return judged({name: wanted}, found, said, sameness or Sameness(NOTHING_KNOWN))[name]


@pytest.mark.parametrize(
    ("wanted", "found", "outcome"),
    [
        (("SBGD3XF",), "SBGD3XF", Outcome.RIGHT),
        (("SBGD3XF",), "sbgd-3xf", Outcome.RIGHT),
        (("S8GD30F",), "SBGD3OF", Outcome.WRONG),  # look-alikes are other numbers
        (("0012345",), "12345", Outcome.WRONG),
        (("A1", "B2"), "B2", Outcome.RIGHT),
        (("A1",), None, Outcome.MISSING),
        ((), "A1", Outcome.WRONG),  # invented
        ((), None, Outcome.RIGHT),
    ],
)
def test_a_number_is_right_by_its_letters_and_digits(
    wanted: tuple[str, ...], found: str | None, outcome: Outcome
) -> None:
    assert judge(SERIAL, wanted, found).outcome is outcome


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([ONE, OTHER], Outcome.RIGHT),
        ([OTHER, ONE], Outcome.RIGHT),
        ([ONE], Outcome.MISSING),
        ([], Outcome.MISSING),
        ([ONE, OTHER, "B0:83:FE:E8:73:A2"], Outcome.WRONG),
    ],
)
def test_of_addresses_all_are_wanted_and_no_other(found: list[str], outcome: Outcome) -> None:
    assert judge(MACS, (ONE, OTHER), found).outcome is outcome


def test_what_is_wrong_and_proven_is_told_apart() -> None:
    assert judge(SERIAL, ("A1",), "B2", proven=True).is_wrong_but_proven
    assert judge(SERIAL, (), "B2", proven=True).is_wrong_but_proven
    assert not judge(SERIAL, ("A1",), "B2").is_wrong_but_proven
    assert not judge(SERIAL, ("A1",), "A1", proven=True).is_wrong_but_proven
    assert not judge(SERIAL, ("A1",), None, proven=True).proven


def test_the_models_own_words_are_judged_beside() -> None:
    one = judge(SERIAL, ("A1",), "A1", said={"serial": "B2"})
    assert (one.outcome, one.said, one.said_outcome) == (Outcome.RIGHT, ("B2",), Outcome.WRONG)
    silent = judge(SERIAL, ("A1",), "A1", said={"serial": None})
    assert (silent.said, silent.said_outcome) == ((), Outcome.MISSING)
    nobody = judge(SERIAL, ("A1",), "A1")
    assert (nobody.said, nobody.said_outcome) == (None, None)


def test_silence_is_no_merit_where_there_was_no_answer() -> None:
    assert unanswered({SERIAL: ()})[SERIAL].outcome is Outcome.MISSING


def test_other_fields_are_compared_as_they_are() -> None:
    category, height = IdentifiedField.CATEGORY, IdentifiedField.U_HEIGHT
    assert judge(category, ("access-point",), Category.ACCESS_POINT).outcome is Outcome.RIGHT
    assert judge(category, ("switch",), Category.ROUTER).outcome is Outcome.WRONG
    assert judge(height, ("2",), 2).outcome is Outcome.RIGHT
    assert judge(height, ("2",), 1).outcome is Outcome.WRONG


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("Dell", "Dell Inc.", True),
        ("Dell", "DELL", True),
        ("HPE", "Hewlett Packard Enterprise", True),
        ("HPE", "Dell", False),
        ("Nobody Knows Ltd", "nobody knows", True),
    ],
)
def test_a_maker_is_the_same_by_any_name(wanted: str, found: str, same: bool) -> None:
    name = IdentifiedField.MANUFACTURER
    assert Sameness(NOTHING_KNOWN).same(name, found, wanted, wanted) is same


MODELS = [
    ("Dell", "PowerEdge R720", "R720", True),
    ("Dell", "R720", "PowerEdge R720", True),
    ("Dell", "PowerEdge R720", "Dell PowerEdge R720", True),
    ("Dell", "PowerEdge R720", "poweredge r-720", True),
    ("Dell", "PowerEdge R720", "PowerEdge R720xd", False),
    ("Dell", "PowerEdge R720", "PowerEdge R720 xd", False),
    ("Dell", "PowerEdge R720", "PowerVault R720", False),
    ("Dell", "PowerEdge R720", "PowerEdge R730", False),
    ("HPE", "ProLiant DL380 Gen10", "DL380 Gen 10", True),
    ("HPE", "ProLiant DL380 Gen10", "ProLiant DL380 Gen10 Plus", False),
    ("HPE", "ProLiant DL380 Gen10", "ProLiant DL380 Gen9", False),
    ("MikroTik", "RB4011iGS+RM", "RB4011iGSRM", False),
    ("Epson", "ET-2850", "EcoTank ET-2850", True),
    ("Epson", "EcoTank ET-2850", "ET-2850", True),
    ("Epson", "EcoTank ET-2850", "WorkForce ET-2850", False),
    ("Epson", "EcoTank ET-2850", "EcoTank ET-2850U", False),
    ("Epson", "EcoTank Pro ET-5850", "ET-5850", False),
    ("Samsung", "SSD 970", "970", False),
    ("Logitech", "Rally Bar", "Bar", False),
    ("", "X9-Unknown", "x9 unknown", True),
]


@pytest.mark.parametrize(("maker", "wanted", "found", "same"), MODELS)
def test_a_model_is_the_same_without_maker_and_line(
    maker: str, wanted: str, found: str, same: bool
) -> None:
    assert Sameness(NOTHING_KNOWN).same(MODEL, found, wanted, maker) is same


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Sameness:
    """Sameness by a catalog."""
    state = tmp_path_factory.mktemp("catalog")
    with Catalog.open(state) as catalog:
        import_library(catalog, Library.at(LIBRARY))
    return Sameness(CatalogTypes(state))


@pytest.mark.parametrize(("maker", "wanted", "found", "same"), MODELS)
def test_a_catalog_makes_none_of_them_another(
    known: Sameness, maker: str, wanted: str, found: str, same: bool
) -> None:
    assert known.same(MODEL, found, wanted, maker) is same


def test_by_the_catalog_a_part_number_is_the_model(known: Sameness) -> None:
    wanted, found = "Catalyst 3750X-24T-S", "WS-C3750X-24T-S"
    assert known.same(MODEL, found, wanted, "Cisco")
    assert not Sameness(NOTHING_KNOWN).same(MODEL, found, wanted, "Cisco")
    assert not known.same(MODEL, "WS-C3750X-24T-L", wanted, "Cisco")
