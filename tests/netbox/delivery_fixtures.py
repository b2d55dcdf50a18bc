"""Fixtures for tests that deliver to a real NetBox."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    # Those are slow to load, and most runs have no use for them.
    from delivery_types import Types
    from delivery_workbench import Workbench
    from fault_proxy.proxy import FaultProxy
    from netbox_access import NetBox


_SET_UP = "netbox_set_up"


def _set_up(netbox: "NetBox", folder: "Path") -> None:
    """Make what hwlab needs, unless it is there; hwlab itself does it once a session."""
    from delivery_workbench import Workbench

    if netbox.is_set_up:
        return
    if netbox.is_kept:
        netbox.server.put_back(_SET_UP)
    else:
        if netbox.is_ours:
            netbox.reset()
        ran = Workbench(folder, netbox, netbox.url).run("netbox", "setup")
        assert ran.code == 0, ran.err
        if netbox.is_ours:
            netbox.server.keep(_SET_UP)
            netbox.is_kept = True
    netbox.is_set_up = True


@pytest.fixture
def prepared(netbox: "NetBox", home: "Path", tmp_path: "Path") -> "NetBox":
    """Return a NetBox that is set up for hwlab; tests take names from `own`."""
    _set_up(netbox, tmp_path / "setup")
    return netbox


@pytest.fixture
def ours(prepared: "NetBox") -> "Iterator[NetBox]":
    """Return the same, with a server that may be stopped and broken for a while."""
    if not prepared.is_ours:
        pytest.skip("breaks NetBox, which is not done to the one at HWLAB_TEST_NETBOX_URL")
    yield prepared
    prepared.server.heal()


@pytest.fixture
def fresh(netbox: "NetBox", home: "Path", tmp_path: "Path") -> "Iterator[NetBox]":
    """Return a NetBox as new, but set up for hwlab."""
    if not netbox.is_ours:
        pytest.skip("resets NetBox: not the one at HWLAB_TEST_NETBOX_URL")
    netbox.is_set_up = False
    _set_up(netbox, tmp_path / "setup")
    netbox.is_spoiled = True
    yield netbox
    netbox.server.heal()


@pytest.fixture
def workbench(prepared: "NetBox", fault_proxy: "FaultProxy", tmp_path: "Path") -> "Workbench":
    """Return a hwlab that reaches NetBox through the proxy."""
    from delivery_workbench import Workbench

    return Workbench(tmp_path / "bench", prepared, fault_proxy.url)


@pytest.fixture
def types(workbench: "Workbench", tmp_path: "Path") -> "Types":
    """Return a catalog to put device types into."""
    from delivery_types import Types

    return Types(workbench, tmp_path / "library")
