"""What became of one intake's op in NetBox."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hwlab_cli.errors import HwlabError
from hwlab_cli.netbox.faults import NetBoxError


class Fate(StrEnum):
    """How an attempt ended."""

    DELIVERED = "delivered"
    ADOPTED = "adopted"
    HELD = "held"
    FAILED = "failed"
    AGAIN = "again"
    """Nothing was done; it may be tried again."""
    UNKNOWN = "unknown"
    """A request may have been carried out, or may yet be."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, why, and where the device is.

    `lacking` are custom fields of hwlab's that an adopted device does not have yet. `wait` is
    how many seconds must pass before it is tried again; `counts`, whether NetBox was there and
    the attempt was in vain all the same. `passed_over` is what went wrong on the way, and did
    not matter to it.
    """

    fate: Fate
    reason: str = ""
    url: str | None = None
    lacking: dict[str, Any] = field(default_factory=dict)
    wait: float | None = None
    counts: bool = False
    passed_over: tuple[HwlabError, ...] = ()


@dataclass(slots=True)
class Result:
    """The outcomes of some ops by hw_id, and the fault that ended the work, if one did."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    fault: NetBoxError | None = None
