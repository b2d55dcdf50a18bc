"""Fixtures of vision servers, for tests of every folder."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from llama_server import kept
from llama_server.choices import VARIABLES, Demand, choices
from llama_server.installation import (
    Installation,
    command,
    installation,
    lacking,
    made_apart,
)
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
_BUILDING = pytest.StashKey[subprocess.Popen[bytes]]()


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
    for item in filter(_is_for_real, items):
        item.add_marker(pytest.mark.xdist_group(_GROUP))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to build the server while other tests run, where it will be needed."""
    is_a_worker = hasattr(session.config, "workerinput")
    if not is_a_worker and any(map(_is_for_real, session.items)):
        _build(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Do so for all workers in the process above them, which lives as long as the last one."""
    if any(one.endswith(f"@{_GROUP}") for one in ids):
        _build(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no building behind."""
    if building := config.stash.get(_BUILDING, None):
        kept.end(building)


def _build(config: pytest.Config) -> None:
    is_to_be_made = not installation(_CHOICES.home).is_whole and not lacking()
    if is_to_be_made and _CHOICES.demand is not Demand.OFF and _BUILDING not in config.stash:
        _CHOICES.home.mkdir(parents=True, exist_ok=True)
        log = _CHOICES.home / "building.log"
        config.stash[_BUILDING] = kept.start(command(_CHOICES.home), log)


def _is_for_real(item: pytest.Item) -> bool:
    return bool(_REAL & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def llama_installation() -> Installation:
    """A real llama.cpp server, built for the tests."""
    if _CHOICES.demand is Demand.OFF:
        pytest.skip("no llama-server: HWLAB_TEST_VISION is off")
    try:
        return made_apart(_CHOICES.home)
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
