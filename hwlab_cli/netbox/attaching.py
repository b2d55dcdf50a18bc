"""Attaching photos to devices: looked for by a name of ours first, since NetBox takes any twice."""

import io
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hwlab_cli.netbox import devices
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import (
    NetBoxError,
    RefusedError,
    TooLargeError,
    UnknownOutcomeError,
)
from hwlab_cli.netbox.outcome import Fate, Outcome, Result

_ENDPOINT = "extras/image-attachments/"
_SENDINGS = 3
_LOOKS_AFTER = (0.0, 0.3, 1.2)  # seconds from one look to the next
_AT_ONCE = 100
_MARK = 16


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo to be attached to a device; `jpeg` gives its bytes when they are needed."""

    hw_id: str
    sha256: str
    device: int
    url: str
    jpeg: Callable[[], bytes]

    @property
    def name(self) -> str:
        """The attachment's name in NetBox, the same at each attempt."""
        return name_of(self.hw_id, self.sha256)


def name_of(hw_id: str, sha256: str) -> str:
    """Return the name in NetBox of an intake's photo, at most 50 characters."""
    return f"{hw_id} {sha256[:_MARK]}"


def attached(client: Client, wanted: Sequence[Attachment]) -> set[str]:
    """Return the names of those that are attached already."""
    found = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        places = {(one.device, one.name) for one in some}
        for one in client.find(
            _ENDPOINT,
            fields=("id", "name", "object_id"),
            object_type="dcim.device",
            object_id=sorted({one.device for one in some}),
        ):
            if (one["object_id"], one["name"]) in places:
                found.add(one["name"])
    return found


def holders(client: Client, sha256s: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return who has each of these photos: a device's id by the hw_id it was attached for."""
    found: dict[str, dict[str, int]] = {sha256: {} for sha256 in sha256s}
    by_mark = {sha256[:_MARK]: sha256 for sha256 in found}
    marks = list(by_mark)
    for start in range(0, len(marks), _AT_ONCE):
        some = marks[start : start + _AT_ONCE]
        fields = ("id", "name", "object_id")
        for one in client.find(_ENDPOINT, fields=fields, object_type="dcim.device", name__iew=some):
            hw_id, _, mark = one["name"].partition(" ")
            if mark in by_mark:
                found[by_mark[mark]][hw_id] = one["object_id"]
    return found


def settling_seconds(client: Client) -> float:
    """Return how long a request that got no answer may still be carried out, as far as we wait.

    Nothing in NetBox keeps a photo from being attached twice: so it is not sent again before.
    """
    return 2 * client.settings.read_seconds


def attach(client: Client, one: Attachment) -> Result:
    """Attach one photo that is not attached yet.

    The result's fault is set when NetBox could not be asked any further.
    """
    result = Result()
    try:
        outcome = _sent(client, one, result)
    except NetBoxError as error:
        result.fault = error
        outcome = Outcome(Fate.AGAIN, f"NetBox: {error.message}", one.url)
    result.outcomes[one.hw_id] = outcome
    return result


def _sent(client: Client, one: Attachment, result: Result) -> Outcome:
    said = ""
    for _ in range(_SENDINGS):
        try:
            client.upload(
                _ENDPOINT,
                (f"{one.hw_id}-{one.sha256[:_MARK]}.jpg", io.BytesIO(one.jpeg()), "image/jpeg"),
                object_type="dcim.device",
                object_id=one.device,
                name=one.name,
            )
        except RefusedError as error:
            if any("Invalid parent object" in said for said in error.words):
                return Outcome(Fate.FAILED, devices.GONE, one.url)
            return Outcome(Fate.FAILED, "; ".join(error.words), one.url)
        except TooLargeError as error:
            return Outcome(Fate.FAILED, error.message, one.url)
        except UnknownOutcomeError as error:
            said = error.message
            outcome = _looked_for(client, one, error, result)
            if outcome is not None:
                return outcome
        else:
            return Outcome(Fate.DELIVERED, "", one.url)
    return Outcome(Fate.FAILED, said, one.url)


def _looked_for(
    client: Client, one: Attachment, error: UnknownOutcomeError, result: Result
) -> Outcome | None:
    """Find out what became of a request; None where nothing did, and it may be sent again."""
    try:
        for pause in _LOOKS_AFTER[:1] if error.broke_down else _LOOKS_AFTER:
            time.sleep(pause)
            if attached(client, [one]):
                return Outcome(Fate.ADOPTED, "it was attached already", one.url)
    except NetBoxError as fault:
        result.fault = fault
        return Outcome(Fate.UNKNOWN, f"NetBox: {error.message}", one.url)
    if error.broke_down:
        return None
    # It may be carried out yet, and nothing in NetBox keeps a photo from being there twice.
    wait = settling_seconds(client)
    return Outcome(Fate.UNKNOWN, f"NetBox: {error.message}", one.url, wait=wait, counts=True)
