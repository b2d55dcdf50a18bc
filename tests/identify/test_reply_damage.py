"""One mark more, less or another: what is read of a damaged reply is true, or is not there."""

import json
from collections.abc import Callable, Iterator

import pytest
from reply_corpus import understood
from reply_devices import LONG, SERVER, SWITCH, ZEROS, Device

MARKS = "\"',:{}[]\n"
FREE = {"specs", "ai_notes"}
"""Texts in which a mark more or less is no lie."""

FORMS: dict[str, Callable[[Device], str]] = {
    "on a line": json.dumps,
    "pretty": lambda device: json.dumps(device, indent=1),
    "as Python": repr,
}


def damaged(reply: str) -> Iterator[str]:
    for place, mark in enumerate(reply):
        if mark in MARKS:
            yield reply[:place] + reply[place + 1 :]
            yield reply[:place] + mark + reply[place:]
        if mark in "\"'":
            yield reply[:place] + ("'" if mark == '"' else '"') + reply[place + 1 :]
    for place in range(1, len(reply), 3):
        yield reply[:place]


def lies(device: Device, truth: Device) -> dict[str, object]:
    """Return what a device says that is not so."""
    return {
        name: value
        for name, value in device.items()
        if name not in FREE
        and value != truth.get(name)
        and not (isinstance(value, list) and set(value) <= set(truth.get(name, [])))
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("truth", [SERVER, SWITCH, ZEROS, LONG], ids=lambda one: str(one["model"]))
def test_nothing_untrue_is_read(form: str, truth: Device) -> None:
    whole = 0
    for reply in damaged(FORMS[form](truth)):
        found = understood(reply).devices
        assert len(found) <= 1, reply
        for device in found:
            assert lies(device, truth) == {}, reply
            whole += device == truth
    # Most of the damage is mended, not only left out.
    assert whole > 30
