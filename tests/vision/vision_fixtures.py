"""Fixtures of vision servers, for tests of every folder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from llama_server.choices import VARIABLES, Demand, choices
from llama_server.installation import Installation, installed
from llama_server.running import Running, running
from netbox_server.missing import MissingError
from vision_questions import Ask, Question, picture, read
from vision_server import ScriptedServer

from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.identify.vision.heard import Listener, ignore
from hwlab_cli.identify.vision.pictures import Picture
from hwlab_cli.tier import Tier

MakeTier = Callable[..., Tier]

_GROUP = "vision"
_OURS = "llama.cpp"
_REAL = {"llama", "llama_installation", "real"}
# Read before any test has a hand in the environment.
_CHOICES = choices()


@dataclass(frozen=True, slots=True)
class Real:
    """A real server that nobody here wrote, and a model that it has."""

    url: str
    model: str
    is_ours: bool

    def tier(self, **settings: Any) -> Tier:
        """Return the settings of a tier there."""
        values: dict[str, Any] = {"name": "real", "base_url": self.url, "model": self.model}
        return Tier(**(values | settings))


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


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    from hwlab_cli.identify import resting
    from hwlab_cli.identify.vision import patience

    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(resting, "_FIRST_SECONDS", 0.0)


@pytest.fixture
def ask(tier: MakeTier, state: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the scripted server, each time through a new endpoint, as a new process would."""
    from hwlab_cli.identify.vision import patience
    from hwlab_cli.identify.vision.endpoint import Endpoint

    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)

    def ask(
        pictures: Sequence[Picture] = (), listener: Listener = ignore, **settings: Any
    ) -> Answer[Reply]:
        endpoint = Endpoint(tier(**settings), state)
        return endpoint.ask(Question(), pictures or [picture()], read, listener)

    return ask


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all tests with a real server on one worker, which has one."""
    for item in items:
        if _REAL & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(_GROUP))


@pytest.fixture(scope="session")
def llama_installation() -> Installation:
    """A real llama.cpp server, installed for the tests."""
    if _CHOICES.demand is Demand.OFF:
        pytest.skip("no llama-server: HWLAB_TEST_VISION is off")
    try:
        return installed(_CHOICES.home)
    except MissingError as fault:
        if _CHOICES.demand is Demand.REQUIRED:
            raise
        pytest.skip(f"no llama-server: missing {fault}")


@pytest.fixture(scope="session")
def llama(
    llama_installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """That server, with a model of random weights that takes pictures."""
    with running(llama_installation, tmp_path_factory.mktemp("llama")) as server:
        yield server


@pytest.fixture(params=[_OURS, *_CHOICES.theirs])
def real(request: pytest.FixtureRequest) -> Real:
    """Each real server that there is: ours, and those that the environment names."""
    if request.param == _OURS:
        ours: Running = request.getfixturevalue("llama")
        return Real(ours.url, "tiny", is_ours=True)
    return _theirs(request.param)


@pytest.fixture(params=VARIABLES)
def theirs(request: pytest.FixtureRequest) -> Real:
    """Each server of the user's own; told where there is none."""
    if request.param not in _CHOICES.theirs:
        pytest.skip(f"{request.param} names no server of your own")
    return _theirs(request.param)


def _theirs(variable: str) -> Real:
    named = _CHOICES.theirs[variable]
    return Real(named.url, named.model, is_ours=False)
