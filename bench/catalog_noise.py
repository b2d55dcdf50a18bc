"""What becomes of a device type's name on its way from a label through OCR to a query."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hwlab_cli.catalog.device_type import DeviceType

_LOOKALIKES = {"O": "0", "0": "O", "I": "1", "1": "I", "l": "1", "S": "5", "5": "S", "B": "8"}
_LOOKALIKES |= {"8": "B", "Z": "2", "2": "Z", "G": "6", "6": "G", "L": "1", "o": "0", "s": "5"}
_AROUND_BEFORE = ("Model:", "Model", "P/N:", "Product", "Type", "MODEL NO.", "PID")
_AROUND_BEHIND = (
    "Server",
    "Switch",
    "Rev A01",
    "REV. B",
    "V03",
    "Made in China",
    "S/N ABC1234567",
    "Series",
    "100-240V~ 50/60Hz",
    "Chassis",
)
_SUFFIXES = ("xd", "24", "E", "G2", "48P", "-X", "Plus", "II", "v2", "Pro")
# As short as order codes come: longer ones would hardly ever meet a name by chance.
_CODES = ("A999", "AA99", "AAA9", "9999", "99A", "A99", "A99A", "AA999", "99AA", "9A99")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: the manufacturer, if it was read, and the texts."""

    manufacturer: str | None
    texts: tuple[str, ...]


Noise = Callable[[Query, random.Random, Sequence[str]], Query]


def clean(one: DeviceType, rng: random.Random) -> Query:
    """Return what is read off a label that says all: the model, the part number or both."""
    texts = [one.model, one.part_number] if one.part_number else [one.model]
    shown = [texts, texts[:1], texts[-1:]][rng.randrange(3)]
    if rng.random() < 0.5:
        return Query(one.manufacturer, tuple(shown))
    return Query(None, (f"{one.manufacturer} {shown[0]}", *shown[1:]))


def strange(rng: random.Random) -> Query:
    """Return lines of a label that names no device type: codes of the kinds that makers use."""
    codes = [re.sub(r"[A9]", lambda found: _drawn(found.group(), rng), rng.choice(_CODES))]
    return Query(None, (" ".join([*rng.sample(_AROUND_BEFORE, rng.randrange(2)), *codes]),))


def _drawn(kind: str, rng: random.Random) -> str:
    return rng.choice("0123456789" if kind == "9" else "ABCDEFGHJKLMNPQRSTUVWXYZ")


def _each(change: Callable[[str, random.Random], str]) -> Noise:
    """Return the noise that changes one of the texts."""

    def noise(query: Query, rng: random.Random, _makers: Sequence[str]) -> Query:
        chosen = rng.randrange(len(query.texts))
        texts = [change(text, rng) if at == chosen else text for at, text in enumerate(query.texts)]
        return Query(query.manufacturer, tuple(texts))

    return noise


def _case(text: str, rng: random.Random) -> str:
    return rng.choice([str.upper, str.lower, str.title])(text)


def _punctuation(text: str, rng: random.Random) -> str:
    return re.sub(r"[-_/., ]", lambda _: rng.choice(["-", " ", " - ", "_", "", "."]), text)


def _order(text: str, rng: random.Random) -> str:
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def _added(text: str, rng: random.Random) -> str:
    if rng.random() < 0.5:
        text = f"{rng.choice(_AROUND_BEFORE)} {text}"
    return f"{text} {rng.choice(_AROUND_BEHIND)}"


def _lookalike(text: str, rng: random.Random) -> str:
    places = [place for place, one in enumerate(text) if one in _LOOKALIKES]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + _LOOKALIKES[text[place]] + text[place + 1 :]


def _dropped(text: str, rng: random.Random, *, any_word: bool = False) -> str:
    words = text.split()
    places = [
        place
        for place, word in enumerate(words)
        if any_word or not any(one.isdigit() for one in word)
    ]
    if len(words) < 2 or not places:
        return text
    del words[rng.choice(places)]
    return " ".join(words)


def _edited(text: str, rng: random.Random) -> str:
    """Return a text with one character wrong, gone or too many: any, and by any."""
    place = rng.randrange(len(text))
    other = rng.choice("ABCDEFGHKMNPRSTUVWXYZ0123456789")
    kept = rng.choice([other, "", other + text[place]])
    return text[:place] + kept + text[place + 1 :]


def _suffixed(text: str, rng: random.Random) -> str:
    return text + rng.choice(["", " "]) + rng.choice(_SUFFIXES)


def _repeated(query: Query, _rng: random.Random, _makers: Sequence[str]) -> Query:
    if query.manufacturer is None:
        return query
    texts = (f"{query.manufacturer} {query.texts[0]}", *query.texts[1:])
    return Query(query.manufacturer, texts)


def _no_maker(query: Query, _rng: random.Random, _makers: Sequence[str]) -> Query:
    return Query(None, query.texts)


def _wrong_maker(query: Query, rng: random.Random, makers: Sequence[str]) -> Query:
    return Query(rng.choice(makers), query.texts)


LIGHT: dict[str, Noise] = {
    "case": _each(_case),
    "punctuation": _each(_punctuation),
    "order of words": _each(_order),
    "words added": _each(_added),
    "a word dropped": _each(_dropped),
    "a look-alike": _each(_lookalike),
    "maker twice": _repeated,
}
HEAVY: dict[str, Noise] = {
    "maker missing": _no_maker,
    "maker wrong": _wrong_maker,
    "any word dropped": _each(lambda text, rng: _dropped(text, rng, any_word=True)),
    "a character wrong": _each(_edited),
    "two characters wrong": _each(lambda text, rng: _edited(_edited(text, rng) or "-", rng)),
    "a suffix more": _each(_suffixed),
}
