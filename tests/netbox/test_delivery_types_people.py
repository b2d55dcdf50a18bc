"""Device types and people: what they made, changed, want otherwise or may not do."""

from delivery_types import SMALL, Types, whole
from delivery_workbench import identified
from fault_proxy.faults import Point
from fault_proxy.proxy import FaultProxy
from netbox_changes import limited_token, made
from netbox_import import KINDS, account

from hwlab_cli.netbox.needed import UNFINISHED


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
