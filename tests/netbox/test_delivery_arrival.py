"""What arrives in NetBox, field by field, and what of a photo does not."""

import io
from typing import Any

import pytest
from delivery_workbench import PLACE, Workbench, identified
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox, http_session
from PIL import Image

ATTACHMENTS = "extras/image-attachments"
DEVICES = "dcim/devices"


def test_a_device_arrives_with_every_field(workbench: Workbench) -> None:
    own = workbench.netbox.own
    maker, tag = own("Maker"), own("tag")
    found = identified(
        maker,
        "Rack Star 9",
        serial="0012345678901234567890",
        asset_tag=tag,
        part_number="1E10234",
        category="access-point",
        mac_addresses="aabb.cc00.1122, 00-1B-21-0A-0B-0C",
    )
    found.ai_notes = "One power supply is missing.\n<b>Two</b> are [red]{{ here }}[/red]."
    hw_id = workbench.queue(found)
    ran = workbench.replay()
    assert ran.code == 0, ran.out + ran.err

    device = workbench.device(hw_id)
    told: dict[str, Any] = {
        "name": device["name"],
        "asset_tag": device["asset_tag"],
        "serial": device["serial"],
        "status": device["status"]["value"],
        "site": device["site"]["name"],
        "role": device["role"]["name"],
        "model": device["device_type"]["model"],
        "manufacturer": device["device_type"]["manufacturer"]["name"],
        "comments": device["comments"],
        "tags": [one["slug"] for one in device["tags"]],
        "custom_fields": device["custom_fields"],
    }
    assert told == {
        "name": hw_id,
        "asset_tag": tag,
        "serial": "0012345678901234567890",
        "status": "inventory",
        "site": "Intake",
        "role": "Access Point",
        "model": "Rack Star 9",
        "manufacturer": maker,
        "comments": "One power supply is missing.\n<b>Two</b> are [red]{{ here }}[/red].",
        "tags": ["hwlab"],
        "custom_fields": {
            "hwlab_id": hw_id,
            "hwlab_catalog_status": "created",
            "hwlab_category": "access-point",
            "hwlab_confidence": found.confidence,
            "hwlab_mac_addresses": "AA:BB:CC:00:11:22, 00:1B:21:0A:0B:0C",
            "hwlab_part_number": "1E10234",
        },
    }
    kind = workbench.netbox.ask("GET", f"/api/dcim/device-types/{device['device_type']['id']}/")
    assert kind.json()["part_number"] == "1E10234"
    (line,) = ran.of_type("op")
    assert line["netbox_url"].endswith(f"/dcim/devices/{device['id']}/")
    workbench.all_is_well(delivered=[hw_id])


def test_a_device_of_which_little_is_known_arrives_too(workbench: Workbench) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
    assert workbench.replay().code == 0
    device = workbench.device(hw_id)
    assert (device["asset_tag"], device["serial"]) == (hw_id, "")
    assert device["role"]["name"] == "Other Hardware"
    workbench.all_is_well(delivered=[hw_id])


def test_the_second_of_a_type_is_matched(workbench: Workbench) -> None:
    maker = workbench.netbox.own("Maker")
    first = workbench.queue(identified(maker, "Rack 1"))
    assert workbench.replay().code == 0
    second = workbench.queue(identified(maker, "Rack 1"))
    assert workbench.replay().code == 0
    statuses = [
        workbench.device(hw_id)["custom_fields"]["hwlab_catalog_status"]
        for hw_id in (first, second)
    ]
    assert statuses == ["created", "matched"]
    workbench.all_is_well(delivered=[first, second])


def test_only_what_is_proven_arrives(workbench: Workbench) -> None:
    found = identified(workbench.netbox.own("Maker"), "Rack 1", category="disk")
    found.part_number, found.asset_tag = "NOT-SURE", "NOR-THIS"
    found.mac_addresses = ["AA:BB:CC:00:11:22"]
    hw_id = workbench.queue(found)
    assert workbench.replay().code == 0
    device = workbench.device(hw_id)
    assert device["asset_tag"] == hw_id
    assert device["custom_fields"]["hwlab_part_number"] is None
    assert device["custom_fields"]["hwlab_mac_addresses"] is None
    workbench.all_is_well(delivered=[hw_id])


def test_a_config_decides_on_site_status_and_role(workbench: Workbench) -> None:
    place, role = workbench.netbox.own("Hall"), workbench.netbox.own("Part")
    settings = {
        "HWLAB_NETBOX_SITE": place,
        "HWLAB_NETBOX_ROLE": role,
        "HWLAB_NETBOX_STATUS": "planned",
    }
    maker = workbench.netbox.own("Maker")
    for category in ("server", "disk"):
        workbench.queue(identified(maker, "Rack 1", category=category))
    assert workbench.run("queue", "replay", **settings).code == 0
    for one in workbench.intakes():
        device = workbench.device(one.hw_id)
        assert device["site"]["name"] == place
        assert device["role"]["name"] == role
        assert device["status"]["value"] == "planned"
    assert len(workbench.found("dcim/sites", name=place)) == 1
    assert len(workbench.found("dcim/device-roles", name=role)) == 1


def test_site_roles_and_tag_are_made_where_they_lack(fresh: NetBox, workbench: Workbench) -> None:
    for path in ("dcim/sites", "dcim/device-roles", "extras/tags"):
        for one in workbench.found(path):
            assert fresh.ask("DELETE", f"/api/{path}/{one['id']}/").status_code == 204
    categories = ["server", "server", "psu", "other"]
    for category in categories:
        workbench.queue(identified("Acme", "Rack 1", category=category))
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[one.hw_id for one in workbench.intakes()])
    assert [one["name"] for one in workbench.found("dcim/sites")] == ["Intake"]
    assert [one["name"] for one in workbench.found("extras/tags")] == ["hwlab"]
    roles = {one["name"] for one in workbench.found("dcim/device-roles")}
    assert roles == {"Server", "PSU", "Other Hardware"}


# Photos


def test_photos_arrive_without_what_they_tell_of_their_place(workbench: Workbench) -> None:
    hw_id = workbench.queue(
        identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1), workbench.photo(2)
    )
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[hw_id])
    with http_session(workbench.netbox.token) as session:
        for one in workbench.attachments(workbench.device(hw_id)):
            data = session.get(one["image"]).content
            assert PLACE.encode() not in data
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.format == "JPEG"
                assert not picture.getexif()
                assert not {"exif", "comment", "icc_profile"} & set(picture.info)
                # As it was held, not as the camera lay.
                assert picture.size == (32, 48)


def test_photos_are_attached_once_however_often_they_are_owed(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(
        identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1), workbench.photo(2)
    )
    assert workbench.replay().code == 0
    with workbench.log() as log, log.writing() as connection:
        # As in a copy of the log that was made before the photos were attached.
        connection.execute("UPDATE ops SET state = 'ready' WHERE position = 4")
        connection.execute("UPDATE ops SET state = 'ready' WHERE position = 3")
    fault_proxy.forget()
    ran = workbench.replay()
    assert ran.code == 0, ran.err
    assert [line["reason"] for line in ran.of_type("op")] == ["it was attached already"] * 2
    assert fault_proxy.seen("POST") == []
    workbench.all_is_well(delivered=[hw_id])


def test_a_photo_whose_original_is_gone_fails_alone(workbench: Workbench) -> None:
    maker = workbench.netbox.own("Maker")
    broken = workbench.queue(identified(maker, "1"), workbench.photo(1))
    whole = workbench.queue(identified(maker, "1"), workbench.photo(2))
    (original,) = [
        file
        for file in (workbench.home / "originals").rglob("*")
        if file.is_file() and file.read_bytes() == workbench.photo(1)
    ]
    original.unlink()
    ran = workbench.replay()
    assert ran.code == 3
    assert workbench.intake(whole).state == "done"
    one = workbench.intake(broken)
    assert one.state == "failed"
    assert "original" in one.reasons[0]
    assert len(workbench.devices(broken)) == 1
    original.write_bytes(workbench.photo(1))
    assert workbench.run("queue", "retry", broken).code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[broken, whole])


@pytest.mark.parametrize("change", ["deleted", "marker removed"])
def test_a_device_that_is_gone_keeps_its_photos_waiting(
    workbench: Workbench, fault_proxy: FaultProxy, change: str
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    with workbench.uploads_refused(fault_proxy):
        assert workbench.replay().code == 7
    path = f"/api/{DEVICES}/{workbench.device(hw_id)['id']}/"
    if change == "deleted":
        assert workbench.netbox.ask("DELETE", path).status_code == 204
    else:
        without = {"custom_fields": {"hwlab_id": None}}
        assert workbench.netbox.ask("PATCH", path, json=without).status_code == 200
    ran = workbench.replay()
    assert ran.code == 3
    assert workbench.intake(hw_id).reasons == [
        "its device is not in NetBox any more: put it back and retry, or discard the intake"
    ]
    assert workbench.found(ATTACHMENTS, name__ic=hw_id) == []
    if change != "deleted":
        back = {"custom_fields": {"hwlab_id": hw_id}}
        assert workbench.netbox.ask("PATCH", path, json=back).status_code == 200
        assert workbench.run("queue", "retry", hw_id).code == 0
        assert workbench.replay().code == 0
        workbench.all_is_well(delivered=[hw_id])


def test_a_photo_of_two_devices_with_one_hw_id_is_held(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    with workbench.uploads_refused(fault_proxy):
        assert workbench.replay().code == 7
    second = workbench.twin_of(workbench.device(hw_id))["id"]
    ran = workbench.replay()
    assert ran.code == 10
    (reason,) = workbench.intake(hw_id).reasons
    assert reason.startswith("2 devices in NetBox have this hw_id: ")
    assert f"/dcim/devices/{second}/" in reason
