"""Fixtures with a real NetBox, for tests of every folder."""

from typing import TYPE_CHECKING, NoReturn

import pytest
from netbox_server.choices import Demand, choices
from netbox_server.missing import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Those are slow to load, and most runs have no use for them.
    from fault_proxy.proxy import FaultProxy
    from netbox_access import NetBox
    from netbox_changes import Basics
    from proxy_client import Client

_GROUP = "netbox"
# Fixtures that see to it themselves that NetBox is as new.
_AS_NEW = {"pristine", "fresh"}
# Read before any test has a hand in the environment.
_CHOICES = choices()
# Which fixtures can't be had in this session, and why.
_WITHOUT = pytest.StashKey[dict[str, str]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all tests with a NetBox on one worker, which has one NetBox."""
    for item in items:
        if "netbox" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(_GROUP))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin with nothing known to be missing."""
    session.stash[_WITHOUT] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what can't be had here, in a place that is the same for all: they are told as one."""
    for fixture, reason in item.session.stash[_WITHOUT].items():
        if fixture in getattr(item, "fixturenames", ()):
            pytest.skip(reason)


@pytest.fixture(scope="session")
def netbox(request: pytest.FixtureRequest) -> "Iterator[NetBox]":
    """A real NetBox; tests that have only this use names of their own and clean nothing up."""
    from netbox_access import NetBox
    from netbox_server.session import instance_for_a_session

    if _CHOICES.is_theirs:
        theirs = NetBox(_CHOICES.url, _CHOICES.token)
        yield theirs
        theirs.close()
        return
    if _CHOICES.demand is Demand.OFF:
        _skip_all(request, "netbox", "no NetBox: HWLAB_TEST_NETBOX is off")
    try:
        with instance_for_a_session(_CHOICES) as server:
            record = server.record
            ours = NetBox(
                server.application.url, record.token, v1_token=record.v1_token, server=server
            )
            yield ours
            ours.close()
    except MissingError as fault:
        if _CHOICES.demand is Demand.REQUIRED:
            raise
        _skip_all(request, "netbox", f"no NetBox: missing {fault}")


@pytest.fixture
def pristine(request: pytest.FixtureRequest, netbox: "NetBox") -> "Iterator[NetBox]":
    """A NetBox of our own as on its first day, to count in, to stop and to spoil."""
    if not netbox.is_ours:
        _skip_all(request, "pristine", "resets NetBox: not the one at HWLAB_TEST_NETBOX_URL")
    netbox.reset()
    netbox.is_spoiled = True
    yield netbox
    netbox.server.heal()


@pytest.fixture(autouse=True)
def _unspoiled_netbox(request: pytest.FixtureRequest) -> None:
    """Make NetBox as new for a test that does not itself ask for it, when it has to be."""
    if "netbox" in request.fixturenames and not _AS_NEW & set(request.fixturenames):
        netbox: NetBox = request.getfixturevalue("netbox")
        if netbox.is_spoiled:
            netbox.reset()


@pytest.fixture
def fault_proxy(netbox: "NetBox") -> "Iterator[FaultProxy]":
    """A proxy in front of NetBox; every fault injected into it must have struck by the end."""
    from fault_proxy.proxy import FaultProxy

    proxy = FaultProxy(netbox.url)
    yield proxy
    proxy.close()
    assert not proxy.unmet(), f"these faults met no request: {proxy.unmet()}"
    assert not proxy.errors, f"the proxy failed: {proxy.errors}"


@pytest.fixture
def basics(netbox: "NetBox") -> "Basics":
    """A site, a role and a device type of the test's own, for devices made by plain requests."""
    import netbox_changes

    return netbox_changes.basics(netbox)


@pytest.fixture
def client(fault_proxy: "FaultProxy", netbox: "NetBox") -> "Iterator[Client]":
    """A client on the other side of the proxy."""
    from proxy_client import Client

    client = Client(fault_proxy, netbox)
    yield client
    client.close()


def _skip_all(request: pytest.FixtureRequest, fixture: str, reason: str) -> NoReturn:
    request.session.stash[_WITHOUT][fixture] = reason
    pytest.skip(reason)
