"""A model that repeats itself is noticed, and a long table is not taken for that."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.identify.vision import loops
from hwlab_cli.identify.vision.loops import Loops, period


def hears(text: str, size: int) -> bool:
    heard = Loops()
    return any(heard.hears(text[at : at + size]) for at in range(0, len(text), size))


@given(
    before=st.text(max_size=500),
    unit=st.text(min_size=1, max_size=200),
    size=st.integers(1, 900),
)
def test_a_repeated_text_is_noticed(before: str, unit: str, size: int) -> None:
    looping = before + unit * (8000 // len(unit))
    assert hears(looping, size)


@pytest.mark.parametrize("unit", ["0", "\n", "\\u0000", "ABC-", "I am not sure. ", "x" * 90 + "y"])
def test_it_is_noticed_soon(unit: str) -> None:
    watching = Loops()
    heard = 0
    while not watching.hears(unit):
        heard += len(unit)
        assert heard < 4000


@given(st.integers(), st.integers(1, 700))
def test_random_text_is_no_loop(seed: int, size: int) -> None:
    text = "".join(random.Random(seed).choices(string.ascii_letters + " ", k=20_000))
    assert not hears(text, size)


def macs(count: int) -> str:
    rows = (f'"AA:BB:CC:00:{n >> 8:02X}:{n & 255:02X}"' for n in range(count))
    return f'{{"mac_addresses": [{", ".join(rows)}]}}'


def specs(count: int) -> str:
    rows = (f'"port {n}": "10GBASE-T, full duplex, auto-negotiation"' for n in range(count))
    return f'{{"specs": {{{", ".join(rows)}}}}}'


def rows(count: int) -> str:
    return "".join(f"| eth{n} | up | 1 Gbit/s | copper | no |\n" for n in range(count))


@pytest.mark.parametrize("table", [macs(900), specs(400), rows(500)])
@pytest.mark.parametrize("size", [1, 3, 7, 40, 400, 100_000])
def test_long_tables_are_no_loop(table: str, size: int) -> None:
    assert not hears(table, size)


@pytest.mark.parametrize(
    "like",
    [
        " " * 900 + '"model": "R720"',
        '{"type": "1000BASE-T", "connector": "RJ45"}, ' * 48,
        "\t\n" * 400 + "}",
        "-" * 200 + "\n",
    ],
)
def test_what_repeats_and_ends_is_no_loop(like: str) -> None:
    assert not hears(like, 7)


def test_the_period_is_the_shortest() -> None:
    assert period("ab" * 2000) == 2
    assert period("x" + "abc" * 1000) == 3
    assert period("abc" * 1000 + "x") == 0
    assert period("") == 0


@pytest.mark.parametrize("size", [1, 5, 100_000])
def test_work_grows_with_the_text(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    looked_at: list[int] = []

    def counted(text: str) -> int:
        looked_at.append(len(text))
        return period(text)

    monkeypatch.setattr(loops, "period", counted)
    text = "".join(random.Random(1).choices("ab", k=200_000))
    assert not hears(text, size)
    assert len(looked_at) <= len(text) / 400 + 1
    assert max(looked_at) < 8000
