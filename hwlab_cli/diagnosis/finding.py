"""One thing that was looked at: what was found, how grave it is, what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hwlab_cli.errors import ExitCode, HwlabError


class Severity(StrEnum):
    """How grave a finding is; only a fault keeps hwlab from doing its work."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the diagnosis.

    `id` is its subject and what was looked at, with a dot between, and never changes; `item` is
    which one of several. `code` is what a fault makes the command end with, DONE for all others.
    `details` are its figures, by name.
    """

    id: str
    item: str
    found: str
    severity: Severity = Severity.OK
    hint: str = ""
    code: ExitCode = ExitCode.DONE
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The subject it belongs to."""
        return self.id.partition(".")[0]


def note(name: str, item: str, found: str, hint: str = "", **details: Any) -> Finding:
    """Return what is worth knowing, and may be as it is meant."""
    return Finding(name, item, found, Severity.NOTE, hint, details=details)


def warning(name: str, item: str, found: str, hint: str, **details: Any) -> Finding:
    """Return what works for now, and should be seen to."""
    return Finding(name, item, found, Severity.WARNING, hint, details=details)


def fault(
    name: str,
    item: str,
    found: str,
    hint: str,
    code: ExitCode = ExitCode.UNEXPECTED,
    **details: Any,
) -> Finding:
    """Return what keeps hwlab from its work."""
    return Finding(name, item, found, Severity.FAULT, hint, code, details)


def of_error(name: str, error: HwlabError, item: str = "") -> Finding:
    """Return an error as the fault that it is; `item` where its own says less."""
    return fault(name, item or error.item or "", error.message, error.hint or "", error.exit_code)
