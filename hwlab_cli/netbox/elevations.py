"""Giving a device type the pictures of its front and rear: those that it has not."""

import io
import time
from collections.abc import Iterable, Mapping
from typing import Any

from hwlab_cli.errors import ExitCode, HwlabError
from hwlab_cli.known_types import Elevation
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.faults import RefusedError, TooLargeError, UnknownOutcomeError

_TYPES = "dcim/device-types/"
_SENDINGS = 2
_LOOKS_AFTER = (0.0, 0.3, 1.2)  # seconds from one look to the next


class ElevationError(HwlabError):
    """A picture that a device type was made without, which keeps no device from being made."""

    exit_code = ExitCode.SOME_FAILED


def give(client: Client, device_type: int, pictures: Iterable[Elevation]) -> tuple[str, ...]:
    """Send the pictures that a type lacks; return in words which could not be, and why.

    What is there stays. A request without an answer is looked for, then sent once more: at
    worst NetBox gets the same picture twice, and keeps the last. Raises NetBoxError where
    NetBox can't be asked.
    """
    there = _there(client, device_type)
    told = []
    for one in pictures:
        if there.get(one.side):
            continue
        if fault := one.fault or _sent(client, device_type, one):
            told.append(f"its {one.side} image: {fault}")
    return tuple(told)


def _sent(client: Client, device_type: int, one: Elevation) -> str:
    """Send a picture; return why it did not arrive, empty where it did."""
    said = ""
    for _ in range(_SENDINGS):
        file = (one.file_name, io.BytesIO(one.data), one.mime)
        try:
            client.change(_TYPES, device_type, {f"{one.side}_image": file})
        except RefusedError as error:
            return "; ".join(error.words)
        except TooLargeError as error:
            return error.message
        except UnknownOutcomeError as error:
            said = error.message
            for pause in _LOOKS_AFTER[:1] if error.broke_down else _LOOKS_AFTER:
                time.sleep(pause)
                if _there(client, device_type).get(one.side):
                    return ""
        else:
            return ""
    return said


def _there(client: Client, device_type: int) -> Mapping[str, Any]:
    """Return what stands for the pictures of each side, none or empty where there is none."""
    fields = ("id", "front_image", "rear_image")
    for one in client.find(_TYPES, fields=fields, id=device_type):
        if one["id"] == device_type:
            return {side: one[f"{side}_image"] for side in ("front", "rear")}
    return {}
