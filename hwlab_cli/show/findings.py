"""What the doctor found, a line each: for people with what to try below it, and for scripts."""

import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

from hwlab_cli.diagnosis.finding import Finding, Severity
from hwlab_cli.names import shown
from hwlab_cli.show.plain import harmless

_WORDS = {
    Severity.OK: ("ok", "32"),
    Severity.NOTE: ("note", "36"),
    Severity.WARNING: ("warn", "33"),
    Severity.FAULT: ("FAULT", "31"),
}
_COUNTED = {
    Severity.OK: "ok",
    Severity.NOTE: "notes",
    Severity.WARNING: "warnings",
    Severity.FAULT: "faults",
}
_WIDTH = 100
_INDENT = " " * 9


def line(one: Finding) -> dict[str, Any]:
    """Return the JSON line of one finding."""
    return {
        "type": "finding",
        "id": one.id,
        "subject": one.subject,
        "item": shown(one.item),
        "found": shown(one.found),
        "severity": one.severity.value,
        "hint": shown(one.hint),
        "exit_code": int(one.code),
        "details": {
            name: shown(value) if isinstance(value, str) else value
            for name, value in one.details.items()
        },
    }


def counts(found: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity, by name."""
    counted = Counter(one.severity for one in found)
    return {name: counted[severity] for severity, name in _COUNTED.items()}


class Sheet:
    """Writes findings to stdout as they come, below the subject that they belong to.

    Those that differ in nothing but their item are told as one, and so each waits for the next.
    """

    def __init__(self) -> None:
        self._subject = ""
        self._alike: list[Finding] = []
        self._colored = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH

    def write(self, one: Finding) -> None:
        """Take one finding, and write those before it that it is not like."""
        if self._alike and _kind(one) != _kind(self._alike[0]):
            self.flush()
        self._alike.append(one)

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._alike:
            return
        first, items = self._alike[0], [one.item for one in self._alike if one.item]
        self._alike = []
        if first.subject != self._subject:
            above = "\n" if self._subject else ""
            self._subject = first.subject
            sys.stdout.write(f"{above}{self._painted(first.subject, '1')}\n")
        word, color = _WORDS[first.severity]
        mark = f"  {self._painted(word.ljust(5), color)}  "
        text = f"{', '.join(items)}: {first.found}" if items else first.found
        sys.stdout.write(f"{mark}{self._folded(text)}\n")
        if first.hint:
            sys.stdout.write(f"{_INDENT}{self._folded(f'try: {first.hint}')}\n")
        sys.stdout.flush()

    def end(self, found: Iterable[Finding]) -> None:
        """Write how many findings there are of what is not simply well."""
        self.flush()
        counted = counts(found)
        del counted["ok"]
        parts = [
            f"{count} {name.removesuffix('s') if count == 1 else name}"
            for name, count in reversed(counted.items())
            if count
        ]
        said = "something is wrong" if counted["faults"] else "nothing is in hwlab's way"
        sys.stdout.write(f"\n{said}{': ' if parts else ''}{', '.join(parts)}\n")

    def _folded(self, text: str) -> str:
        width = max(self._width - len(_INDENT), 20)
        folded = textwrap.wrap(
            harmless(text), width, break_long_words=False, break_on_hyphens=False
        )
        return f"\n{_INDENT}".join(folded)

    def _painted(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self._colored else text


def _kind(one: Finding) -> tuple[str, ...]:
    return one.id, one.severity, one.found, one.hint
