"""What was read off photos and answered by models, kept for the next time it is asked for.

A file each, so that a kill loses what is under way and nothing else. It only spares time: a file
that is gone, or can't be read, is made again.
"""

import contextlib
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from hwlab_cli import private_file
from hwlab_cli.errors import StateError

FOLDER = "evaluation"

_VERSION = 1  # counted up when older files are to be made again


class Kept:
    """Data by what it was made from, in the state folder."""

    def __init__(self, state: Path) -> None:
        self._root = state / FOLDER

    def load(self, kind: str, key: str) -> dict[str, Any] | None:
        """Return what is kept, None where there is nothing, or nothing that can be used."""
        try:
            data = json.loads(self._path(kind, key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        is_ours = isinstance(data, dict) and data.get("version") == _VERSION
        return data if is_ours and data.get("key") == key else None

    def keep(self, kind: str, key: str, data: dict[str, Any]) -> None:
        """Keep this; raises StateError where it can't be."""
        path = self._path(kind, key)
        text = json.dumps({"version": _VERSION, "key": key, **data})
        try:
            self._root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Parents that `mkdir` makes by the way are for everybody to see.
            for folder in (self._root, path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            private_file.replace(path, text.encode())
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise StateError(
                f"what was found can't be kept: {reason}",
                item=str(self._root),
                hint="check its rights and its disk, or set HWLAB_HOME to another folder",
            ) from error

    def forget(self, kind: str, key: str) -> None:
        """Keep this no longer."""
        with contextlib.suppress(OSError):
            self._path(kind, key).unlink(missing_ok=True)

    def _path(self, kind: str, key: str) -> Path:
        return self._root / kind / key[:2] / f"{key[2:]}.json"


def clear(state: Path) -> bool:
    """Remove all that is kept; tell whether there was any. Raises StateError where it can't be."""
    root = state / FOLDER
    try:
        shutil.rmtree(root)
    except FileNotFoundError:
        return False
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise StateError(
            f"what `hwlab eval` kept can't be removed: {reason}",
            item=str(root),
            hint="remove that folder by hand",
        ) from error
    return True


def key_of(*parts: object) -> str:
    """Return a name for data that was made from these parts, each as JSON."""
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
