"""Names of files as text: every byte shown, whatever it is, so that text can be stored."""

import os


def shown(path: str | os.PathLike[str]) -> str:
    """Return a path as text that is valid UTF-8; bytes that are not become `\\xNN`."""
    try:
        name = os.fsencode(path)
    except UnicodeEncodeError:
        # A lone surrogate that stands for no byte: no file has this name, messages do.
        name = os.fspath(path).encode("utf-8", "backslashreplace")
    return name.decode("utf-8", "backslashreplace")
