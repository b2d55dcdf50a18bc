"""Which device type is meant: the catalog tells, NetBox's own names come first, doubts are held."""

from delivery_types import SMALL, Types
from delivery_workbench import identified
from netbox_changes import made


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
