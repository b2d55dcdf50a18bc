"""What the tests of the doctor ask of its lines."""

from typing import Any

from conftest import Ran


def found(ran: Ran, name: str) -> list[dict[str, Any]]:
    """Return the findings with an id."""
    return [one for one in ran.of_type("finding") if one["id"] == name]


def only(ran: Ran, name: str) -> dict[str, Any]:
    """Return the one finding with an id."""
    (one,) = found(ran, name)
    return one


def faults(ran: Ran) -> list[str]:
    """Return the ids of what is at fault."""
    return [one["id"] for one in ran.of_type("finding") if one["severity"] == "fault"]
