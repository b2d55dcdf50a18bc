"""What stands on an intake's label: only what is so."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from hwlab_cli import hw_id
from hwlab_cli.errors import UsageError
from hwlab_cli.model import IdentifiedField
from hwlab_cli.oplog.query import Intake

Coded = Literal["hw_id", "url"]


@dataclass(frozen=True, slots=True)
class Content:
    """An intake's name, what its QR code has in it, and the lines below the name.

    A line has one or more wordings, from the longest to the shortest.
    """

    hw_id: str
    code: str
    lines: tuple[tuple[str, ...], ...] = ()


def content(one: Intake, coded: Coded = "hw_id") -> Content:
    """Return what an intake's label says; raises UsageError where NetBox has no address for it.

    A serial or a model that is not proven is left out: read off a photo of this label, it
    would look like proof.
    """
    if coded == "url" and not one.netbox_url:
        raise UsageError(
            "it has no address in NetBox yet",
            item=one.hw_id,
            hint="deliver it first (`hwlab queue replay`), or leave --qr url out",
        )
    code = hw_id.code_of(one.hw_id, (one.netbox_url or "") if coded == "url" else "")
    found = one.identification
    if found is None:
        return Content(one.hw_id, code)
    maker, model, serial = (
        printable(str(getattr(found, name.value))) if name in found.proven else ""
        for name in (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.SERIAL)
    )
    # Where there is no room, a model says more than its maker.
    wordings = [f"{maker} {model}".strip(), model], [f"S/N {serial}" if serial else ""]
    lines = (tuple(dict.fromkeys(filter(None, some))) for some in wordings)
    return Content(one.hw_id, code, tuple(filter(None, lines)))


def printable(text: str) -> str:
    """Return a text in the characters that the typeface has: those of ASCII.

    Accents are left out; what is not a letter with one becomes a question mark.
    """
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    # Controls and format characters are no text at all.
    kept = (one for one in plain if unicodedata.category(one)[0] != "C")
    shown = "".join(one if one.isascii() else "?" for one in kept)
    return " ".join(shown.split())
