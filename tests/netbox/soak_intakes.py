"""Intakes as a pile of hardware gives them: few makers and types, spelled in many ways."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from delivery_workbench import PLACE, identified
from PIL import Image

from hwlab_cli.model import Category, Identification

_MAKERS = (
    "Arista Networks",
    "Cisco",
    "Dell",
    "Eaton",
    "Fujitsu",
    "Intel",
    "Juniper Networks",
    "Lenovo",
    "MikroTik",
    "Raritan",
    "Samsung",
    "Seagate",
    "Supermicro",
    "Ubiquiti",
    "Western Digital",
)
_TYPES = 40
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_NOTES = ("", "Lüfter fehlt\nzweite Zeile", "{{ 7*7 }} [red]<b>", "ex-Rechenzentrum 3, Regal 七")


@dataclass(frozen=True, slots=True)
class Pile:
    """What was taken in: how it is identified, and its photos."""

    found: Identification
    photos: tuple[bytes, ...]


def piles(rng: random.Random) -> Iterator[Pile]:
    """Yield intakes without end, no two of one device; a quarter of them have photos."""
    kinds = [_kind(rng, number) for number in range(_TYPES)]
    for number in range(10**9):
        maker, model, category = rng.choice(kinds)
        fields = {"serial": _code(rng, number)}
        if rng.random() < 0.15:
            del fields["serial"]
        if rng.random() < 0.25:
            fields["asset_tag"] = f"tag {_code(rng, number)}"
        if rng.random() < 0.4:
            fields["part_number"] = f"00{rng.randrange(10**8)}"
        if rng.random() < 0.3:
            fields["mac_addresses"] = f"02{number:04x}{rng.randrange(2**24):06x}"
        found = identified(
            _spelled(rng, maker), _spelled(rng, model), category=category.value, **fields
        )
        found.ai_notes = rng.choice(_NOTES) or None
        count = rng.choices((0, 1, 2), (15, 4, 1))[0]
        yield Pile(found, tuple(_photo(rng) for _ in range(count)))


def _kind(rng: random.Random, number: int) -> tuple[str, str, Category]:
    maker = _MAKERS[number % len(_MAKERS)]
    return maker, f"Soak {_code(rng, number)[:4]} {number}", rng.choice(list(Category))


def _spelled(rng: random.Random, name: str) -> str:
    return rng.choice((name, name, name.upper(), name.lower(), name.replace(" ", "-")))


def _code(rng: random.Random, number: int) -> str:
    return f"{''.join(rng.choices(_LETTERS, k=6))}{number:05}"


def _photo(rng: random.Random) -> bytes:
    """Return a photo like no other, which says where it was taken."""
    picture = Image.frombytes("RGB", (24, 16), rng.randbytes(24 * 16 * 3))
    exif = Image.Exif()
    exif[0x010E] = PLACE
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=exif, comment=PLACE.encode())
    return kept.getvalue()
