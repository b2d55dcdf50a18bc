"""The state folder, open for work."""

from pathlib import Path
from types import TracebackType
from typing import Self

from hwlab_cli.config import Settings
from hwlab_cli.errors import StateError
from hwlab_cli.oplog import claims
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.photos.originals import Originals


class Workspace:
    """The state folder, open for work: the log, the originals, and this process's name there."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self.log = OpLog.open(home)
        self.originals = Originals(home / "originals")
        self.owner = Owner(home)
        claims.sweep(home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if not isinstance(error, StateError):
                claims.release(self.log, self.owner)
        finally:
            self.log.close()
            self.owner.close()
