"""What NetBox itself does, where hwlab's delivery relies on it or has to guard against it."""

import threading
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import netbox_changes
import pytest
import requests
from netbox_access import NetBox, http_session
from netbox_changes import Basics
from netbox_server.waiting import until
from PIL import Image

DEVICES = "/api/dcim/devices/"
ATTACHMENTS = "/api/extras/image-attachments/"
NOBODYS = {"slug": "nobody-made-this"}
NO_BARE_SLUGS = "Related objects must be referenced by numeric ID or by dictionary of attributes."


@pytest.fixture
def basics(netbox: NetBox) -> Basics:
    return netbox_changes.basics(netbox)


def create(netbox: NetBox, basics: Basics, **fields: Any) -> requests.Response:
    return netbox.ask("POST", DEVICES, json={**basics.references, **fields})


def found(netbox: NetBox, query: str) -> list[dict[str, Any]]:
    """Return the devices that a query finds."""
    results: list[dict[str, Any]] = netbox.ask("GET", f"{DEVICES}?{query}").json()["results"]
    return results


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


# How it refuses


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"site": None}, {"site": ["This field may not be null."]}),
        ({"name": "n" * 65}, {"name": ["Ensure this field has no more than 64 characters."]}),
        ({"serial": "s" * 51}, {"serial": ["Ensure this field has no more than 50 characters."]}),
        ({"serial": None}, {"serial": ["This field may not be null."]}),
        ({"comments": "a\0b"}, {"comments": ["Null characters are not allowed."]}),
        (
            {"role": NOBODYS},
            {"role": [f"Related object not found using the provided attributes: {NOBODYS}"]},
        ),
        (
            {"role": "nobody-made-this"},
            {"role": [f"{NO_BARE_SLUGS} Received an unrecognized value: nobody-made-this"]},
        ),
        (
            # The words are no list here.
            {"custom_fields": {"nope": 1}},
            {"custom_fields": {"nope": "Custom field 'nope' does not exist for this object type."}},
        ),
    ],
)
def test_a_refusal_names_the_field(
    netbox: NetBox, basics: Basics, fields: dict[str, Any], told: dict[str, Any]
) -> None:
    answer = create(netbox, basics, **fields)
    assert (answer.status_code, answer.json()) == (400, told)


def test_a_required_custom_field_of_the_users_blocks_creates_and_edits(pristine: NetBox) -> None:
    basics = netbox_changes.basics(pristine)
    earlier = f"{DEVICES}{create(pristine, basics).json()['id']}/"
    with netbox_changes.custom_field(pristine, required=True) as field:
        missing = {"__all__": [f"Missing required custom field '{field}'."]}
        empty = f"Invalid value for custom field '{field}': Required field cannot be empty."
        # The same lack has two names: without any custom fields all of them are taken as null.
        for fields, told in (
            ({}, {"__all__": [empty]}),
            ({"custom_fields": {}}, missing),
            ({"custom_fields": {field: ""}}, {"__all__": [empty]}),
        ):
            refused = create(pristine, basics, **fields)
            assert (refused.status_code, refused.json()) == (400, told)
        edit = pristine.ask("PATCH", earlier, json={"serial": "1"})
        assert (edit.status_code, edit.json()) == (400, missing)
        assert create(pristine, basics, custom_fields={field: "x"}).status_code == 201
    with netbox_changes.custom_field(pristine, required=True, default="x"):
        assert create(pristine, basics).status_code == 201


def test_a_key_that_is_not_known_is_ignored(netbox: NetBox, basics: Basics) -> None:
    answer = create(netbox, basics, serial_number="X", serial="Y")
    assert answer.status_code == 201
    assert answer.json()["serial"] == "Y"


def test_fields_in_the_query_of_a_write_drop_the_others(netbox: NetBox, basics: Basics) -> None:
    device = create(netbox, basics, serial="before").json()
    path = f"{DEVICES}{device['id']}/"
    assert netbox.ask("PATCH", f"{path}?fields=id,name", json={"serial": "after"}).ok
    assert netbox.ask("GET", path).json()["serial"] == "before"


def test_a_custom_field_is_patched_beside_the_others(netbox: NetBox, basics: Basics) -> None:
    with (
        netbox_changes.custom_field(netbox) as first,
        netbox_changes.custom_field(netbox) as second,
    ):
        device = create(netbox, basics, custom_fields={first: "1"}).json()
        path = f"{DEVICES}{device['id']}/"
        assert netbox.ask("PATCH", path, json={"custom_fields": {second: "2"}}).ok
        kept = netbox.ask("GET", path).json()["custom_fields"]
        assert (kept[first], kept[second]) == ("1", "2")


def test_a_stale_edit_is_a_412(netbox: NetBox, basics: Basics) -> None:
    path = f"{DEVICES}{create(netbox, basics).json()['id']}/"
    stale = {"If-Match": netbox.ask("GET", path).headers["ETag"]}
    assert netbox.ask("PATCH", path, json={"serial": "1"}, headers=stale).ok
    assert netbox.ask("PATCH", path, json={"serial": "2"}, headers=stale).status_code == 412
    assert netbox.ask("GET", path).json()["serial"] == "1"


def test_what_others_depend_on_is_not_deleted(netbox: NetBox, basics: Basics) -> None:
    create(netbox, basics)
    answer = netbox.ask("DELETE", f"/api/dcim/sites/{basics.site}/")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Unable to delete object. 1 dependent objects")


def test_a_path_without_its_last_slash_is_a_page(netbox: NetBox) -> None:
    answer = netbox.ask("POST", DEVICES.rstrip("/"), json={})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


# Who may do what


def told(netbox: NetBox, header: str) -> tuple[int, str]:
    with http_session() as session:
        headers = {"Authorization": header} if header else {}
        answer = session.get(f"{netbox.url}/api/status/", headers=headers)
    return answer.status_code, answer.json().get("detail", "")


def test_a_token_goes_into_the_header_as_its_version_has_it(netbox: NetBox) -> None:
    old = netbox_changes.issue_token(netbox, version=1).token
    new = netbox_changes.issue_token(netbox, version=2).token
    assert new.startswith("nbt_")
    assert told(netbox, f"Token {old}")[0] == 200
    assert told(netbox, f"Bearer {new}")[0] == 200


def test_what_is_not_authorized_is_a_403_and_never_a_401(netbox: NetBox) -> None:
    new = netbox_changes.issue_token(netbox).token
    assert told(netbox, "") == (403, "Authentication credentials were not provided.")
    assert told(netbox, f"Token {'0' * 40}") == (403, "Invalid v1 token")
    assert told(netbox, f"Bearer {new[:-1]}{'a' if new[-1] != 'a' else 'b'}") == (
        403,
        "Invalid v2 token",
    )


def test_a_token_that_may_not_write_is_told_as_one_without_rights(
    netbox: NetBox, basics: Basics
) -> None:
    for issued in (
        netbox_changes.issue_token(netbox, write_enabled=False),
        netbox_changes.limited_token(netbox, ["view"]),
    ):
        with http_session(issued.token) as session:
            assert session.get(f"{netbox.url}{DEVICES}?limit=1").status_code == 200
            answer = session.post(f"{netbox.url}{DEVICES}", json=basics.references)
        assert answer.status_code == 403
        assert answer.json()["detail"] == "You do not have permission to perform this action."


def test_to_name_an_object_by_its_slug_one_must_be_allowed_to_see_it(
    netbox: NetBox, basics: Basics
) -> None:
    issued = netbox_changes.limited_token(netbox, ["add"])
    slug = netbox.ask("GET", f"/api/dcim/sites/{basics.site}/").json()["slug"]
    with http_session(issued.token) as session:
        url = f"{netbox.url}{DEVICES}"
        assert session.post(url, json=basics.references).status_code == 201
        by_slug = session.post(url, json={**basics.references, "site": {"slug": slug}})
    assert by_slug.status_code == 400
    assert "Related object not found" in by_slug.json()["site"][0]


# Photos


def upload(netbox: NetBox, device: int, content: bytes, name: str) -> requests.Response:
    fields = {"object_type": "dcim.device", "object_id": device, "name": "label"}
    return netbox.ask("POST", ATTACHMENTS, data=fields, files={"image": (name, content)})


def photo(**options: Any) -> bytes:
    kept = BytesIO()
    Image.effect_noise((64, 64), 60).convert("RGB").save(kept, "JPEG", **options)
    return kept.getvalue()


def test_the_same_photo_is_attached_as_often_as_it_is_sent(netbox: NetBox, basics: Basics) -> None:
    device = create(netbox, basics).json()["id"]
    content = photo()
    assert {upload(netbox, device, content, "a.jpg").status_code for _ in range(2)} == {201}
    query = f"object_type=dcim.device&object_id={device}&name=label"
    assert netbox.ask("GET", f"{ATTACHMENTS}?{query}").json()["count"] == 2


def test_a_photo_is_kept_with_all_that_it_tells(netbox: NetBox, basics: Basics) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    content = photo(exif=exif)
    stored = upload(netbox, create(netbox, basics).json()["id"], content, "a.jpg").json()
    with http_session(netbox.token) as session:
        assert session.get(stored["image"]).content == content
    assert b"where it was taken" in content


def test_a_broken_photo_is_taken_and_an_unknown_kind_is_not(netbox: NetBox, basics: Basics) -> None:
    device = create(netbox, basics).json()["id"]
    content = photo()
    assert upload(netbox, device, content[: len(content) // 2], "a.jpg").status_code == 201
    refused = upload(netbox, device, content, "a.heic")
    assert refused.status_code == 400
    assert list(refused.json()) == ["image"]
