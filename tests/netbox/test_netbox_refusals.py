"""How NetBox refuses, and whom, and what it does with photos: hwlab relies on it."""

from io import BytesIO
from typing import Any

import netbox_changes
import pytest
import requests
from netbox_access import NetBox, http_session
from netbox_changes import Basics
from netbox_facts import DEVICES, create
from PIL import Image

ATTACHMENTS = "/api/extras/image-attachments/"
NOBODYS = {"slug": "nobody-made-this"}
NO_BARE_SLUGS = "Related objects must be referenced by numeric ID or by dictionary of attributes."


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
