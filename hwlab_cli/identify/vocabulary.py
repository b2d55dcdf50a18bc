"""The words that labels write in front of their values, in the usual languages.

The phrases stand in `vocabulary.toml`, with the rules by which they match.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from hwlab_cli.identify.values import find_macs


class Role(StrEnum):
    """What a value behind a phrase is."""

    SERIAL = "serial"
    MODEL = "model"
    PRODUCT = "product"
    PID = "pid"
    TYPE = "type"
    REGULATORY = "regulatory"
    PART_NUMBER = "part_number"
    ASSEMBLY = "assembly"
    ASSET_TAG = "asset_tag"
    MAC = "mac"
    MANUFACTURER = "manufacturer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the vocabulary found in a line: its role and its place."""

    role: Role
    start: int
    end: int


_SHORT = 3
_GLUED = {"s/n", "p/n", "dp/n"}
_GLUE = r"[\s./_\-]{0,3}"
_MARKS = str.maketrans({"°": "o", "º": "o", "ª": "a", "’": "'", "＃": "#", "：": ":"})


def folded(text: str) -> str:
    """Return the text in lower case without accents, each character in its own place."""
    return "".join(_folded_character(character) for character in text.translate(_MARKS))


def phrases(line: str) -> list[Phrase]:
    """Find the vocabulary's phrases in a line of print, from left to right."""
    return list(_phrases(line))


# The looks at a line mostly read the same.
@lru_cache(maxsize=1024)
def _phrases(line: str) -> tuple[Phrase, ...]:
    plain = folded(line)
    pattern, roles = _compiled()
    # `…:4C:DC` ends in no `DC:`.
    digits = {place for _, start, end in find_macs(line) for place in range(start, end)}
    found: list[Phrase] = []
    for match in pattern.finditer(plain):
        number = match.lastindex or 0
        start, end = match.span(number)
        if start not in digits and _ends_here(line, plain, start, end):
            found.append(Phrase(roles[number], start, end))
    return tuple(found)


def role_of(key: str) -> Role | None:
    """Return the role of a key in `key=value` data, None for one that is not known."""
    plain = folded(key).strip()
    pattern, roles = _compiled()
    match = pattern.match(plain + ":")
    if match is None or match.end() < len(plain.rstrip(" :#.")):
        return None
    return roles[match.lastindex or 0]


def _ends_here(line: str, plain: str, start: int, end: int) -> bool:
    if end == len(line) or not plain[end].isalnum():
        return True
    # OCR glues words: `SerialNo.CZJ0` and `AssetIT-1` still show where the phrase ends.
    following, last = line[end], line[end - 1]
    if plain[start:end] in _GLUED:
        return following.isdigit() or following.isupper()
    return end - start > _SHORT and (
        following.isdigit() or (following.isupper() and last.islower())
    )


@cache
def _compiled() -> tuple[re.Pattern[str], dict[int, Role]]:
    data = files("hwlab_cli.identify").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    entries = {
        (phrase, Role(role)) for role, many in tomllib.loads(data).items() for phrase in many
    }
    # MikroTik numbers the addresses of its ports.
    entries |= {(f"e{port:02}:", Role.MAC) for port in range(1, 65)}
    ordered = sorted(entries, key=lambda entry: (-sum(map(str.isalnum, entry[0])), entry[0]))
    roles: dict[int, Role] = {}
    parts = []
    for number, (phrase, role) in enumerate(ordered, start=1):
        colon = r"(?=[\s.]{0,2}[:#]|[\s.]*$)" if phrase.endswith(":") else ""
        words = re.findall(r"[^\s./_\-]+|/", folded(phrase.rstrip(":")))
        body = _GLUE.join(r"\s?/\s?" if word == "/" else re.escape(word) for word in words)
        parts.append(f"({body}){colon}")
        roles[number] = role
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(parts) + ")"), roles


def _folded_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else character
