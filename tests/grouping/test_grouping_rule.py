"""Which shots are put together: the cases that the rule is for."""

from pathlib import Path

import pytest
from grouping_shots import GAP, sets, shot, together

from hwlab_cli.grouping.rule import MOST_OF_ONE, By, grouped, undecided
from hwlab_cli.grouping.shot import Kind, Name, Shot, Shown

A, B = "serial:AAAAA11", "serial:BBBBB22"
MAC, MAC2 = "mac:AABBCCDDEEFF", "mac:112233445566"

CASES = {
    "nothing is known of either": ([shot("a"), shot("b")], "a b"),
    "one after the other, and nothing read": ([shot("a", 0), shot("b", 9)], "ab"),
    "a chain of short gaps": ([shot("a", 0), shot("b", 9), shot("c", 18)], "abc"),
    "too long between them": ([shot("a", 0), shot("b", 11)], "a b"),
    "two cameras at a time": ([shot("a", 0), shot("b", 1, camera=("Other", "", "", ""))], "a b"),
    "one serial, days apart": ([shot("a", 0, A), shot("b", 9e5, A)], "ab"),
    "one serial, no times": ([shot("a", None, A), shot("b", None, A)], "ab"),
    "two serials at a time": ([shot("a", 0, A), shot("b", 1, B)], "a b"),
    "a short serial, days apart": ([shot("a", 0, "serial:12"), shot("b", 9e5, "serial:12")], "a b"),
    "a short serial, at a time": ([shot("a", 0, "serial:12"), shot("b", 1, "serial:12")], "ab"),
    "the label's shot and its neighbors": ([shot("a", 0), shot("b", 5, A), shot("c", 9)], "abc"),
    "between two devices": ([shot("a", 0, A), shot("b", 5), shot("c", 9, B)], "a b c"),
    "before two devices": ([shot("a", 0), shot("b", 5, A), shot("c", 9, B)], "a b c"),
    "between two shots of one device, another near": (
        [shot("a", 0, A), shot("b", 5), shot("c", 9, A), shot("d", 12, B), shot("e", 14)],
        "abc d e",
    ),
    "two between two devices": (
        [shot("a", 0, A), shot("b", 3), shot("c", 6), shot("d", 9, B)],
        "a b c d",
    ),
    "between a shot with several and another": (
        [shot("a", 0, A), shot("b", 2, several=True), shot("c", 4), shot("d", 6, A)],
        "ad b c",
    ),
    "several on one": ([shot("a", 0, A, several=True), shot("b", 1, A)], "a b"),
    "print that agrees, at a time": ([shot("a", 0, A), shot("b", 5, "", "serial:AAAAA1I")], "ab"),
    "print that agrees, days apart": ([shot("a", 0, A), shot("b", 9e5, "", A)], "a b"),
    "print that does not agree": ([shot("a", 0, A), shot("b", 5, "", B)], "a b"),
    "a serial and an address": ([shot("a", 0, A), shot("b", 5, MAC)], "a b"),
    "one address, two serials": (
        [shot("a", 0, f"{A} {MAC}"), shot("b", 5, f"{B} {MAC}")],
        "a b",
    ),
    "a list of two devices' addresses": (
        [shot("a", 0, MAC), shot("b", 99, f"{MAC} {MAC2}"), shot("c", 999, MAC2)],
        "a b c",
    ),
    "a list of two devices' addresses, at a time": (
        [shot("a", 0, MAC), shot("b", 1, "", f"{MAC} {MAC2}"), shot("c", 2, MAC2)],
        "a b c",
    ),
    "a list of one device's addresses": (
        [shot("a", 0, MAC), shot("b", 99, f"{MAC} {MAC2}"), shot("c", 999, f"{MAC} {MAC2}")],
        "abc",
    ),
    "a chain over an address and a serial": (
        [shot("a", 0, A), shot("b", 99, f"{A} {MAC}"), shot("c", 999, MAC)],
        "abc",
    ),
    "one tag on two serials": (
        [
            shot("a", None, f"{A} asset_tag:IT0001"),
            shot("b", None, f"{B} asset_tag:IT0001"),
            shot("c", None, "asset_tag:IT0001"),
        ],
        "a b c",
    ),
    "one serial under two labels": (
        [shot("a", 0, f"{A} label:HW-1111111"), shot("b", 1, f"{A} label:HW-2222222")],
        "a b",
    ),
    "barcodes that nothing names, the same": (
        [shot("a", 0, "", "code:X1234"), shot("b", 5, "", "code:X1234"), shot("c", 9)],
        "abc",
    ),
    "barcodes that nothing names, others": (
        [shot("a", 0, "", "code:X1234"), shot("b", 5, "", "code:Y1234"), shot("c", 9)],
        "a b c",
    ),
    "barcodes that nothing names, and a serial": (
        [shot("a", 0, "", "code:X1234"), shot("b", 5, A)],
        "a b",
    ),
    "a device's folder": ([shot("a", 0, folder="x"), shot("b", 9e5, A, folder="x")], "ab"),
    "two devices' folders at a time": ([shot("a", 0, folder="x"), shot("b", 1, folder="y")], "a b"),
    "one serial in two devices' folders": (
        [shot("a", None, A, folder="x"), shot("b", None, A, folder="y")],
        "a b",
    ),
    "a folder with two serials": (
        [shot("a", 0, A, folder="x"), shot("b", 99, B, folder="x"), shot("c", 104, folder="x")],
        "a bc",
    ),
}


@pytest.mark.parametrize(("shots", "wanted"), CASES.values(), ids=CASES)
def test_what_the_rule_is_for(shots: list[Shot], wanted: str) -> None:
    assert together(shots) == sets(wanted)


def test_no_gap_leaves_time_out_of_it() -> None:
    assert together([shot("a", 0), shot("b", 0)], 0) == sets("a b")
    assert together([shot("a", 0), shot("b", 0)], 0.1) == sets("ab")


def test_a_crowd_is_no_device() -> None:
    crowd = [shot(f"{number:02}", float(number)) for number in range(MOST_OF_ONE + 1)]
    assert len(grouped(crowd, GAP)) == MOST_OF_ONE + 1
    assert len(grouped(crowd[1:], GAP)) == 1
    inside = [shot(f"{number:02}", folder="x") for number in range(MOST_OF_ONE + 1)]
    assert len(grouped(inside, GAP)) == MOST_OF_ONE + 1


def test_it_says_what_put_them_together() -> None:
    shots = [shot("a", 0, A), shot("b", 5), shot("c", 99, A), shot("d", 999)]
    one, other = grouped(shots, GAP)
    assert (one.by, other.by) == ((By.SERIAL, By.TIME), ())
    assert one.proven == [Name(Kind.SERIAL, "AAAAA11")]


def test_print_is_wanted_where_it_decides() -> None:
    shots = [
        shot("a", 0, A),
        shot("b", 5),
        shot("c", 99),
        Shot(Path("d"), Path(), shown=Shown(codes=frozenset({"X1"}))),
        Shot(Path("e"), Path(), shown=Shown(codes=frozenset({"X1"}))),
        Shot(Path("f"), Path(), shown=Shown(codes=frozenset({"X2"}))),
        shot("j", None, MAC),
        shot("k", None, MAC),
        shot("g", folder="x"),
        shot("h", folder="x"),
        shot("i", folder="y"),
    ]
    assert {shots[number].path.name for number in undecided(shots, GAP)} == set("bdeghjk")
