"""What photo files there are in a folder that others write to."""

import os
import stat
from collections.abc import Collection
from pathlib import Path

Signature = tuple[int, int, int, int]
"""A file's size in bytes, the times of its last change and of its rights' or name's, both in
nanoseconds, and its inode: what changes with it, or with whether it can be read."""

# Names under which a file stands while it is written or kept back: rsync, Syncthing, Nextcloud,
# Android (all hidden), office programs and scanners (`~`). Other programs add an ending of their
# own (.part, .tmp, .crdownload), which is none of a photo's.
_PASSING = (".", "~")


def photo_files(folder: Path, suffixes: Collection[str]) -> dict[Path, Signature]:
    """Return the photos in a folder with their signatures; folders in it are not entered.

    Raises OSError where the folder can't be read.
    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - thousands of names
            if suffix not in suffixes or entry.name.startswith(_PASSING):
                continue
            try:
                status = entry.stat()
            except OSError:
                continue  # gone again, or a link that leads nowhere
            if stat.S_ISREG(status.st_mode) and status.st_size:
                times = status.st_mtime_ns, status.st_ctime_ns
                found[Path(entry.path)] = (status.st_size, *times, status.st_ino)
    return found
