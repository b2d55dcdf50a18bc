"""Lines of the log file: one an event, harmless to a terminal, and without a secret in it."""

import logging
import re
import traceback
from datetime import UTC, datetime

from hwlab_cli.credentials import blanked
from hwlab_cli.show.plain import harmless

_MOST = 8000
_BLANK = "***"
_REDACTIONS = (
    # A user and a password in an address.
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s]*@", re.IGNORECASE), rf"\1{_BLANK}@"),
    # What follows is no longer a header's name, also where it is given as a map's text.
    (
        re.compile(
            r"\b((?:proxy-)?authorization|x-api-key|api[-_]?key|access[-_]?token|cookie)"
            r"""(["']?\s*[:=]\s*["']?)(?:(?:bearer|token|basic)\s+)?[^\s"'&,}]+""",
            re.IGNORECASE,
        ),
        rf"\1\2{_BLANK}",
    ),
    (re.compile(r"\b(bearer|token|basic)(\s+)[\w.~+/=-]{12,}", re.IGNORECASE), rf"\1\2{_BLANK}"),
    # NetBox's own tokens, version 2, and the keys of the well-known models' servers.
    (re.compile(r"\bnbt_[\w.-]+|\bsk-[\w-]{8,}"), _BLANK),
    # Photos, as they go to models.
    (re.compile(r"(data:[\w/+.-]+;base64,)[A-Za-z0-9+/=]+"), rf"\1{_BLANK}"),
)


class OneLine(logging.Formatter):
    """Writes an event as one line: when (UTC), how grave, which process, what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        text = record.getMessage()
        if record.exc_info:
            text += " | " + "".join(traceback.format_exception(*record.exc_info))
        grave = "NOTE" if record.levelno > logging.CRITICAL else record.levelname
        return f"{at} {grave} {record.process} {harmless(redacted(text).strip()[:_MOST])}"


def redacted(text: str) -> str:
    """Return a text without secrets: those that were read here, and what looks like one."""
    text = blanked(text)
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    return text
