"""Device types that the catalog has in full: made in NetBox as its own import would make them."""

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from catalog_photo import SERIAL, switch_photo
from catalog_set import LIBRARY, imported
from delivery_types import Types, beside
from delivery_workbench import Workbench, identified
from netbox_access import NetBox
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


def some_of(every: list[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    """Return so few that each kind of template, and a weight, comes so often at the least."""
    wanted = Counter(name for one in every for name in {*TEMPLATES, "weight"} & one.keys())
    missing = Counter({name: min(count, least) for name, count in wanted.items()})
    some = []
    for one in sorted(every, key=lambda one: -len({*missing} & one.keys())):
        if new := {name for name in missing if missing[name] > 0} & one.keys():
            missing.subtract(new)
            some.append(one)
    return some


@pytest.mark.parametrize(
    "least", [pytest.param(2, id="some"), pytest.param(None, id="all", marks=pytest.mark.soak)]
)
def test_the_small_library_arrives_as_netbox_itself_imports_it(
    fresh: NetBox, workbench: Workbench, least: int | None
) -> None:
    every = [
        yaml.safe_load(file.read_bytes()) for file in sorted(LIBRARY.rglob("device-types/*/*"))
    ]
    every = [one for one in every if TEMPLATES & one.keys() or "weight" in one]
    assert len(every) > 20
    every = every if least is None else some_of(every, least)
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


def test_a_photo_becomes_a_device_of_the_right_type_in_one_command(
    pristine: NetBox, tmp_path: Path
) -> None:
    workbench = Workbench(tmp_path / "workbench", pristine, pristine.url)
    assert workbench.run("netbox", "setup").code == 0
    assert workbench.run("catalog", "import", LIBRARY).code == 0
    photo = switch_photo(tmp_path / "label.jpg", "PID VID: WS-C3750X-24T-S V03")
    ran = workbench.run("intake", photo, "--json")
    assert ran.code == 0, ran.out + ran.err
    (intake,) = ran.of_type("intake")
    device = workbench.device(intake["hw_id"])
    (text,) = LIBRARY.rglob("Catalyst-3750X-24T-S.yaml")
    wanted = yaml.safe_load(text.read_bytes())
    assert device["device_type"]["slug"] == wanted["slug"]
    assert device["device_type"]["manufacturer"]["name"] == wanted["manufacturer"]
    assert device["serial"] == SERIAL
    assert device["custom_fields"]["hwlab_catalog_status"] == "created"
    listed = workbench.found("dcim/interfaces", device_id=device["id"])
    assert {one["name"] for one in listed} == {one["name"] for one in wanted["interfaces"]}
    assert len(list(listed)) == len(wanted["interfaces"]) > 20
    assert workbench.run("queue", "list", "--json").of_type("intake")[0]["state"] == "done"
