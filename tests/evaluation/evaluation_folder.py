"""A folder of photos with their truth, for the tests of `hwlab eval`."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import LabelPhoto
from vision_server import ScriptedServer, fails

INVENTED = "INV70001XQ"
"""A serial that no photo shows."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder, and what is in its truth file."""

    path: Path
    truth: dict[str, dict[str, Any]]

    def write(self, **changed: Any) -> None:
        """Write the truth file anew, with other entries for some devices."""
        self.truth.update(changed)
        self.save()

    def save(self) -> None:
        """Write the truth file as it is now."""
        (self.path / "truth.json").write_text(json.dumps(self.truth), encoding="utf-8")


def folder_of(path: Path, *devices: tuple[str, list[LabelPhoto]]) -> Folder:
    """Make a folder with these devices; one photo is its device's name."""
    path.mkdir()
    truth: dict[str, dict[str, Any]] = {}
    for name, photos in devices:
        files = [photo.path.name for photo in photos]
        for photo in photos:
            shutil.copy(photo.path, path)
        several = {"photos": files} if len(files) > 1 else {}
        truth[name if several else files[0]] = {**several, **photos[0].truth}
    made = Folder(path, truth)
    made.save()
    return made


def without_memory(server: ScriptedServer) -> ScriptedServer:
    """Have a server say nothing of its memory, as most do."""
    for path in ("/api/ps", "/health"):
        server.has(path, fails(404, {}))
    return server
