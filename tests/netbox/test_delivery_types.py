"""Device types that the catalog has in full: made in NetBox as its own import would make them."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from catalog_photo import SERIAL, switch_photo
from catalog_set import LIBRARY, imported, write
from delivery_workbench import PATIENCE, Workbench, identified
from fault_proxy.faults import Fault, Hold, Point, Reset, html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import limited_token, made
from netbox_import import KINDS, account, import_yaml

from hwlab_cli.netbox.needed import UNFINISHED

URL = "HWLAB_NETBOX_URL"
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


# What goes wrong between a type and its templates

SMALL: dict[str, Any] = {
    "model": "Tiny 24-T",
    "power-ports": [{"name": "PSU1", "type": "iec-60320-c14"}],
    "power-outlets": [{"name": "1", "type": "iec-60320-c13", "power_port": "PSU1"}],
    "interfaces": [{"name": f"Port {port}", "type": "1000base-t"} for port in range(1, 4)],
    "inventory-items": [{"name": "Fan"}, {"name": "CPU"}],
}
REQUESTS = [
    ("POST", "dcim/device-types/$"),
    ("POST", "power-port-templates/"),
    ("POST", "power-outlet-templates/"),
    ("POST", "interface-templates/"),
    ("POST", "inventory-item-templates/"),
    ("PATCH", r"device-types/\d+/"),
    ("POST", r"dcim/devices/$"),
]


def whole(types: Types, one: dict[str, Any]) -> dict[str, int]:
    """Return how many templates of each kind a type has, each of them once, all tags gone."""
    said = account(types.netbox, one["model"], one["manufacturer"])
    assert said["tags"] == []
    for kind in KINDS:
        names = [template["name"] for template in said[kind]]
        assert len(set(names)) == len(names), names
        assert set(names) == {template["name"] for template in one.get(f"{kind}s", [])}
    assert {outlet["power_port"] for outlet in said["power-outlet"]} <= {"PSU1"}
    return {kind: len(said[kind]) for kind in KINDS if said[kind]}


@pytest.mark.parametrize("point", [Point.BEFORE, Point.AFTER])
def test_a_replay_that_is_killed_at_any_request_is_gone_on_with(
    types: Types, fault_proxy: FaultProxy, point: Point
) -> None:
    every = []
    for method, path in REQUESTS:
        one = types.add(**SMALL)
        every.append(one)
        types.workbench.queue(identified(one["manufacturer"], one["model"]))
        types.workbench.killed_at(fault_proxy, point, method, path)
    types.workbench.drain_later()
    for one in every:
        assert whole(types, one)["interface"] == 3
    for intake in types.workbench.intakes():
        device = types.workbench.device(intake.hw_id)
        listed = types.workbench.found("dcim/interfaces", device_id=device["id"])
        assert len(listed) == 3


FAULTS: dict[str, Fault] = {
    "not arrived": Reset(Point.BEFORE),
    "carried out, no answer": Reset(Point.AFTER),
    "carried out, an answer that can't be read": html_answer(200, point=Point.AFTER),
    "unavailable": html_answer(503),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_an_outage_at_any_request_ends_the_run_and_doubles_nothing(
    types: Types, fault_proxy: FaultProxy, fault: Fault
) -> None:
    one = types.add(**SMALL)
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    for method, path in REQUESTS[:-1]:
        fault_proxy.inject(fault, method=method, path=path)
    assert types.workbench.replay().code == 7
    assert types.workbench.intake(hw_id).state == "ready"
    assert types.workbench.devices(hw_id) == []
    types.workbench.drain(rounds=10)
    assert whole(types, one) == {
        "power-port": 1,
        "power-outlet": 1,
        "interface": 3,
        "inventory-item": 2,
    }
    device = types.workbench.device(hw_id)
    assert len(types.workbench.found("dcim/interfaces", device_id=device["id"])) == 3


def test_items_without_an_answer_are_given_time_to_arrive(
    types: Types, fault_proxy: FaultProxy
) -> None:
    one = types.add(**SMALL)
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    fault_proxy.inject(Reset(Point.BEFORE), method="POST", path="inventory-item-templates/")
    assert types.workbench.replay().code == 7
    (op,) = types.workbench.intake(hw_id).ops
    assert op.not_before is not None
    ran = types.workbench.replay()
    assert ran.of_type("op") == []
    types.workbench.drain()
    assert whole(types, one)["inventory-item"] == 2


@pytest.mark.parametrize("path", [path for _, path in REQUESTS[:-2]])
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


# What people made or want otherwise


def test_a_type_that_people_made_is_left_as_it_is(types: Types, fault_proxy: FaultProxy) -> None:
    one = types.add(**SMALL)
    maker = made(
        types.netbox, "dcim/manufacturers", {"name": one["manufacturer"], "slug": one["slug"]}
    )
    body = {"manufacturer": maker["id"], "model": one["model"], "slug": "theirs", "u_height": 7}
    theirs = made(types.netbox, "dcim/device-types", body)
    before = account(types.netbox, one["model"], one["manufacturer"])
    device = types.delivered(one)
    assert device["device_type"]["id"] == theirs["id"]
    assert device["custom_fields"]["hwlab_catalog_status"] == "matched"
    after = account(types.netbox, one["model"], one["manufacturer"])
    assert {**after, "device_count": 0} == before
    assert fault_proxy.seen("POST", "template") == []
    assert fault_proxy.seen("PATCH", "device-types") == []


def test_what_people_changed_in_a_type_before_it_was_finished_stays(
    types: Types, fault_proxy: FaultProxy
) -> None:
    one = types.add(**SMALL)
    types.workbench.queue(identified(one["manufacturer"], one["model"]))
    types.workbench.killed_at(fault_proxy, Point.BEFORE, "POST", "interface-templates/")
    (there,) = types.workbench.found("dcim/device-types", slug=one["slug"])
    assert [tag["name"] for tag in there["tags"]] == [UNFINISHED]
    tag = made(types.netbox, "extras/tags", {"name": types.netbox.own("tag"), "slug": one["slug"]})
    path = f"/api/dcim/device-types/{there['id']}/"
    tags = [tag["id"], there["tags"][0]["id"]]
    assert types.netbox.ask("PATCH", path, json={"u_height": 3, "tags": tags}).ok
    body = {"device_type": there["id"], "name": "Port 2", "type": "10gbase-t", "label": "ours"}
    made(types.netbox, "dcim/interface-templates", body)
    types.workbench.drain_later()
    said = account(types.netbox, one["model"], one["manufacturer"])
    assert said["u_height"] == 3
    assert [tag["name"] for tag in said["tags"]] == [tag["name"]]
    assert [(port["name"], port["label"]) for port in said["interface"]] == [
        ("Port 1", ""),
        ("Port 2", "ours"),
        ("Port 3", ""),
    ]


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


def test_no_type_is_made_where_that_is_off(types: Types, fault_proxy: FaultProxy) -> None:
    types.workbench.environment["HWLAB_NETBOX_CREATE_TYPES"] = "false"
    one = types.add(**SMALL)
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    assert types.workbench.replay().code == 10
    assert types.workbench.intake(hw_id).reasons == [
        f"NetBox has no manufacturer {one['manufacturer']}, and netbox.create_types is off"
    ]
    assert fault_proxy.seen("POST", "manufacturers|device-types|template") == []


def test_a_dry_run_names_what_would_be_made(types: Types, fault_proxy: FaultProxy) -> None:
    one = types.add(**SMALL)
    types.workbench.queue(identified(one["manufacturer"], one["model"]))
    ran = types.workbench.replay("--dry-run")
    made_up = {line["name"] for line in ran.of_type("plan") if line["action"] == "make"}
    assert (
        f"device type {one['manufacturer']} Tiny 24-T with 1 power port, 1 power outlet,"
        " 3 interfaces, 2 inventory items" in made_up
    )
    assert fault_proxy.seen("POST") == []
    types.workbench.killed_at(fault_proxy, Point.BEFORE, "POST", "interface-templates/")
    types.workbench.skip_waits()
    ran = types.workbench.replay("--dry-run")
    made_up = {line["name"] for line in ran.of_type("plan") if line["action"] == "make"}
    assert f"what is missing of device type {one['manufacturer']} Tiny 24-T" in made_up


def test_a_definition_that_netbox_would_not_import_holds_the_device(
    types: Types, fault_proxy: FaultProxy
) -> None:
    outlets = [{"name": "1", "type": "iec-60320-c13", "power_port": "PSU9"}]
    one = types.add(**{**SMALL, "power-outlets": outlets})
    (said,) = types.import_beside(one)
    assert "power_port" in said
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    assert types.workbench.replay().code == 10
    (reason,) = types.workbench.intake(hw_id).reasons
    assert reason == (
        f"the definition of {one['manufacturer']} Tiny 24-T in the catalog can't be used:"
        " power-outlets: 1: there is no power_port PSU9 before it"
    )
    assert fault_proxy.seen("POST", "device-types") == []
    # Mended, and imported again.
    types.add(**{**one, "power-outlets": SMALL["power-outlets"]})
    assert types.workbench.run("queue", "retry", hw_id).code == 0
    assert types.workbench.replay().code == 0
    assert whole(types, {**SMALL, **one, "power-outlets": SMALL["power-outlets"]})


def test_a_value_that_netbox_refuses_is_told_and_the_rest_is_made_later(types: Types) -> None:
    one = types.add(**{**SMALL, "interfaces": [{"name": "Port 1", "type": "gopher"}]})
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    assert types.workbench.replay().code == 3
    (reason,) = types.workbench.intake(hw_id).reasons
    assert reason.startswith(
        f"the device type {one['manufacturer']} Tiny 24-T: interfaces: Port 1: type: "
    )
    assert "gopher is not a valid choice" in reason
    mended = types.add(**{**one, "interfaces": SMALL["interfaces"]})
    assert types.workbench.run("queue", "retry", hw_id).code == 0
    assert types.workbench.replay().code == 0
    assert whole(types, mended)["interface"] == 3


# Which type is meant


def test_the_catalog_tells_which_type_is_meant(types: Types) -> None:
    one = types.add(model="Rackster 9300-24T", part_number="RX9300-24T-A")
    for other in ("9300-48T", "9300-24P"):
        types.add(manufacturer=one["manufacturer"], model=f"Rackster {other}")
    hw_ids = [
        types.workbench.queue(identified(one["manufacturer"], *said[:1], part_number=said[1]))
        for said in [("9300-24T", ""), ("Rackster 9300 24T Rev A01", ""), ("X", "RX9300-24T-A")]
    ]
    ran = types.workbench.replay()
    assert ran.code == 0, ran.out
    devices = [types.workbench.device(hw_id) for hw_id in hw_ids]
    assert {device["device_type"]["slug"] for device in devices} == {one["slug"]}


def test_several_types_that_may_be_meant_hold_the_device(types: Types) -> None:
    name = types.netbox.own("maker")
    for end in ("24T-S", "24P-S", "48T-S"):
        types.add(manufacturer=name, model=f"Rackster 3750X-{end}")
    hw_id = types.workbench.queue(identified(name, "3750X-24"))
    ran = types.workbench.replay()
    assert ran.code == 10
    (reason,) = types.workbench.intake(hw_id).reasons
    assert reason.startswith("it may be one of these device types (type=1 picks the first, ")
    assert f": 1. {name} Rackster 3750X-24" in reason
    assert types.workbench.found("dcim/manufacturers", name=name) == []
    second = reason.split("2. ")[1].split(" (")[0].removeprefix(f"{name} ")
    other, none = (types.workbench.queue(identified(name, "3750X-24")) for _ in "ab")
    assert types.workbench.replay().code == 10
    for held, said in (
        (hw_id, "model=Rackster 3750X-48T-S"),
        (other, "type=2"),
        (none, "type=new"),
    ):
        assert types.workbench.run("queue", "edit", held, said).code == 0
    ran = types.workbench.replay()
    assert ran.code == 0, ran.out
    given = [types.workbench.device(one)["device_type"]["model"] for one in (hw_id, other, none)]
    assert given == ["Rackster 3750X-48T-S", second, "3750X-24"]


def test_a_type_that_was_picked_is_no_question_any_more(types: Types) -> None:
    one = types.add(model="Rackster 9300-24T", interfaces=SMALL["interfaces"])
    other = types.add(manufacturer=one["manufacturer"], model="Rackster 4500", part_number="RX4500")
    # Its label names an option's part number, which is another type's.
    hw_id = types.workbench.queue(
        identified(one["manufacturer"], one["model"], part_number=other["part_number"])
    )
    assert types.workbench.replay().code == 10
    (reason,) = types.workbench.intake(hw_id).reasons
    number = "1" if f"1. {one['manufacturer']} {one['model']} " in reason else "2"
    assert types.workbench.run("queue", "edit", hw_id, f"type={number}").code == 0
    assert types.workbench.replay().code == 0
    device = types.workbench.device(hw_id)
    assert device["device_type"]["slug"] == one["slug"]
    assert len(types.workbench.found("dcim/interfaces", device_id=device["id"])) == 3


def test_netboxs_own_names_come_before_the_catalogs(types: Types) -> None:
    name = types.netbox.own("maker")
    maker = made(types.netbox, "dcim/manufacturers", {"name": name, "slug": name})["id"]
    body = {"manufacturer": maker, "model": "3750X-24", "slug": types.netbox.own("slug")}
    theirs = made(types.netbox, "dcim/device-types", body)
    for end in ("24T-S", "24P-S"):
        types.add(manufacturer=name, model=f"Rackster 3750X-{end}")
    device = types.delivered({"manufacturer": name, "model": "3750X-24"})
    assert device["device_type"]["id"] == theirs["id"]


def test_the_catalog_tells_two_of_netboxs_types_apart(types: Types) -> None:
    one = types.add(model="SW 24 P9")
    maker = made(
        types.netbox, "dcim/manufacturers", {"name": one["manufacturer"], "slug": one["slug"]}
    )
    ids = {
        model: made(
            types.netbox,
            "dcim/device-types",
            {"manufacturer": maker["id"], "model": model, "slug": types.netbox.own("slug")},
        )["id"]
        for model in ("SW 24 P9", "SW-24-P9")
    }
    device = types.delivered({"manufacturer": one["manufacturer"], "model": "SW24P9"})
    assert device["device_type"]["id"] == ids["SW 24 P9"]


# Rights


def test_the_check_asks_for_the_rights_that_whole_types_take(types: Types) -> None:
    token = limited_token(types.netbox, ["view", "add"])
    types.workbench.environment["HWLAB_NETBOX_TOKEN"] = token.token
    before = wanting(types)
    one = types.add(**SMALL)
    assert wanting(types) - before == {
        "change device types",
        *(
            f"{verb} {kind.replace('-', ' ')} templates"
            for verb in ("view", "add")
            for kind in KINDS
        ),
    }
    # Rather not delivered than delivered without its interfaces.
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    ran = types.workbench.replay()
    assert ran.code == 8, ran.out + ran.err
    assert "no right to" in ran.of_type("error")[-1]["message"]
    assert types.workbench.devices(hw_id) == []
    types.workbench.environment["HWLAB_NETBOX_TOKEN"] = types.netbox.token
    types.workbench.drain()
    assert whole(types, one)["interface"] == 3


def wanting(types: Types) -> set[str]:
    """Return which rights the check misses."""
    ran = types.workbench.run("netbox", "check", "--json")
    return {line["what"] for line in ran.of_type("check") if line["found"] == "not permitted"}


# All of it, as a user does it


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
