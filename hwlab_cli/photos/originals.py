"""The content-addressed store of original photos: unchanged, durable before it says so."""

import contextlib
import hashlib
import os
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.errors import StateError

_FREE_SPACE = "free some space, then take the photo in again: nothing of it was queued"


class Originals:
    """A folder of files named by their SHA-256, in 256 folders by its first two digits."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Return where the original with this hash is, or would be."""
        return self._root / sha256[:2] / sha256[2:]

    def keep(self, data: bytes, sha256: str) -> Path:
        """Store a photo's bytes; when this returns, they survive a power cut.

        Raises StateError when the disk is full or the folder can't be written.
        """
        target = self.path(sha256)
        try:
            _make_private(target.parent)
            if not self.intact(sha256):
                _write_durably(target, data)
            # Also for a file that was there: the process that wrote it may have been
            # killed between naming it and making its name durable.
            _sync_folder(target.parent)
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise StateError(
                f"the original can't be stored: {reason}", item=str(self._root), hint=_FREE_SPACE
            ) from error
        return target

    def load(self, sha256: str) -> bytes:
        """Return an original's bytes; raises StateError when they are gone or changed."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise StateError(
                f"an original can't be read: {reason}",
                item=str(path),
                hint="`hwlab queue check` lists what is damaged",
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StateError(
                "an original was changed since it was taken in",
                item=str(path),
                hint="put the photo back from a backup; `hwlab queue check` lists what is damaged",
            )
        return data

    def intact(self, sha256: str) -> bool:
        """Tell whether the original is there and still has its hash."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def remove(self, sha256: str, *, durably: bool = False) -> None:
        """Delete an original, where it is there; `durably`, so that a power cut leaves it gone."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if durably and path.parent.is_dir():
            _sync_folder(path.parent)

    def partials(self) -> Iterator[Path]:
        """Yield the files that are being written, or were when their process was killed."""
        yield from self._root.glob(f"*/{_PARTIAL}*")

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every original that is here; what else lies there is passed over."""
        if not self._root.is_dir():
            return
        # Not what a file manager, a backup or a file system leaves, as `.DS_Store` or `lost+found`.
        for folder in sorted(one for one in self._root.iterdir() if _FOLDER.fullmatch(one.name)):
            for file in sorted(folder.iterdir()):
                if _NAME.fullmatch(file.name):
                    yield folder.name + file.name


_PARTIAL = "partial-"
_FOLDER = re.compile("[0-9a-f]{2}")
_NAME = re.compile("[0-9a-f]{62}")


def _write_durably(target: Path, data: bytes) -> None:
    partial = target.parent / f"{_PARTIAL}{secrets.token_hex(8)}"
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            _sync(file.fileno())
        partial.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _make_private(folder: Path) -> None:
    if folder.is_dir():
        return
    missing = [folder, *folder.parents]
    for step in reversed([path for path in missing if not path.exists()]):
        step.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(step.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        # On macOS fsync only reaches the drive's cache; this reaches the medium.
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)
