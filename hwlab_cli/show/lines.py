"""JSON lines on stdout: one object a line, each with a type, written whole and at once."""

import codecs
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from hwlab_cli.errors import ExitCode, HwlabError

if TYPE_CHECKING:
    from hwlab_cli.identify.looked import Looked
    from hwlab_cli.model import Box, Identification
    from hwlab_cli.oplog.query import Event, Intake

Stage = Literal[
    "captured",
    "looked",
    "identified",
    "created",
    "adopted",
    "attached",
    "patched",
    "held",
    "failed",
    "postponed",
]
"""What may be told of an intake as it happens."""


def write(line: dict[str, Any]) -> None:
    """Write one line, valid UTF-8 whatever the locale; readers in a pipe see it at once."""
    # Where a bar is drawn, what stands in for stdout names no encoding.
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    text = json.dumps(line, ensure_ascii=not is_utf8)
    # A byte of the command line that is no character has become half of one: its escape, as JSON
    # writes it too, takes its place.
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")
    sys.stdout.flush()


def stage(
    stage: Stage,
    hw_id: str,
    *,
    photos: Sequence[str] = (),
    tiers: Sequence[str] = (),
    reason: str = "",
    netbox_url: str | None = None,
) -> dict[str, Any]:
    """Return the line of a stage that an intake came to; `tiers` are those that were asked."""
    return {
        "type": "stage",
        "stage": stage,
        "hw_id": hw_id,
        "photos": list(photos),
        "tiers": list(tiers),
        "reason": reason,
        "netbox_url": netbox_url,
    }


def looked(one: "Looked", found: "Identification", photos: list[str]) -> dict[str, Any]:
    """Return the line of a device that was only looked at, with where it is and whose label."""
    part = next(iter(one.parts), None)
    return device(found, photos, next(iter(one.labels), None), part)


def device(
    identification: "Identification",
    photos: list[str],
    label: str | None = None,
    part: "Box | None" = None,
) -> dict[str, Any]:
    """Return the line of a device that was only looked at; `label` is whose label it bears.

    `part` is where it is on a photo that shows other devices, too.
    """
    return {
        "type": "device",
        **identification.fields_to_json(),
        "proven": [name.value for name in identification.proven],
        "evidence": identification.evidence_to_json(),
        "photos": photos,
        "doubts": [*identification.questions, *identification.doubts],
        "notes": identification.notes,
        "recognizer": identification.recognizer,
        "asked": identification.asked,
        "hw_id": label,
        "part": part,
        "several": several(identification),
    }


def intake(one: "Intake", *, known: bool = False) -> dict[str, Any]:
    """Return the line of an intake: what it is, what proves it, where it stands."""
    found = one.identification
    return {
        "type": "intake",
        "hw_id": one.hw_id,
        "state": one.state.value,
        "known": known,
        "identification": found.fields_to_json() if found else None,
        "proven": [name.value for name in found.proven] if found else [],
        "evidence": found.evidence_to_json() if found else {},
        "photos": [photo.name for photo in one.photos],
        "reasons": one.reasons,
        "doubts": [*found.questions, *found.doubts] if found else [],
        "notes": found.notes if found else [],
        "recognizer": found.recognizer if found else "",
        "asked": found.asked if found else [],
        "netbox_url": one.netbox_url,
        "siblings": list(one.siblings),
        "several": several(found),
    }


def several(found: "Identification | None") -> list[dict[str, Any]]:
    """Return the devices that a photo may show, in the order of their numbers."""
    return [
        {**one.found.fields_to_json(), "part": one.part} for one in (found.several if found else [])
    ]


def listed(one: "Intake") -> dict[str, Any]:
    """Return the line of an intake in `queue list`."""
    found = one.identification
    return {
        "type": "intake",
        "hw_id": one.hw_id,
        "state": one.state.value,
        "created_at": one.created_at,
        "netbox_url": one.netbox_url,
        "identification": found.fields_to_json() if found else None,
        "photos": [photo.name for photo in one.photos],
        "siblings": list(one.siblings),
        "ops": [
            {
                "kind": op.kind.value,
                "state": op.state.value,
                "attempts": op.attempts,
                "reason": op.reason,
            }
            for op in one.ops
        ],
    }


def event(one: "Event") -> dict[str, Any]:
    """Return one change of an intake's history."""
    return {
        "at": one.at,
        "kind": one.kind.value,
        "attempt": one.attempt,
        "from": one.from_state.value if one.from_state else None,
        "to": one.to_state.value,
        "outcome": one.outcome,
        "reason": one.reason,
    }


def parsed(devices: int, repairs: list[str], *, truncated: bool) -> dict[str, Any]:
    """Return the last line of a reply that was read: how many devices, and what it took."""
    return {"type": "parse", "devices": devices, "repairs": repairs, "truncated": truncated}


def error(failure: HwlabError) -> dict[str, Any]:
    """Return the line of something that went wrong."""
    return {
        "type": "error",
        "exit_code": int(failure.exit_code),
        "message": failure.message,
        "hint": failure.hint,
        "item": failure.item,
    }


def summary(counts: dict[str, int], exit_code: ExitCode) -> dict[str, Any]:
    """Return the last line of a batch."""
    return {"type": "summary", **counts, "exit_code": int(exit_code)}
