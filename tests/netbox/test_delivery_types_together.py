"""Several machines that make the same device type, and one that knows less of it than another."""

from pathlib import Path

import pytest
from catalog_set import imported
from delivery_types import REQUESTS, SMALL, Types, whole
from delivery_workbench import PATIENCE, Workbench, identified
from fault_proxy.faults import Hold, Point
from fault_proxy.proxy import FaultProxy

URL = "HWLAB_NETBOX_URL"


@pytest.mark.parametrize(
    "path",
    [
        "dcim/device-types/$",
        "interface-templates/",
        *(
            pytest.param(path, marks=pytest.mark.soak)
            for _, path in REQUESTS[:-2]
            if path not in {"dcim/device-types/$", "interface-templates/"}
        ),
    ],
)
def test_two_machines_that_make_the_same_type_at_once_make_one(
    types: Types, fault_proxy: FaultProxy, path: str, tmp_path: Path
) -> None:
    elsewhere = Types(
        Workbench(tmp_path / "elsewhere", types.netbox, types.workbench.environment[URL]),
        tmp_path / "library",
    )
    one = types.add(**SMALL)
    assert not imported(elsewhere.workbench.home, tmp_path / "library").broken
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path=path)
    slow = types.workbench.start("queue", "replay", "--json")
    assert hold.reached.wait(PATIENCE)
    # It found nothing, and is about to make what somebody else makes meanwhile.
    there = elsewhere.delivered(one)
    hold.released.set()
    ran = slow.ended()
    assert ran.code == 0, ran.out + ran.err
    assert whole(types, one)["inventory-item"] == 2
    assert types.workbench.device(hw_id)["device_type"]["id"] == there["device_type"]["id"]


def test_an_unfinished_type_waits_for_who_knows_all_of_it(
    types: Types, fault_proxy: FaultProxy, tmp_path: Path
) -> None:
    one = types.add(**SMALL)
    first = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    types.workbench.killed_at(fault_proxy, Point.BEFORE, "POST", "interface-templates/")
    ignorant = Workbench(tmp_path / "ignorant", types.netbox, types.workbench.environment[URL])
    second = ignorant.queue(identified(one["manufacturer"], one["model"]))
    assert ignorant.replay().code == 10
    (reason,) = ignorant.intake(second).reasons
    assert reason.startswith(
        f"the device type {one['manufacturer']} Tiny 24-T is not finished in NetBox, and the"
        " catalog here does not know all of it"
    )
    types.workbench.environment["HWLAB_NETBOX_CREATE_TYPES"] = "false"
    types.workbench.skip_waits()
    assert types.workbench.replay().code == 10
    (reason,) = types.workbench.intake(first).reasons
    assert reason == (
        f"the device type {one['manufacturer']} Tiny 24-T is not finished in NetBox, and"
        " netbox.create_types is off"
    )
    del types.workbench.environment["HWLAB_NETBOX_CREATE_TYPES"]
    assert types.workbench.run("queue", "retry", "--all").code == 0
    assert types.workbench.replay().code == 0
    assert ignorant.run("queue", "retry", "--all").code == 0
    assert ignorant.replay().code == 0
    assert whole(types, one)["interface"] == 3
