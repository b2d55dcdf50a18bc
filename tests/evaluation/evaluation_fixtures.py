"""Fixtures of the tests of `hwlab eval`."""

import json
from pathlib import Path

import pytest
from conftest import LabelPhoto
from evaluation_folder import INVENTED, Folder, folder_of, without_memory
from vision_server import ScriptedServer, says


@pytest.fixture
def shelf(
    tmp_path: Path, notebook: LabelPhoto, sticker: LabelPhoto, two_looks: list[LabelPhoto]
) -> Folder:
    """Three devices, the second of them with two photos."""
    return folder_of(
        tmp_path / "photos", ("", [notebook]), ("both looks", two_looks), ("", [sticker])
    )


@pytest.fixture
def inventor(scripted: ScriptedServer) -> ScriptedServer:
    """A server that invents a serial for whatever it is shown."""
    without_memory(scripted)
    scripted.plays(
        says(json.dumps({"manufacturer": "Cisco", "serial": INVENTED, "confidence": 0.9}))
    )
    return scripted
