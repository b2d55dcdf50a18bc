"""What every subject is looked at with: the state folder, the settings, and who listens."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hwlab_cli.errors import ConfigError
from hwlab_cli.identify.vision.heard import Listener, ignore

if TYPE_CHECKING:
    from hwlab_cli.config import Settings

BUSY_SECONDS = 5.0
"""How long to wait for a file that another process keeps locked."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is diagnosed; `settings` are missing where `mistake` says what is wrong with them."""

    home: Path
    settings: "Settings | None"
    mistake: ConfigError | None = None
    listener: Listener = ignore
