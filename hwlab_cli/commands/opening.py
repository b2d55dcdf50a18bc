"""Photos shown by the system's own viewer."""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hwlab_cli.show import people

if TYPE_CHECKING:
    from hwlab_cli.oplog.query import Intake
    from hwlab_cli.workspace import Workspace


class Opener:
    """Opens copies of photos, so that no viewer can change an original; removes them at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(self._folder)

    def open(self, work: "Workspace", one: "Intake") -> None:
        """Open an intake's photos; says where they are, as there may be no viewer, as over ssh."""
        from hwlab_cli.reviewing.close_ups import whole

        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="hwlab-"))
        for number, jpeg in enumerate(whole(work, one), 1):
            # Named by us: no name that came with a photo is given to another program.
            path = self._folder / f"{one.hw_id}-{number}.jpg"
            path.write_bytes(jpeg)
            people.say(f"opening {path}")
            self._shown(path)

    def _shown(self, path: Path) -> None:
        viewer = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        if viewer is None:
            return
        # In a session of its own: Ctrl-C here is not meant for it, nor is what is typed.
        with contextlib.suppress(OSError):
            started = subprocess.Popen(  # noqa: S603 - the path is all ours
                [viewer, str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            # Waited for beside all else, whenever it ends.
            threading.Thread(target=started.wait, daemon=True).start()
