"""What NetBox refuses, and what of it a person can mend; nobody else waits for that."""

import pytest
from delivery_workbench import Workbench, identified
from fault_proxy.faults import Do, Point
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import basics, custom_field, made

from hwlab_cli.model import Identification, IdentifiedField


def proven(manufacturer: str, model: str, **fields: str) -> Identification:
    """Return an identification as photos prove it, however long its values are."""
    names = ["manufacturer", "model", *fields]
    return Identification(
        manufacturer=manufacturer,
        model=model,
        proven=[IdentifiedField(name) for name in names],
        recognizer="label",
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def maker(workbench: Workbench) -> str:
    return workbench.netbox.own("Maker")


def test_one_bad_device_of_twenty_fails_alone(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    workbench.environment["HWLAB_NETBOX_BATCH"] = "20"
    good = [workbench.queue(identified(maker, f"Rack {number % 2}")) for number in range(19)]
    bad = workbench.queue(proven(maker, "Rack 1", serial="S" * 51))
    ran = workbench.replay()
    assert ran.code == 3
    told = {name: ran.summary[name] for name in ("delivered", "failed", "held", "waiting")}
    assert told == {"delivered": 19, "failed": 1, "held": 0, "waiting": 0}
    assert workbench.intake(bad).reasons == [
        "serial: Ensure this field has no more than 50 characters."
    ]
    workbench.all_is_well(delivered=good)
    # NetBox has named the one at fault: nothing was sent more than twice.
    posted = sum(one.objects for one in fault_proxy.seen("POST", "dcim/devices/"))
    assert posted <= 20 + 20

    # A person reads the photo again.
    serial = workbench.netbox.own("SN")
    ran = workbench.run("queue", "edit", bad, f"serial={serial}", "--json")
    assert ran.code == 0
    (line,) = ran.lines
    assert line["evidence"]["serial"] == [
        {"kind": "person", "text": serial, "photo": None, "box": None}
    ]
    assert workbench.replay().code == 0
    assert workbench.device(bad)["serial"] == serial
    workbench.all_is_well(delivered=[*good, bad])


def test_what_is_too_long_fails_in_netbox_own_words(workbench: Workbench, maker: str) -> None:
    too_long = {
        "manufacturer": workbench.queue(proven(f"{maker} {'M' * 100}", "1")),
        "model": workbench.queue(proven(maker, "X" * 101)),
        "part number": workbench.queue(proven(maker, "Rack 1", part_number="P" * 51)),
        "asset tag": workbench.queue(proven(maker, "Rack 2", asset_tag=f"{maker}{'T' * 50}")),
    }
    good = workbench.queue(identified(maker, "Rack 2"))
    ran = workbench.replay()
    assert ran.code == 3
    reasons = {what: workbench.intake(hw_id).reasons for what, hw_id in too_long.items()}
    most = "Ensure this field has no more than {} characters."
    assert reasons == {
        "manufacturer": [f"the manufacturer {maker} {'M' * 100}: name: {most.format(100)}"],
        "model": [f"the device type {maker} {'X' * 101}: model: {most.format(100)}"],
        "part number": [f"the device type {maker} Rack 1: part_number: {most.format(50)}"],
        "asset tag": [f"asset_tag: {most.format(50)}"],
    }
    workbench.all_is_well(delivered=[good])
    edits = {
        "manufacturer": f"manufacturer={maker}",
        "model": "model=X",
        "part number": "part_number=P",
        "asset tag": f"asset_tag={workbench.netbox.own('T')}",
    }
    for what, edit in edits.items():
        assert workbench.run("queue", "edit", too_long[what], edit).code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[good, *too_long.values()])


def test_a_required_custom_field_of_the_users_holds_up_until_it_is_gone(
    workbench: Workbench, maker: str
) -> None:
    hw_ids = [workbench.queue(identified(maker, "Rack 1")) for _ in range(3)]
    with custom_field(workbench.netbox, required=True) as field:
        ran = workbench.replay()
        assert ran.code == 3
        assert ran.summary["failed"] == 3
        for hw_id in hw_ids:
            assert workbench.intake(hw_id).reasons == [f"Missing required custom field '{field}'."]
    assert workbench.run("queue", "retry", "--all").code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=hw_ids)


# Taken already


def test_a_serial_that_netbox_has_is_held_with_where(workbench: Workbench, maker: str) -> None:
    first = basics(workbench.netbox)
    serial = workbench.netbox.own("Sn")
    by = workbench.netbox.ask("GET", f"/api/dcim/manufacturers/{first.manufacturer}/").json()
    body = {**first.references, "serial": serial.lower(), "name": workbench.netbox.own("mine")}
    device = made(workbench.netbox, "dcim/devices", body)
    twin = workbench.queue(identified(by["name"].upper(), "Rack 1", serial=serial))
    namesake = workbench.queue(identified(maker, "Rack 1", serial=serial))
    other = workbench.queue(identified(by["name"], "Rack 1", serial=f"{serial}-2"))
    ran = workbench.replay()
    assert ran.code == 10
    url = workbench.environment["HWLAB_NETBOX_URL"]
    assert workbench.intake(twin).reasons == [
        f"duplicate of {body['name']} in NetBox ({url}/dcim/devices/{device['id']}/): same serial"
    ]
    workbench.all_is_well(delivered=[namesake, other])


def test_an_asset_tag_that_netbox_has_is_held_with_who_has_it(
    workbench: Workbench, maker: str
) -> None:
    tag, name = workbench.netbox.own("Tag"), workbench.netbox.own("mine")
    body = {**basics(workbench.netbox).references, "asset_tag": tag, "name": name}
    device = made(workbench.netbox, "dcim/devices", body)
    taken = workbench.queue(identified(maker, "Rack 1", asset_tag=tag))
    good = [workbench.queue(identified(maker, "Rack 1")) for _ in range(3)]
    ran = workbench.replay()
    assert ran.code == 10
    url = workbench.environment["HWLAB_NETBOX_URL"]
    assert workbench.intake(taken).reasons == [
        f"the asset tag {tag} is taken by {name} ({url}/dcim/devices/{device['id']}/)"
    ]
    workbench.all_is_well(delivered=good)
    assert workbench.run("queue", "edit", taken, f"asset_tag={tag}-2").code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[*good, taken])


def test_the_same_asset_tag_twice_in_one_batch_makes_one_device(
    workbench: Workbench, maker: str
) -> None:
    tag = workbench.netbox.own("Tag")
    first, second = (workbench.queue(identified(maker, "Rack 1", asset_tag=tag)) for _ in range(2))
    assert workbench.replay().code == 10
    held = {workbench.intake(one).state.value: one for one in (first, second)}
    (reason,) = workbench.intake(held["held"]).reasons
    assert reason.startswith(f"the asset tag {tag} is taken by {held['done']} (")
    workbench.all_is_well(delivered=[held["done"]])


def test_a_name_that_the_site_has_is_held_with_who_has_it(workbench: Workbench, maker: str) -> None:
    hw_id = workbench.queue(identified(maker, "Rack 1"))
    (site,) = workbench.found("dcim/sites", slug="intake")
    body = {**basics(workbench.netbox).references, "site": site["id"], "name": hw_id.lower()}
    device = made(workbench.netbox, "dcim/devices", body)
    assert workbench.replay().code == 10
    url = workbench.environment["HWLAB_NETBOX_URL"]
    assert workbench.intake(hw_id).reasons == [
        f"the name {hw_id} is taken by {hw_id.lower()} ({url}/dcim/devices/{device['id']}/)"
    ]
    workbench.all_is_well(delivered=[])
    # Somebody renames it.
    renamed = {"name": workbench.netbox.own("mine")}
    path = f"/api/dcim/devices/{device['id']}/"
    assert workbench.netbox.ask("PATCH", path, json=renamed).status_code == 200
    assert workbench.run("queue", "retry", hw_id).code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])


def test_a_reference_that_is_deleted_in_between_is_made_again(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    hw_id = workbench.queue(identified(maker, "Rack 1"))

    def delete() -> None:
        (kind,) = workbench.found("dcim/device-types", manufacturer=maker.lower())
        path = f"/api/dcim/device-types/{kind['id']}/"
        assert workbench.netbox.ask("DELETE", path).status_code == 204

    fault_proxy.inject(Do(delete, Point.BEFORE), method="POST", path="dcim/devices/")
    before = workbench.attempts()
    ran = workbench.replay()
    assert ran.code == 7
    assert workbench.intake(hw_id).state == "ready"
    assert workbench.attempts() == before
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])


# What people do to a device in NetBox before hwlab knows that it is there


@pytest.fixture
def unanswered(workbench: Workbench, fault_proxy: FaultProxy, maker: str) -> str:
    """Return a device that is in NetBox, though hwlab was never told."""
    hw_id = workbench.queue(identified(maker, "Rack 1", serial=maker), workbench.photo(1))
    fault_proxy.inject(Do(fault_proxy.refuse, Point.AFTER), method="POST", path="dcim/devices/")
    assert workbench.replay().code == 7
    fault_proxy.accept()
    assert workbench.intake(hw_id).state == "sent"
    return hw_id


def test_what_was_renamed_and_edited_is_adopted_and_left_as_it_is(
    workbench: Workbench, unanswered: str
) -> None:
    body = {
        "name": workbench.netbox.own("renamed"),
        "asset_tag": workbench.netbox.own("tag"),
        "serial": "edited",
        "status": "active",
        "comments": "in use",
        "tags": [],
        "custom_fields": {"hwlab_category": "server", "hwlab_confidence": None},
    }
    path = f"/api/dcim/devices/{workbench.device(unanswered)['id']}/"
    assert workbench.netbox.ask("PATCH", path, json=body).status_code == 200
    ran = workbench.replay()
    assert ran.code == 0
    assert ran.summary["adopted"] == 1
    device = workbench.device(unanswered)
    kept = {name: device[name] for name in ("name", "asset_tag", "serial", "comments", "tags")}
    assert kept == {name: body[name] for name in kept}
    assert device["custom_fields"]["hwlab_category"] == "server"
    # What was missing is filled in.
    one = workbench.intake(unanswered).identification
    assert one is not None
    assert device["custom_fields"]["hwlab_confidence"] == one.confidence
    assert len(workbench.attachments(device)) == 1


def test_what_was_deleted_is_made_again(workbench: Workbench, unanswered: str) -> None:
    path = f"/api/dcim/devices/{workbench.device(unanswered)['id']}/"
    assert workbench.netbox.ask("DELETE", path).status_code == 204
    ran = workbench.replay()
    assert ran.code == 0
    assert ran.summary["delivered"] == 1
    workbench.all_is_well(delivered=[unanswered])


def test_what_lost_its_marker_is_held_not_made_twice(workbench: Workbench, unanswered: str) -> None:
    device = workbench.device(unanswered)
    path = f"/api/dcim/devices/{device['id']}/"
    for body in ({"custom_fields": {"hwlab_id": None}}, {"serial": ""}):
        assert workbench.netbox.ask("PATCH", path, json=body).status_code == 200
    assert workbench.replay().code == 10
    url = f"{workbench.environment['HWLAB_NETBOX_URL']}/dcim/devices/{device['id']}/"
    assert workbench.intake(unanswered).reasons == [
        f"the asset tag {unanswered} is taken by {unanswered} ({url})"
    ]
    assert len(workbench.found("dcim/devices", asset_tag=unanswered)) == 1
    # Put back, it is adopted.
    back = {"custom_fields": {"hwlab_id": unanswered}, "serial": device["serial"]}
    assert workbench.netbox.ask("PATCH", path, json=back).status_code == 200
    assert workbench.run("queue", "retry", unanswered).code == 0
    assert workbench.replay().summary["adopted"] == 1
    workbench.all_is_well(delivered=[unanswered])


def test_two_devices_with_its_hw_id_hold_it(workbench: Workbench, unanswered: str) -> None:
    first = workbench.device(unanswered)
    second = workbench.twin_of(first)
    assert workbench.replay().code == 10
    url = workbench.environment["HWLAB_NETBOX_URL"]
    (reason,) = workbench.intake(unanswered).reasons
    assert reason.startswith("2 devices in NetBox have this hw_id: ")
    for one in (first, second):
        assert f"{url}/dcim/devices/{one['id']}/" in reason


# Adopted: in NetBox before hwlab asked for it


def test_an_adopted_device_is_given_the_custom_fields_that_it_lacks(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    found = identified(maker, "Rack 1", category="server", part_number="PN-1")
    hw_id = workbench.queue(found)
    workbench.made_already(
        hw_id,
        custom_fields={
            "hwlab_id": hw_id,
            "hwlab_catalog_status": "matched",
            "hwlab_part_number": "",
        },
    )
    ran = workbench.replay()
    assert ran.code == 0
    assert [line["kind"] for line in ran.of_type("op")] == ["create_device", "patch_custom_fields"]
    assert ran.summary["adopted"] == 1
    assert fault_proxy.seen("POST", "dcim/devices/") == []
    workbench.all_is_well(delivered=[hw_id])


def test_a_field_that_netbox_refuses_for_an_adopted_device_fails(
    workbench: Workbench, maker: str
) -> None:
    hw_id = workbench.queue(identified(maker, "Rack 1", category="server"))
    workbench.made_already(hw_id)
    with custom_field(workbench.netbox, required=True) as field:
        ran = workbench.replay()
        assert ran.code == 3
        assert workbench.intake(hw_id).reasons == [f"Missing required custom field '{field}'."]
    assert workbench.run("queue", "retry", hw_id).code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])


def test_a_device_that_goes_before_its_fields_are_changed_fails(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    hw_id = workbench.queue(identified(maker, "Rack 1", category="server"))
    good = workbench.queue(identified(maker, "Rack 2", category="server"))
    device = workbench.made_already(hw_id)
    workbench.made_already(good)
    path = f"/api/dcim/devices/{device['id']}/"
    gone = Do(lambda: workbench.netbox.ask("DELETE", path), Point.BEFORE)
    fault_proxy.inject(gone, method="PATCH", path=path)
    assert workbench.replay().code == 3
    assert workbench.intake(hw_id).reasons == [
        "its device is not in NetBox any more: put it back and retry, or discard the intake"
    ]
    workbench.all_is_well(delivered=[good])


def test_without_its_setup_netbox_is_given_nothing(fresh: NetBox, workbench: Workbench) -> None:
    (field,) = workbench.found("extras/custom-fields", name="hwlab_id")
    removed = fresh.ask("DELETE", f"/api/extras/custom-fields/{field['id']}/")
    assert removed.status_code == 204
    hw_id = workbench.queue(identified("Acme", "Rack 1"))
    # As long as it has no device, nothing shows that it ignores the filter.
    for _ in range(2):
        ran = workbench.replay()
        assert ran.code == 12
        assert ran.of_type("error")[-1]["hint"] == "`hwlab netbox setup` makes and mends it"
        assert workbench.intake(hw_id).state == "ready"
        assert workbench.found("dcim/devices", name=hw_id) == []
        made(fresh, "dcim/devices", basics(fresh).references)
    assert workbench.run("netbox", "setup").code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])
