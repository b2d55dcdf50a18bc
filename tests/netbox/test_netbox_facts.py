"""What NetBox keeps unique, finds and does in bulk: hwlab relies on it, or guards against it."""

import threading
from collections.abc import Mapping
from typing import Any

import netbox_changes
import pytest
import requests
from netbox_access import NetBox
from netbox_changes import Basics
from netbox_facts import DEVICES, create, found
from netbox_server.waiting import until


def create_at_once(
    netbox: NetBox, basics: Basics, bodies: list[Mapping[str, Any]]
) -> list[requests.Response]:
    """Create devices in requests that have all passed NetBox's checks before one is stored."""
    answers: list[requests.Response] = []
    threads = [
        threading.Thread(target=lambda body=body: answers.append(create(netbox, basics, **body)))
        for body in bodies
    ]
    # Reading goes on under this lock: only storing waits.
    with netbox.server.database.locked("dcim_device"):
        for thread in threads:
            thread.start()
        assert until(lambda: netbox.server.database.waiting() == len(bodies), 60)
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer.status_code)


# What is unique, and what only seems to be


def test_a_unique_custom_field_is_not_unique_in_a_race(pristine: NetBox) -> None:
    basics = netbox_changes.basics(pristine)
    with netbox_changes.custom_field(pristine, unique=True, filter_logic="exact") as field:
        body = {"custom_fields": {field: "the same"}}
        answers = create_at_once(pristine, basics, [body, body])
        assert [answer.status_code for answer in answers] == [201, 201]
        assert len(found(pristine, f"cf_{field}=the same")) == 2
        late = create(pristine, basics, **body)
    assert late.status_code == 400
    assert late.json() == {"__all__": [f"Custom field '{field}' must have a unique value."]}


@pytest.mark.parametrize("body", [{"asset_tag": "the same"}, {"name": "the same"}])
def test_an_asset_tag_and_a_name_are_unique_in_a_race(
    pristine: NetBox, body: dict[str, str]
) -> None:
    basics = netbox_changes.basics(pristine)
    stored, refused = create_at_once(pristine, basics, [body, body])
    assert stored.status_code == 201
    # Not a 400: it is the database that has noticed.
    assert refused.status_code == 500
    assert refused.json()["exception"] == "IntegrityError"
    assert pristine.ask("GET", DEVICES).json()["count"] == 1


def test_an_asset_tag_is_unique_everywhere_and_minds_case(netbox: NetBox, basics: Basics) -> None:
    tag = netbox.own("Tag")
    elsewhere = netbox_changes.basics(netbox)
    assert create(netbox, basics, asset_tag=tag).status_code == 201
    refused = create(netbox, elsewhere, asset_tag=f"  {tag} ")
    assert refused.status_code == 400
    assert refused.json() == {"asset_tag": ["device with this asset tag already exists."]}
    assert create(netbox, basics, asset_tag=tag.lower()).status_code == 201
    for _ in range(2):
        assert create(netbox, basics, asset_tag="").json()["asset_tag"] is None


def test_a_name_is_unique_within_its_site_whatever_its_case(netbox: NetBox, basics: Basics) -> None:
    name = netbox.own("Name")
    assert create(netbox, basics, name=name).status_code == 201
    refused = create(netbox, basics, name=name.upper())
    assert refused.status_code == 400
    assert refused.json() == {"__all__": ["Device name must be unique per site and tenant."]}
    assert create(netbox, netbox_changes.basics(netbox), name=name).status_code == 201


def test_a_serial_may_come_twice(netbox: NetBox, basics: Basics) -> None:
    serial = netbox.own("SN")
    assert {create(netbox, basics, serial=serial).status_code for _ in range(2)} == {201}
    assert len(found(netbox, f"serial={serial.lower()}")) == 2


# What a lookup can be believed


def test_a_filter_that_is_not_known_finds_everything(netbox: NetBox, basics: Basics) -> None:
    tags = {netbox.own("tag") for _ in range(2)}
    for tag in tags:
        assert create(netbox, basics, asset_tag=tag).status_code == 201
    one = tags.copy().pop()
    known = f"site_id={basics.site}"
    assert {device["asset_tag"] for device in found(netbox, f"{known}&asset_tag={one}")} == {one}
    for unknown in (f"asset_tagg={one}", f"cf_nobody_made_this={one}", "asset_tag="):
        both = found(netbox, f"{known}&{unknown}")
        assert {device["asset_tag"] for device in both} == tags, unknown


def test_several_asset_tags_are_looked_up_at_once(netbox: NetBox, basics: Basics) -> None:
    tags = [netbox.own("tag") for _ in range(3)]
    for tag in tags:
        assert create(netbox, basics, asset_tag=tag).status_code == 201
    query = f"asset_tag={tags[0]}&asset_tag={tags[2]}"
    short = found(netbox, f"{query}&fields=id,asset_tag,custom_fields")
    assert {device["asset_tag"] for device in short} == {tags[0], tags[2]}
    assert {frozenset(device) for device in short} == {
        frozenset({"id", "asset_tag", "custom_fields"})
    }
    assert found(netbox, f"asset_tag={tags[0]},{tags[2]}") == []


def test_a_custom_field_is_looked_up_as_it_was_made(netbox: NetBox, basics: Basics) -> None:
    with (
        netbox_changes.custom_field(netbox, filter_logic="exact") as exact,
        netbox_changes.custom_field(netbox) as loose,
    ):
        for value in ("AB-1", "ab-10"):
            fields = {exact: value, loose: value}
            assert create(netbox, basics, custom_fields=fields).status_code == 201
        assert len(found(netbox, f"cf_{exact}=AB-1")) == 1
        assert len(found(netbox, f"cf_{loose}=AB-1")) == 2


def test_a_url_that_is_too_long_is_refused_in_html(netbox: NetBox) -> None:
    answer = netbox.ask("GET", DEVICES + "?" + "&".join(["asset_tag=HW-00000000"] * 200))
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html"
    assert netbox.ask("GET", DEVICES + "?" + "&".join(["asset_tag=HW-00000000"] * 100)).ok


def test_a_request_can_be_asked_what_it_made(netbox: NetBox, basics: Basics) -> None:
    made = create(netbox, basics, name=netbox.own())
    asked = found(netbox, f"created_by_request={made.headers['X-Request-ID']}")
    assert [device["id"] for device in asked] == [made.json()["id"]]


# Bulk


def test_a_bulk_is_all_or_nothing_and_tells_what_is_wrong_by_place(
    netbox: NetBox, basics: Basics
) -> None:
    taken = netbox.own("taken")
    assert create(netbox, basics, asset_tag=taken).status_code == 201
    good, twice = netbox.own("good"), netbox.own("twice")
    tags = [good, taken, twice, twice]
    bodies: list[dict[str, Any]] = [{**basics.references, "asset_tag": tag} for tag in tags]
    bodies.append({**basics.references, "status": "bogus"})
    answer = netbox.ask("POST", DEVICES, json=bodies)
    assert answer.status_code == 400
    exists = {"asset_tag": ["device with this asset tag already exists."]}
    assert answer.json() == {
        "detail": "3 of 5 objects could not be created.",
        "errors": [
            {"index": 1, "errors": exists},
            {"index": 3, "errors": exists},
            {"index": 4, "errors": {"status": ["bogus is not a valid choice."]}},
        ],
    }
    assert found(netbox, f"asset_tag={good}") == []


def test_a_bulk_is_answered_in_the_order_sent(netbox: NetBox, basics: Basics) -> None:
    tags = sorted((netbox.own("tag") for _ in range(5)), reverse=True)
    answer = netbox.ask(
        "POST", DEVICES, json=[{**basics.references, "asset_tag": tag} for tag in tags]
    )
    assert answer.status_code == 201
    assert [device["asset_tag"] for device in answer.json()] == tags
    assert netbox.ask("POST", DEVICES, json=[]).json() == []


def test_bulks_that_meet_device_types_in_another_order_deadlock(pristine: NetBox) -> None:
    many = [netbox_changes.basics(pristine) for _ in range(3)]
    first, middle, last = many
    answers: list[requests.Response] = []

    def send(order: list[Basics]) -> None:
        bodies = [{**many[0].references, "device_type": one.device_type} for one in order]
        answers.append(pristine.ask("POST", DEVICES, json=bodies))

    orders = [first, middle, last], [last, middle, first]
    threads = [threading.Thread(target=send, args=[order]) for order in orders]
    # Each has its first type, and waits for the one in the middle.
    with pristine.server.database.row_locked("dcim_devicetype", middle.device_type):
        for thread in threads:
            thread.start()
        assert until(lambda: pristine.server.database.waiting() == 2, 60)
    for thread in threads:
        thread.join()
    stored, broken_off = sorted(answers, key=lambda answer: answer.status_code)
    assert (stored.status_code, broken_off.status_code) == (201, 500)
    assert broken_off.json()["exception"] == "OperationalError"
    assert broken_off.json()["error"].startswith("deadlock detected")
    assert pristine.ask("GET", DEVICES).json()["count"] == 3


def test_a_body_that_is_too_big_is_a_500(netbox: NetBox, basics: Basics) -> None:
    answer = create(netbox, basics, comments="x" * 2_700_000)
    assert answer.status_code == 500
    assert answer.json()["exception"] == "RequestDataTooBig"
