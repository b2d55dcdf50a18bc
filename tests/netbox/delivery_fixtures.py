"""Fixtures for tests that deliver to a real NetBox."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    # Those are slow to load, and most runs have no use for them.
    from delivery_workbench import Workbench
    from fault_proxy.proxy import FaultProxy
    from netbox_access import NetBox


def _set_up(netbox: "NetBox", folder: "Path") -> None:
    """Make what hwlab needs, unless it is there."""
    from delivery_workbench import Workbench

    there = netbox.ask("GET", "/api/extras/custom-fields/?name=hwlab_id").json()["count"]
    if not there:
        ran = Workbench(folder, netbox, netbox.url).run("netbox", "setup")
        assert ran.code == 0, ran.err


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
def fresh(pristine: "NetBox", home: "Path", tmp_path: "Path") -> "NetBox":
    """Return a NetBox as new, but set up for hwlab."""
    _set_up(pristine, tmp_path / "setup")
    return pristine


@pytest.fixture
def workbench(prepared: "NetBox", fault_proxy: "FaultProxy", tmp_path: "Path") -> "Workbench":
    """Return a hwlab that reaches NetBox through the proxy."""
    from delivery_workbench import Workbench

    return Workbench(tmp_path / "bench", prepared, fault_proxy.url)
