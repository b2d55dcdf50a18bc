"""Who works: an owner is alive exactly while it holds the lock on its own file."""

import contextlib
import fcntl
import os
import secrets
import weakref
from pathlib import Path

from hwlab_cli.oplog.connection import make_private_folder
from hwlab_cli.oplog.faults import said_in_words

_SUFFIX = ".lock"


class Owner:
    """This process's name in the log. Its claims are anybody's once it is gone."""

    def __init__(self, home: Path) -> None:
        folder = home / "owners"
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._path = _owner_file(folder, self.name)
        with said_in_words(self._path):
            make_private_folder(home)
            folder.mkdir(mode=0o700, exist_ok=True)
            self._descriptor: int | None = _locked_file(self._path)
        _open_owners.add(self)

    def close(self) -> None:
        """Let go of the name; call `release` first, or others must find out by themselves."""
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._disown()

    def _disown(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "Owner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def alive(home: Path, owner: str) -> bool:
    """Tell whether an owner still holds its lock."""
    try:
        descriptor = os.open(_owner_file(home / "owners", owner), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two processes that ask at once don't take each other for the owner.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def sweep(home: Path) -> int:
    """Remove the files of owners that are gone; return how many there were."""
    return sum(_removed(file) for file in (home / "owners").glob(f"*{_SUFFIX}"))


def _removed(file: Path) -> bool:
    """Remove a file that nobody locks, under its lock: its owner may be about to take it."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _locked_file(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # A sweep may have removed it before it was locked; a lock that nobody finds is none.
            if os.fstat(descriptor).st_nlink:
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _owner_file(folder: Path, owner: str) -> Path:
    return folder / f"{owner}{_SUFFIX}"


_open_owners: "weakref.WeakSet[Owner]" = weakref.WeakSet()


def _disown_in_child() -> None:
    # A forked child would keep the lock, and with it the claims, of a parent that died.
    for owner in list(_open_owners):
        owner._disown()


os.register_at_fork(after_in_child=_disown_in_child)
