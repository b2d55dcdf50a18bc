"""Find PostgreSQL's programs: no wheel has them with ICU, which NetBox sorts names by."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from netbox_server.missing import MissingError

_OLDEST = 14
_NEEDED = ("postgres", "initdb", "pg_ctl", "pg_dump", "pg_restore")
_ADVICE = "Debian: apt-get install postgresql; macOS: brew install postgresql@17"
# Where packagers put the programs that they keep off the PATH.
_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


def find_postgres() -> Path:
    """Return the folder of a PostgreSQL's programs, the newest there is.

    Raises MissingError when there is none that is complete and new enough.
    """
    found = {folder: _version(folder) for folder in _candidates()}
    best = max(found, key=lambda folder: found[folder], default=None)
    if best is None or found[best] < _OLDEST:
        raise MissingError(f"PostgreSQL {_OLDEST} or newer, which NetBox needs ({_ADVICE})")
    return best


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("pg_ctl"):
        yield Path(os.path.realpath(on_path)).parent
    for pattern in _FOLDERS:
        yield from Path("/").glob(pattern)


def _version(folder: Path) -> int:
    if not all((folder / program).exists() for program in _NEEDED):
        return 0
    ran = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    said = re.search(r"\d+", ran.stdout)
    return int(said[0]) if ran.returncode == 0 and said else 0
