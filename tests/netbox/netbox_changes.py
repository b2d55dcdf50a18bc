"""What people do in NetBox while hwlab is not looking."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from netbox_access import NetBox

# All that a delivery has to do with.
DELIVERY_TYPES = (
    "dcim.device",
    "dcim.devicerole",
    "dcim.devicetype",
    "dcim.manufacturer",
    "dcim.site",
    "extras.customfield",
    "extras.imageattachment",
    "extras.tag",
)


@dataclass(frozen=True, slots=True)
class Basics:
    """What every device refers to, by id."""

    site: int
    role: int
    manufacturer: int
    device_type: int

    @property
    def references(self) -> dict[str, int]:
        """Return the fields that a device can't be without."""
        return {"site": self.site, "role": self.role, "device_type": self.device_type}


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token made for a test."""

    id: int
    token: str


def made(netbox: NetBox, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Create one object below `/api/`, and return what NetBox says of it."""
    answer = netbox.ask("POST", f"/api/{path}/", json=body)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def basics(netbox: NetBox) -> Basics:
    """Make a site, a role, a manufacturer and a type of its own for a test's devices."""
    name = netbox.own("basics")
    named = {"name": name, "slug": name}
    manufacturer = made(netbox, "dcim/manufacturers", named)["id"]
    of_type = {"manufacturer": manufacturer, "model": name, "slug": name}
    return Basics(
        site=made(netbox, "dcim/sites", named)["id"],
        role=made(netbox, "dcim/device-roles", {**named, "color": "9e9e9e"})["id"],
        manufacturer=manufacturer,
        device_type=made(netbox, "dcim/device-types", of_type)["id"],
    )


def issue_token(netbox: NetBox, *, version: int = 2, **fields: Any) -> IssuedToken:
    """Make another token, the admin's unless `user` is given."""
    admin = netbox.ask("GET", "/api/authentication-check/").json()["id"]
    token = made(netbox, "users/tokens", {"user": admin, "version": version, **fields})
    if version == 1:
        return IssuedToken(token["id"], token["token"])
    return IssuedToken(token["id"], f"nbt_{token['key']}.{token['token']}")


def revoke(netbox: NetBox, token: IssuedToken) -> None:
    """Delete a token."""
    answer = netbox.ask("DELETE", f"/api/users/tokens/{token.id}/")
    assert answer.status_code == 204, answer.text


def limited_token(
    netbox: NetBox, actions: Iterable[str], object_types: Iterable[str] = DELIVERY_TYPES
) -> IssuedToken:
    """Make a user who may do so much (`view`, `add`, `change`, `delete`), and a token of theirs."""
    name = netbox.own("user")
    user = made(netbox, "users/users", {"username": name, "password": f"{name}-Aa1"})["id"]
    permission = {
        "name": name,
        "users": [user],
        "actions": list(actions),
        "object_types": list(object_types),
    }
    made(netbox, "users/permissions", permission)
    return issue_token(netbox, user=user)


@contextlib.contextmanager
def custom_field(netbox: NetBox, **fields: Any) -> Iterator[str]:
    """Have a custom field of the user's own on devices for the block; its name is returned.

    A text field unless `type` says otherwise; `required=True` blocks creates that lack it.
    """
    name = netbox.own("field").replace("-", "_")
    body = {"name": name, "type": "text", "object_types": ["dcim.device"], **fields}
    field = made(netbox, "extras/custom-fields", body)["id"]
    try:
        yield name
    finally:
        netbox.ask("DELETE", f"/api/extras/custom-fields/{field}/")
