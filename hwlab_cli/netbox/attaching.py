"""Attaching photos to devices: looked for by a name of ours first, since NetBox takes any twice."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import (
    AwayError,
    DeadlockError,
    NotThereError,
    RefusedError,
    TooLargeError,
    UnknownOutcomeError,
)
from hwlab_cli.netbox.outcome import Fate, Outcome

_ENDPOINT = "extras/image-attachments/"
_SENDINGS = 3
_AT_ONCE = 100


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
        """The attachment's name in NetBox, the same at each attempt; at most 50 characters."""
        return f"{self.hw_id} {self.sha256[:16]}"


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


def attach(client: Client, one: Attachment) -> Outcome:
    """Attach one photo that is not attached yet.

    Raises AwayError and its like when NetBox could not be asked, UnknownOutcomeError when it
    is not known what became of it.
    """
    for sending in range(_SENDINGS):
        try:
            client.upload(
                _ENDPOINT,
                (f"{one.hw_id}-{one.sha256[:16]}.jpg", io.BytesIO(one.jpeg()), "image/jpeg"),
                object_type="dcim.device",
                object_id=one.device,
                name=one.name,
            )
        except RefusedError as error:
            if any("Invalid parent object" in said for said in error.words):
                return Outcome(Fate.FAILED, "its device was deleted in NetBox", one.url)
            return Outcome(Fate.FAILED, "; ".join(error.words), one.url)
        except (TooLargeError, NotThereError) as error:
            return Outcome(Fate.FAILED, error.message, one.url)
        except DeadlockError:
            continue
        except UnknownOutcomeError as error:
            if attached(client, [one]):
                return Outcome(Fate.ADOPTED, "it was attached already", one.url)
            if sending == _SENDINGS - 1:
                if error.broke_down:
                    return Outcome(Fate.FAILED, error.message, one.url)
                raise
        else:
            return Outcome(Fate.DELIVERED, "", one.url)
    raise AwayError("requests kept waiting for each other")
