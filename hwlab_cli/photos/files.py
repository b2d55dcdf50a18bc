"""Read a photo's file whole, once, without being caught by what else a path can name."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from hwlab_cli.errors import PhotoError

MAX_FILE_BYTES = 512 * 2**20


def file_bytes(path: Path, name: str) -> bytes:
    """Return the file's content; `name` stands for it in messages.

    Raises PhotoError: no such file, can't be opened, a folder, not a regular file, too many
    bytes, can't be read, changed while it was read.
    """
    try:
        # Without O_NONBLOCK, opening a named pipe that nobody writes to waits for ever;
        # without O_NOCTTY, opening a terminal could make it ours.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise PhotoError("no such file", item=name, hint="check the path") from None
    except OSError as error:
        raise PhotoError(
            f"can't be opened: {_reason(error)}", item=name, hint="check its rights"
        ) from error
    except ValueError as error:
        # A zero byte, or a character that no file system's name can hold.
        raise PhotoError("no file can have this name", item=name, hint="check the path") from error
    try:
        status = os.fstat(descriptor)
        _refuse_other_than_files(status, name)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return _whole(file, status, name)
    finally:
        os.close(descriptor)


def _refuse_other_than_files(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PhotoError("this is a folder", item=name, hint="name the photos in it")
    if not stat.S_ISREG(status.st_mode):
        raise PhotoError("not a regular file", item=name, hint="name a photo file")
    if status.st_size > MAX_FILE_BYTES:
        raise PhotoError(
            f"{status.st_size / 2**20:.0f} MiB is more than a photo has",
            item=name,
            hint=f"the limit is {MAX_FILE_BYTES // 2**20} MiB",
        )


def _whole(file: BinaryIO, before: os.stat_result, name: str) -> bytes:
    try:
        # One byte more than there was, so that a file that grows is noticed, not followed.
        data = file.read(before.st_size + 1)
        after = os.fstat(file.fileno())
    except OSError as error:
        raise PhotoError(
            f"can't be read: {_reason(error)}", item=name, hint="copy it here again"
        ) from error
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise PhotoError(
            "changed while it was read",
            item=name,
            hint="wait until it is copied whole, then try again",
        )
    return data


def _reason(error: OSError) -> str:
    return (error.strerror or "no reason given").lower()
