"""Whether NetBox is ready for hwlab: reachable, new enough, permitted, set up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from hwlab_cli.errors import ExitCode
from hwlab_cli.netbox import setup
from hwlab_cli.netbox.client import Client, Verb
from hwlab_cli.netbox.definition import KINDS
from hwlab_cli.netbox.faults import CAN_IT_BE_REACHED, LATER, NetBoxError
from hwlab_cli.netbox.needed import CUSTOM_FIELDS

OLDEST = (4, 2)
"""The first release whose API has all that hwlab uses, as documented; tested with 4.7."""

_Right = tuple[str, str, tuple[Verb, ...]]
_RIGHTS: tuple[_Right, ...] = (
    ("sites", "dcim/sites/", ("view", "add")),
    ("manufacturers", "dcim/manufacturers/", ("view", "add")),
    ("device types", "dcim/device-types/", ("view", "add")),
    ("device roles", "dcim/device-roles/", ("view", "add")),
    ("devices", "dcim/devices/", ("view", "add", "change")),
    ("tags", "extras/tags/", ("view", "add")),
    ("custom fields", "extras/custom-fields/", ("view",)),
    ("image attachments", "extras/image-attachments/", ("view", "add")),
)
"""What deliveries do to each kind of object; custom fields are `hwlab netbox setup`'s."""


def _rights_in_full() -> Iterator[_Right]:
    """Yield what it takes besides to make device types with all of their templates."""
    yield "device types", "dcim/device-types/", ("change",)
    for kind in KINDS:
        # Older NetBoxes know nothing of cooling, and hardly any definition does.
        if not kind.key.startswith("cooling-"):
            yield f"{kind.name.removesuffix('s')} templates", kind.endpoint, ("view", "add")


About = Literal["access", "version", "right", "required", "setup"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, what was found, and what to do if it is not well."""

    about: About
    what: str
    found: str
    code: ExitCode = ExitCode.DONE
    hint: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing needs doing."""
        return self.code is ExitCode.DONE


def check(client: Client, *, in_full: bool = False) -> Iterator[Finding]:
    """Yield what was found, reachability first; stops where the rest can't be known.

    `in_full`: whether there are device types to be made with all of their templates.
    """
    try:
        version = str(client.status()["netbox-version"])
    except NetBoxError as error:
        hint = CAN_IT_BE_REACHED if error.hint == LATER else error.hint
        yield Finding("access", client.url, error.message, error.exit_code, hint or "")
        return
    yield Finding("access", client.url, "reachable, and the token is valid")
    yield _version(version)
    seen = list(_rights(client, (*_RIGHTS, *(_rights_in_full() if in_full else ()))))
    yield from seen
    if all(one.well for one in seen):
        yield from _blocking(client)
        yield from _setup(client)


def _version(version: str) -> Finding:
    numbers = tuple(
        int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2] if part.isdigit()
    )
    if numbers and numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        hint = f"hwlab needs NetBox {oldest} or newer"
        return Finding("version", "version", version, ExitCode.CONFIG, hint)
    return Finding("version", "version", version)


def _rights(client: Client, rights: Iterable[_Right]) -> Iterator[Finding]:
    """Yield whether the token may do what a delivery does to each kind of object."""
    for name, endpoint, verbs in rights:
        for verb in verbs:
            what = f"{verb} {name}"
            if client.permits(verb, endpoint):
                yield Finding("right", what, "permitted")
                continue
            hint = f"give the token's user the right to {what}"
            if verb != "view":
                hint += ", and the token that to write"
            yield Finding("right", what, "not permitted", ExitCode.NOT_AUTHORIZED, hint)


def _blocking(client: Client) -> Iterator[Finding]:
    """Yield the custom fields of the user's own that devices must have, and hwlab can't fill."""
    ours = {field.name for field in CUSTOM_FIELDS}
    for one in client.find("extras/custom-fields/", required="true"):
        devices = "dcim.device" in one["object_types"]
        if one["required"] and devices and one["name"] not in ours and one["default"] is None:
            yield Finding(
                "required",
                f"custom field {one['name']}",
                "is required of devices, and has no default: NetBox would refuse every device",
                ExitCode.CONFIG,
                "give it a default in NetBox, or don't require it",
            )


def _setup(client: Client) -> Iterator[Finding]:
    try:
        changes = list(setup.wanted(client))
    except NetBoxError as error:
        yield Finding("setup", "setup", error.message, error.exit_code, error.hint or "")
        return
    for change in changes:
        yield Finding(
            "setup",
            f"{change.what} {change.name}",
            "is missing" if change.action == "make" else "is not as hwlab needs it",
            ExitCode.CONFIG,
            "`hwlab netbox setup` does it",
        )
    if not changes:
        yield Finding("setup", "setup", "complete")
