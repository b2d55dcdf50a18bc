"""Names of files as text: every byte shown, whatever it is, so that text can be stored."""

import os


def shown(path: str | os.PathLike[str]) -> str:
    """Return a path as text that is valid UTF-8; bytes that are not become `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
