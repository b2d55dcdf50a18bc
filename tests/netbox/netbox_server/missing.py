"""What keeps a NetBox from being brought up here."""

from pathlib import Path


class MissingError(Exception):
    """The machine lacks something that NetBox needs; the message says what, in one line."""


class NotStartedError(Exception):
    """All was there, and yet a server did not come up; the message has its log's end."""


def log_end(path: Path, lines: int = 15) -> str:
    """Return the last lines of a log file, for an error; empty when there is none."""
    try:
        said = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(said.splitlines()[-lines:])
