"""Parts in their bays, which are not the device, and labels that only look so."""

from collections.abc import Sequence

import pytest
from handmade import found, label, printed, turned

from hwlab_cli.model import Category, IdentifiedField, Reading
from hwlab_cli.photos.text import LOOKS

SUPPLY = "PWR-C1-1100WAC"
DOUBT = f"the model {SUPPLY} stands there several times, as parts in a device do"


def bays(*places: tuple[int, int], words: Sequence[str] = ("AC OK", "PS OK")) -> list[Reading]:
    """Make both looks at power supplies at these places, each with the same print around it."""
    return [
        printed(text, left + step, top, look=look)
        for look in LOOKS
        for left, top in places
        for text, step in zip((*words, SUPPLY), (0, 80, 200), strict=False)
    ]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("places", [[(0, 0), (500, 0)], [(0, 0), (0, 300)], [(0, 0), (510, 13)]])
def test_a_part_in_two_bays_is_not_the_device(
    places: list[tuple[int, int]], degrees: float
) -> None:
    device = found(turned(bays(*places), degrees), label("Cisco"))
    assert (device.model, device.category) == (SUPPLY, Category.PSU)
    assert {IdentifiedField.MODEL, IdentifiedField.CATEGORY}.isdisjoint(device.proven)
    assert DOUBT in device.doubts


def test_one_part_by_itself_is_the_device() -> None:
    device = found(bays((0, 100)), label("Cisco"))
    assert IdentifiedField.MODEL in device.proven
    assert device.doubts == []


def test_a_label_that_says_its_model_twice_is_believed() -> None:
    again = [printed(SUPPLY, 700, 400, look=look) for look in LOOKS]
    device = found(bays((0, 100)), again, label("Cisco"))
    assert IdentifiedField.MODEL in device.proven


def test_twin_stickers_with_a_serial_are_believed() -> None:
    stickers = [
        printed(text, left, top, look=look)
        for look in LOOKS
        for left in (0, 700)
        for text, top in ((SUPPLY, 100), ("S/N: DTN2031V0AB", 140))
    ]
    device = found(stickers, label("Cisco"))
    assert device.serial == "DTN2031V0AB"
    assert IdentifiedField.MODEL in device.proven


def test_ports_that_are_named_alike_say_nothing_of_a_whole_device() -> None:
    ports = [
        printed(text, left, top, look=look)
        for look in LOOKS
        for left in (0, 500)
        for text, top in (("WS-C3750X-24T-S", 100), ("UPLINK", 140))
    ]
    device = found(ports, label("Cisco"))
    assert device.category is Category.SWITCH
    assert IdentifiedField.MODEL in device.proven
