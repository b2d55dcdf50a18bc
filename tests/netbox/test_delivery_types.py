"""Device types that the catalog has in full: made in NetBox as its own import would make them."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from catalog_set import LIBRARY, imported, write
from delivery_workbench import Workbench, identified
from netbox_access import NetBox
from netbox_changes import made
from netbox_import import KINDS, account, import_yaml

TEMPLATES = {f"{kind}s" for kind in KINDS}
EVERYTHING: dict[str, Any] = {
    "model": "Omni 48X-2",
    "slug": "omni-48x-2",
    "part_number": "OM48X-2",
    "u_height": 1.5,
    "is_full_depth": True,
    "subdevice_role": "parent",
    "airflow": "front-to-rear",
    "weight": 12.5,
    "weight_unit": "lb",
    "description": "It has one of each.",
    "comments": "[Datasheet](https://www.example.net/omni)\n",
    "is_powered": False,
    "front_image": True,
    "console-ports": [{"name": "Console", "type": "rj-45", "poe": True}, {"name": "USB"}],
    "console-server-ports": [{"name": 1, "type": "rj-45"}, {"name": 2, "label": None}],
    "power-ports": [
        {"name": "PSU1", "type": "iec-60320-c14", "maximum_draw": 350, "allocated_draw": 200},
        {"name": "PSU2", "type": "iec-60320-c14", "maximum_draw": "350", "description": "spare"},
    ],
    "power-outlets": [
        {"name": 1, "type": "iec-60320-c13", "power_port": "PSU2", "feed_leg": "B"},
        {"name": 2, "type": "iec-60320-c13"},
    ],
    "interfaces": [
        {"name": f"Ethernet1/{port}", "type": "1000base-t", "poe_mode": "pse"}
        for port in range(120)
    ]
    + [
        {"name": "mgmt0", "type": "1000base-t", "mgmt_only": True, "label": "MGMT"},
        {"name": "off", "type": "virtual", "enabled": False, "mgmt_only": "false"},
        {"name": "sub", "type": "virtual", "parent": "Ethernet1/7", "poisition": 3},
    ],
    "rear-ports": [
        {"name": "R1", "type": "mpo", "positions": 2, "color": "aa1409"},
        {"name": "R2", "type": "lc"},
    ],
    "front-ports": [
        {"name": "F1", "type": "lc", "rear_port": "R1", "rear_port_position": 2},
        {"name": "F2", "type": "lc", "rear_port": "nowhere"},
        {"name": "F3", "type": "lc", "positions": 2, "label": "third"},
    ],
    "port-mappings": [
        {"front_port": "F3", "front_port_position": 2, "rear_port": "R1", "rear_port_position": 1},
        {"front_port": "F2", "rear_port": "R2", "front_port_position": 1, "rear_port_position": 1},
    ],
    "module-bays": [{"name": "Bay 0", "position": 0}, {"name": "Bay 1", "position": "1"}],
    "device-bays": [{"name": "Slot 1", "label": "left"}, {"name": "Slot 2"}],
    "inventory-items": [
        {"name": "Fan", "manufacturer": "{maker}", "part_id": 12},
        {"name": "Fan 2"},
        {"name": "CPU", "label": "CPU0"},
    ],
}


class Types:
    """A catalog that a workbench has, filled from a folder of the test's own."""

    def __init__(self, workbench: Workbench, folder: Path) -> None:
        self.workbench = workbench
        self.netbox = workbench.netbox
        self._folder = folder

    def add(self, **fields: Any) -> dict[str, Any]:
        """Put a type into the catalog, of a maker of its own unless one is named."""
        one = {"manufacturer": self.netbox.own("maker"), "u_height": 1, **fields}
        one.setdefault("slug", self.netbox.own("slug"))
        write(self._folder, "any", f"{one['slug']}.yaml", yaml.safe_dump(one, sort_keys=False))
        assert not imported(self.workbench.home, self._folder).broken
        return one

    def delivered(self, one: dict[str, Any]) -> dict[str, Any]:
        """Deliver a device of a type; return it as NetBox has it."""
        hw_id = self.workbench.queue(identified(one["manufacturer"], one["model"]))
        ran = self.workbench.replay()
        assert ran.code == 0, ran.out + ran.err
        return self.workbench.device(hw_id)

    def import_beside(self, one: dict[str, Any]) -> list[str]:
        """Have NetBox itself import a type under another name; return why it did not."""
        if not list(self.workbench.found("dcim/manufacturers", name=one["manufacturer"])):
            name = {"name": one["manufacturer"], "slug": self.netbox.own("slug")}
            made(self.netbox, "dcim/manufacturers", name)
        return import_yaml(self.netbox, yaml.safe_dump(beside(one), sort_keys=False))


@pytest.fixture
def types(workbench: Workbench, tmp_path: Path) -> Types:
    """Return a catalog to put types into."""
    return Types(workbench, tmp_path / "library")


def beside(one: dict[str, Any]) -> dict[str, Any]:
    """Return the same type under another name."""
    return {**one, "model": f"{one['model']} imported", "slug": f"{one['slug']}-imported"}


def everything(netbox: NetBox) -> dict[str, Any]:
    """Return a type with all that a definition can have, of a maker of its own."""
    one = copy.deepcopy(EVERYTHING)
    one["manufacturer"] = one["inventory-items"][0]["manufacturer"] = netbox.own("maker")
    one["slug"] = netbox.own("omni")
    return one


def test_a_type_is_made_as_netbox_itself_imports_it(types: Types) -> None:
    one = types.add(**everything(types.netbox))
    device = types.delivered(one)
    assert device["device_type"]["slug"] == one["slug"]
    assert device["custom_fields"]["hwlab_catalog_status"] == "created"
    assert types.import_beside(one) == []
    ours = account(types.netbox, one["model"], one["manufacturer"])
    theirs = account(types.netbox, f"{one['model']} imported", one["manufacturer"])
    assert len(ours["interface"]) == 123
    assert [port["rear_ports"] for port in ours["front-port"]].count([]) == 1
    assert {**ours, "device_count": 0} == theirs
    # The device was made of the whole type.
    listed = types.workbench.found("dcim/interfaces", device_id=device["id"])
    assert len(listed) == 123
    assert ours["tags"] == []
    again = types.delivered(one)
    assert again["device_type"]["id"] == device["device_type"]["id"]
    assert account(types.netbox, one["model"], one["manufacturer"])["device_count"] == 2


def test_the_small_library_arrives_as_netbox_itself_imports_it(
    fresh: NetBox, workbench: Workbench
) -> None:
    every = [
        yaml.safe_load(file.read_bytes()) for file in sorted(LIBRARY.rglob("device-types/*/*"))
    ]
    every = [one for one in every if TEMPLATES & one.keys() or "weight" in one]
    assert len(every) > 20
    assert not imported(workbench.home, LIBRARY).broken
    for one in every:
        workbench.queue(identified(one["manufacturer"], one["model"]))
    ran = workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    texts = [yaml.safe_dump(beside(one), sort_keys=False) for one in every]
    assert import_yaml(fresh, *texts) == []
    for one in every:
        ours = account(fresh, one["model"], one["manufacturer"])
        theirs = account(fresh, f"{one['model']} imported", one["manufacturer"])
        assert {**ours, "device_count": 0} == theirs
