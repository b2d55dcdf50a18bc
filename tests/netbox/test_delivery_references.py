"""What devices refer to in NetBox: found however it is spelled, made once, never doubled."""

from typing import Any

import pytest
from delivery_workbench import Workbench, identified
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import made


def maker(netbox: NetBox, name: str, slug: str = "") -> int:
    """Make a manufacturer; return its id."""
    body = {"name": name, "slug": slug or netbox.own("slug")}
    return int(made(netbox, "dcim/manufacturers", body)["id"])


def kind(netbox: NetBox, manufacturer: int, model: str, **fields: Any) -> int:
    """Make a device type; return its id."""
    body = {"manufacturer": manufacturer, "model": model, "slug": netbox.own("slug"), **fields}
    return int(made(netbox, "dcim/device-types", body)["id"])


def delivered(workbench: Workbench, name: str, model: str, **fields: str) -> dict[str, Any]:
    """Deliver a device; return it as NetBox has it."""
    hw_id = workbench.queue(identified(name, model, **fields))
    ran = workbench.replay()
    assert ran.code == 0, ran.out + ran.err
    workbench.all_is_well(delivered=[one.hw_id for one in workbench.intakes()])
    return workbench.device(hw_id)


# Manufacturers


@pytest.mark.parametrize("spelled", ["{0} systems", "{0}-SYSTEMS", "{0}_Systems®", "{1}Systems"])
def test_a_manufacturer_is_found_however_it_is_spelled(
    workbench: Workbench, fault_proxy: FaultProxy, spelled: str
) -> None:
    stem = workbench.netbox.own("acme")
    there = maker(workbench.netbox, f"{stem} Systems")
    device = delivered(workbench, spelled.format(stem, stem.upper()), "1")
    assert device["device_type"]["manufacturer"]["id"] == there
    assert fault_proxy.seen("POST", "manufacturers") == []


def test_a_manufacturer_is_found_by_its_slug(workbench: Workbench) -> None:
    slug = workbench.netbox.own("acme")
    there = maker(workbench.netbox, workbench.netbox.own("Quite Another Name"), slug)
    hw_id = workbench.queue(identified(slug.upper(), "1"))
    assert workbench.replay().code == 0
    assert workbench.device(hw_id)["device_type"]["manufacturer"]["id"] == there


def test_a_manufacturer_is_found_by_what_else_it_is_called(
    fresh: NetBox, workbench: Workbench
) -> None:
    names = {
        "Hewlett Packard Enterprise": ("hpe", "HPE"),
        "TP-Link": ("tplink", "TP-LINK Technologies"),
        "Dell Inc.": ("dell-inc", "DELL"),
    }
    ids = {name: maker(fresh, name, slug) for name, (slug, _) in names.items()}
    hw_ids = {name: workbench.queue(identified(said, "1")) for name, (_, said) in names.items()}
    assert workbench.replay().code == 0
    for name, hw_id in hw_ids.items():
        assert workbench.device(hw_id)["device_type"]["manufacturer"]["id"] == ids[name]
    assert len(workbench.found("dcim/manufacturers")) == len(names)


def test_a_manufacturer_of_several_spellings_is_made_once(workbench: Workbench) -> None:
    stem = workbench.netbox.own("acme")
    spelled = [
        f"{stem} Networks",
        f"{stem.upper()} NETWORKS",
        f"{stem}-networks",
        f"{stem}Networks",
    ]
    hw_ids = [workbench.queue(identified(name, "1")) for name in spelled]
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=hw_ids)
    assert len({workbench.device(one)["device_type"]["id"] for one in hw_ids}) == 1


def test_a_plus_and_a_maker_tell_apart(workbench: Workbench) -> None:
    stem, other = workbench.netbox.own("acme"), workbench.netbox.own("acme")
    models = [(stem, "RB5009"), (stem, "RB5009+"), (other, "RB5009")]
    hw_ids = [workbench.queue(identified(*model)) for model in models]
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=hw_ids)
    assert len({workbench.device(one)["device_type"]["id"] for one in hw_ids}) == 3


def test_a_doubtful_manufacturer_is_held_with_those_it_may_be(workbench: Workbench) -> None:
    stem = workbench.netbox.own("acme")
    for name in (f"{stem} Systems", f"{stem}-Systems"):
        maker(workbench.netbox, name)
    doubtful = workbench.queue(identified(f"{stem}Systems", "1"))
    exact = workbench.queue(identified(f"{stem}-Systems", "1"))
    ran = workbench.replay()
    assert ran.code == 10
    assert workbench.intake(doubtful).reasons == [
        f"several manufacturers of NetBox's fit {stem}Systems: {stem} Systems, {stem}-Systems"
    ]
    assert workbench.device(exact)["device_type"]["manufacturer"]["name"] == f"{stem}-Systems"


def test_names_in_other_scripts_are_no_twins(workbench: Workbench) -> None:
    stem = workbench.netbox.own()
    names = [f"{stem} 华为", f"{stem} 中兴", f"{stem} Яндекс"]
    hw_ids = [workbench.queue(identified(name, "交换机 1")) for name in names]
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=hw_ids)
    assert len({workbench.device(one)["device_type"]["id"] for one in hw_ids}) == 3


# Device types


@pytest.mark.parametrize(
    ("model", "fields", "said", "number"),
    [
        ("PowerEdge R640", {}, "poweredge-r640", ""),
        ("{maker} PowerEdge R640", {}, "PowerEdge R640", ""),
        ("PowerEdge R640", {}, "{maker} PowerEdge R640", ""),
        ("Something else", {"slug": "{maker}-r640"}, "R640", ""),
        ("Something else", {"part_number": "AB-123"}, "AB123", ""),
        ("Something else", {"part_number": "AB-123"}, "PowerEdge", "ab 123"),
    ],
)
def test_a_type_is_found_by_model_slug_and_part_number(
    workbench: Workbench, model: str, fields: dict[str, str], said: str, number: str
) -> None:
    name = workbench.netbox.own("acme")
    fields = {key: value.format(maker=name) for key, value in fields.items()}
    there = kind(
        workbench.netbox, maker(workbench.netbox, name), model.format(maker=name), **fields
    )
    hw_id = workbench.queue(identified(name, said.format(maker=name), part_number=number))
    assert workbench.replay().code == 0
    device = workbench.device(hw_id)
    assert device["device_type"]["id"] == there
    assert device["custom_fields"]["hwlab_catalog_status"] == "matched"


def test_one_type_in_several_spellings_is_made_once(workbench: Workbench) -> None:
    name = workbench.netbox.own("acme")
    spelled = [
        "Rack Star 9",
        "RACK-STAR 9",
        f"{name} Rack Star 9",
        "RackStar9",
        f"{name.upper()} rack star 9",
    ]
    hw_ids = [workbench.queue(identified(name, model)) for model in spelled]
    by_number = [
        workbench.queue(identified(name, model, part_number=number))
        for model, number in (("Blade 1", "PN-77"), ("Blade One", "pn 77"))
    ]
    assert workbench.replay().code == 0
    assert len({workbench.device(one)["device_type"]["id"] for one in hw_ids}) == 1
    assert len({workbench.device(one)["device_type"]["id"] for one in by_number}) == 1


def test_a_doubtful_type_is_held_with_those_it_may_be(workbench: Workbench) -> None:
    name = workbench.netbox.own("acme")
    by = maker(workbench.netbox, name)
    for model in ("SW 24 P", "SW-24-P"):
        kind(workbench.netbox, by, model)
    doubtful = workbench.queue(identified(name, "SW24P"))
    exact = workbench.queue(identified(name, "SW-24-P"))
    ran = workbench.replay()
    assert ran.code == 10
    assert workbench.intake(doubtful).reasons == [
        f"several device types of NetBox's fit {name} SW24P: SW 24 P, SW-24-P"
    ]
    assert workbench.device(exact)["device_type"]["model"] == "SW-24-P"
    # A person's word settles it.
    assert workbench.run("queue", "edit", doubtful, "model=SW 24 P").code == 0
    assert workbench.replay().code == 0
    assert workbench.device(doubtful)["device_type"]["model"] == "SW 24 P"


def test_types_have_the_height_of_their_kind(workbench: Workbench) -> None:
    name = workbench.netbox.own("acme")
    heights = {"server": 1.0, "disk": 0.0, "cable": 0.0}
    hw_ids = {
        category: workbench.queue(identified(name, f"A {category}", category=category))
        for category in heights
    }
    assert workbench.replay().code == 0
    for category, hw_id in hw_ids.items():
        path = f"/api/dcim/device-types/{workbench.device(hw_id)['device_type']['id']}/"
        assert workbench.netbox.ask("GET", path).json()["u_height"] == heights[category]


def test_types_are_not_made_where_that_is_off(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    workbench.environment["HWLAB_NETBOX_CREATE_TYPES"] = "false"
    name, nobody = workbench.netbox.own("acme"), workbench.netbox.own("nobody")
    kind(workbench.netbox, maker(workbench.netbox, name), "There 1")
    there = workbench.queue(identified(name, "THERE-1"))
    absent = workbench.queue(identified(name, "Not There"))
    stranger = workbench.queue(identified(nobody, "Not There"))
    ran = workbench.replay()
    assert ran.code == 10
    assert workbench.intake(absent).reasons == [
        f"NetBox has no device type {name} Not There, and netbox.create_types is off"
    ]
    assert workbench.intake(stranger).reasons == [
        f"NetBox has no manufacturer {nobody}, and netbox.create_types is off"
    ]
    assert fault_proxy.seen("POST", "manufacturers|device-types") == []
    workbench.all_is_well(delivered=[there])
    workbench.environment["HWLAB_NETBOX_CREATE_TYPES"] = "true"
    assert workbench.run("queue", "retry", "--all").code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[there, absent, stranger])


def test_many_makers_take_few_requests(workbench: Workbench, fault_proxy: FaultProxy) -> None:
    names = [workbench.netbox.own("acme") for _ in range(15)]
    for name in names:
        maker(workbench.netbox, name)
    for name in names:
        workbench.queue(identified(name, "1"))
    assert workbench.replay().code == 0
    assert len(fault_proxy.seen("GET", "manufacturers")) == 1
    assert len(fault_proxy.seen("GET", "device-types")) <= 2
    assert len(fault_proxy.seen("POST", "device-types")) == 1
