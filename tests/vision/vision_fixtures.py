"""Fixtures of vision servers, for tests of every folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from vision_server import ScriptedServer

from hwlab_cli.tier import Tier

MakeTier = Callable[..., Tier]


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    """A server that a test tells what to say."""
    server = ScriptedServer()
    yield server
    server.close()
    assert not server.errors, f"the scripted server failed: {server.errors}"


@pytest.fixture
def tier(scripted: ScriptedServer) -> MakeTier:
    """Make the settings of a tier at the scripted server."""

    def make(**settings: Any) -> Tier:
        values: dict[str, Any] = {"name": "played", "base_url": scripted.url, "model": "vlm-1"}
        return Tier(**(values | settings))

    return make


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder that is not there yet."""
    return tmp_path / "state"
