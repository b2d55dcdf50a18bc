import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.first_value import is_mark, may_go_on, value_in
from hwlab_cli.identify.vocabulary import Role


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        (": CZ27460ABC", Role.SERIAL, "CZ27460ABC"),
        (" #8FJ2XM2 ", Role.SERIAL, "8FJ2XM2"),
        (". CZ27460ABC, Rev. 2", Role.SERIAL, "CZ27460ABC"),
        (": HC108ABCDEF/123/r2", Role.SERIAL, "HC108ABCDEF"),
        (": *AB12CD34*", Role.SERIAL, "AB12CD34"),
        (" 07600405-0731833 WARRANTY VOID", Role.SERIAL, "07600405-0731833"),
        (": 123 456 789 01", Role.SERIAL, "123 456 789 01"),
        (": PF 0ABCDE", Role.SERIAL, "PF 0ABCDE"),
        (": BCDFGHJ", Role.SERIAL, "BCDFGHJ"),
        ("(21): 2102351ABC10G1", Role.SERIAL, "2102351ABC10G1"),
        (" (1P) 868703-B21", Role.PART_NUMBER, "868703-B21"),
        (": 2000 2784", Role.PART_NUMBER, "2000 2784"),
        (" 650-067199 REV 08", Role.PART_NUMBER, "650-067199"),
        (" H11526-005Assembled in Mexico", Role.PART_NUMBER, "H11526-005"),
        (": 3JX01EA#ABD", Role.PART_NUMBER, "3JX01EA#ABD"),
        (": 123", Role.ASSET_TAG, "123"),
        (": PowerEdge R640", Role.MODEL, "PowerEdge R640"),
        (": LaserJet", Role.MODEL, "LaserJet"),
        (": FortiGate-60F", Role.PRODUCT, "FortiGate-60F"),
        (": 0CC47A123456", Role.MAC, "0CC47A123456"),
        (": To be filled by O.E.M.", Role.SERIAL, "To be filled by O.E.M."),
        (": Default string", Role.MODEL, "Default string"),
        (": 00:00:00:00:00:00", Role.MAC, "00:00:00:00:00:00"),
    ],
)
def test_the_value_behind_words(text: str, role: Role, value: str) -> None:
    found = value_in(text, role)
    assert found is not None
    assert found[0] == value
    assert text[found[1] :].startswith(value)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("", Role.SERIAL),
        (" : ", Role.SERIAL),
        (": ABC", Role.SERIAL),
        (": 123", Role.SERIAL),
        (" WARRANTY VOID IF REMOVED", Role.SERIAL),
        (" label", Role.SERIAL),
        (": 2019-08-14", Role.SERIAL),
        (": 08/2019", Role.SERIAL),
        (": 100-240V", Role.SERIAL),
        (": 12V 2A", Role.PART_NUMBER),
        (": WLAN-Netzwerkschlüssel:5512", Role.SERIAL),
        (": AB12=CD34", Role.SERIAL),
        (": http://example.com/1", Role.SERIAL),
        (": 2019-08", Role.MODEL),
        (": 230V", Role.MODEL),
        (": tower", Role.PRODUCT),
        (": Z", Role.MODEL),
        (": 5000C500A8BBCCDD", Role.MAC),
        (": see below", Role.MAC),
    ],
)
def test_what_can_t_be_the_value(text: str, role: Role) -> None:
    assert value_in(text, role) is None


@pytest.mark.parametrize(
    ("value", "rest", "goes_on"),
    [
        ("CZJ1", "CZJ1 234567", True),
        ("5CG12", "5CG12 34ABC", True),
        ("042R84", "042R84 A05", False),
        ("AB1234", "AB1234 V02", False),
        ("AB1234", "AB1234 2019-08", False),
        ("AB1234", "AB1234 Made in China", False),
        ("AB1234", "AB1234", False),
        ("CZ27460ABC", "CZ27460ABC 1804", False),
    ],
)
def test_a_short_number_may_go_on(value: str, rest: str, *, goes_on: bool) -> None:
    assert may_go_on(value, Role.SERIAL, rest) is goes_on
    assert not may_go_on(value, Role.MODEL, rest)


@pytest.mark.parametrize("text", ["N136", "N17709", "E123456", "94V-0", "IP67", "EN 55032", "C13"])
def test_marks_of_approval(text: str) -> None:
    assert is_mark(text)


@pytest.mark.parametrize("text", ["8FJ2XM2", "ZDH1ABCD", "E31S001", "NX3060", "C9300-24T"])
def test_what_is_no_mark(text: str) -> None:
    assert not is_mark(text)


@given(st.text(), st.sampled_from(list(Role)), st.integers(0, 5))
def test_no_text_is_too_strange(text: str, role: Role, start: int) -> None:
    found = value_in(text, role, start)
    if found is not None:
        assert found[0]
        assert text.startswith(found[0], found[1])
        assert found[1] >= min(start, len(text))
