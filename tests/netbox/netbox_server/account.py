"""Which account the database runs as: PostgreSQL refuses root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netbox_server.missing import MissingError


@dataclass(frozen=True, slots=True)
class Account:
    """An account to run programs as; with no uid it is our own."""

    uid: int | None = None
    gid: int | None = None

    def run(
        self, command: Sequence[str | Path], *, log: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, in a folder that every account may enter.

        What it says goes to the log; without one it is returned. A log is needed for what
        leaves a server behind, which would keep a pipe open.
        """
        said = log.open("ab") if log else subprocess.PIPE
        try:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        finally:
            if not isinstance(said, int):
                said.close()

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Tell whether all folders on the way may be passed."""
        return self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", folder]).returncode == 0


def for_the_database() -> Account:
    """Return our own account, or for root the least one there is.

    Raises MissingError when root has no other account to turn to.
    """
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise MissingError("an account named postgres or nobody, for PostgreSQL does not run as root")
