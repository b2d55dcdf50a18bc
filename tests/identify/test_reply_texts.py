import pytest

from hwlab_cli.identify.reply.fields import Slot
from hwlab_cli.identify.reply.templates import is_template
from hwlab_cli.identify.reply.texts import name, plain, remarks, unwrapped
from hwlab_cli.identify.reply.truncation import CUT


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        *(("a\x1b[31mb\x1b[0m", "ab"), ("a\x07", "a"), ("a\u202eb", "ab"), ("a\n b\tc", "a b c")),
        *(("\x1b]0;x\x07y", "y"), ("a\\u001b[1m", "a"), ("\x9b1mx", "x"), ("a\u2011b", "a-b")),
        *(("\ud800a", "a"), ("®", "®"), ("\x1b", ""), ("\\u00\x071b[1mx", "x")),
    ],
)
def test_nothing_is_left_that_acts_or_hides(written: str, seen: str) -> None:
    assert plain(written) == seen
    assert plain(seen) == seen


@pytest.mark.parametrize("text", ["**x**", "`x`", '"x"', "“x”", "'x'", "**`x`**"])
def test_marks_around_all_of_a_text_go(text: str) -> None:
    assert unwrapped(text) == "x"


def test_marks_inside_a_text_stay() -> None:
    assert unwrapped('"a" or "b"') == '"a" or "b"'


def test_what_was_cut_has_no_value() -> None:
    assert name(f"CZJ54{CUT}", Slot.SERIAL).cut
    assert name(f"CZJ54{CUT}", Slot.SERIAL).value is None
    assert remarks(f"the label {CUT}").value is None


def test_long_remarks_are_cut_once() -> None:
    once = remarks("word " * 2_000).value
    assert once is not None
    assert once.endswith("…")
    assert remarks(once).value == once


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        *((Slot.MODEL, "string"), (Slot.MODEL, "string or null"), (Slot.SERIAL, "<serial>")),
        *(
            (Slot.SERIAL, "Serial Number"),
            (Slot.SERIAL, "your serial here"),
            (Slot.MODEL, "e.g. R630"),
        ),
        *((Slot.CONFIDENCE, "0..1"), (Slot.CONFIDENCE, "number 0-1"), (Slot.SERIAL, "{{serial}}")),
        *(
            (Slot.CATEGORY, "server|switch|router"),
            (Slot.MANUFACTURER, "ACME Corp"),
            (Slot.SERIAL, "ABC123"),
        ),
    ],
)
def test_what_asks_to_be_filled_in(slot: Slot, text: str) -> None:
    assert is_template(text, slot)


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        *(
            (Slot.MODEL, "ProLiant DL360"),
            (Slot.MODEL, "Integrity rx2800"),
            (Slot.MANUFACTURER, "Stratus"),
        ),
        *((Slot.SERIAL, "ABCX1234"), (Slot.SERIAL, "SN12345678901"), (Slot.CATEGORY, "switch")),
        *(
            (Slot.MODEL, "Text-10"),
            (Slot.MODEL, "[bold]R630[/bold]"),
            (Slot.AI_NOTES, "The serial is worn."),
        ),
    ],
)
def test_what_is_filled_in(slot: Slot, text: str) -> None:
    assert not is_template(text, slot)
