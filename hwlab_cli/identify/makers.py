"""The makers of hardware: their names as printed, as registered, and their model codes."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

MAX_TEXT = 4_000
"""Characters of one text that are looked at: no label carries more."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelPattern:
    """One format of a maker's model or order codes, and the category it implies."""

    source: str
    category: str | None
    distinctive: bool
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Maker:
    """A maker of hardware, spelled as the NetBox community spells it."""

    name: str
    aliases: tuple[str, ...]
    weak: tuple[str, ...] = ()
    oui: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    guest: tuple[str, ...] = ()
    models: tuple[ModelPattern, ...] = field(default=(), repr=False)
    only: str | None = None
    odm: bool = False
    licensor: bool = False


@dataclass(frozen=True, slots=True)
class MakerHit:
    """A maker named in a text; a weak hit alone says nothing about who made the thing."""

    maker: Maker
    span: tuple[int, int]
    strong: bool


@dataclass(frozen=True, slots=True)
class ModelHit:
    """A model found in a text: written with the spaces a person would write."""

    value: str
    span: tuple[int, int]
    category: str | None
    maker: Maker
    distinctive: bool = False


def _maker(row: dict[str, Any]) -> Maker:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    patterns = {key: values.pop(key, ()) for key in ("distinctive", "models")}
    if row["name"] not in row.get("weak", ()):
        values["aliases"] = (row["name"], *values["aliases"])
    models = tuple(
        ModelPattern(source, category or None, key == "distinctive", _leads(source))
        for key, rows in patterns.items()
        for category, *sources in rows
        for source in sources
    )
    return Maker(**values, models=models)


@cache
def _data() -> dict[str, Any]:
    import tomllib  # start-up must not pay for it

    text = Path(__file__).with_name("makers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def makers() -> tuple[Maker, ...]:
    """All makers known, in the order of the data file."""
    return tuple(_maker(row) for row in _data()["maker"])


@cache
def _context(name: str) -> re.Pattern[str]:
    return re.compile(_data()["context"][name], re.IGNORECASE)


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


@cache
def _by_key() -> dict[str, Maker]:
    return {_key(alias): maker for maker in makers() for alias in maker.aliases + maker.weak}


def _without_legal_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace(".", "")
    words = re.findall(r"[^\W_]+", folded)
    while len(words) > 1 and words[-1] in _data()["context"]["legal_words"]:
        words.pop()
    return words


def named(text: str) -> Maker | None:
    """The maker that this text as a whole names, with or without its legal form."""
    text = re.sub(r"[®™©]|\((?:R|TM)\)", " ", text[:200])
    key, known = _key(text), _by_key()
    if maker := known.get(key) or known.get("".join(_without_legal_words(text))):
        return maker
    for word in _data()["context"]["glued_legal_words"] * 2:
        if key.endswith(word) and len(key) > len(word) + 3:
            key = key.removesuffix(word)
            if key in known:
                return known[key]
    return None


def of_oui(organization: str) -> Maker | None:
    """The maker to which a MAC prefix is registered; None for those who build for others."""
    maker = _registrant(organization[:200])
    return None if maker is None or maker.odm else maker


def _registrant(organization: str) -> Maker | None:
    folded = organization.casefold()
    for maker in makers():
        if any(part.casefold() in folded for part in maker.oui):
            return maker
    words = _without_legal_words(organization)
    starts = ("".join(words[:end]) for end in range(len(words), 0, -1))
    strong = _strong_keys()
    return named(organization) or next((strong[key] for key in starts if key in strong), None)


@cache
def _strong_keys() -> dict[str, Maker]:
    weak = {_key(alias) for maker in makers() for alias in maker.weak}
    keys = {_key(alias): maker for maker in makers() for alias in maker.aliases}
    return {key: maker for key, maker in keys.items() if key not in weak}


_SHORTHAND = re.compile(r"\\.|\[[^\]]*\]|[ _~]")
_SHORTHANDS = {
    " ": r"([ \t]{0,2})",
    "_": r"[ \-]{0,2}",
    "~": r"(?:[ \t]{1,2}(?=[A-Za-z\-]{0,6}\d)[A-Za-z0-9\-]{1,12}){0,3}",
}


def _spaced(source: str) -> str:
    """The regular expression meant by one of the data file, with its three shorthands."""
    return _SHORTHAND.sub(lambda match: _SHORTHANDS.get(match.group(), match.group()), source)


def _words(alias: str) -> list[str]:
    return [part for part in re.split(r"[\s\-.,]+", alias) if part]


def _any_of(aliases: list[str]) -> str:
    aliases = sorted(aliases, key=lambda alias: -len(_key(alias)))
    return "|".join(r"[\s\-.,]{0,2}".join(map(re.escape, _words(alias))) for alias in aliases)


@cache
def _alias_pattern() -> re.Pattern[str]:
    glue_length = 4
    strong = [alias for maker in makers() for alias in maker.aliases]
    weak = [alias for maker in makers() for alias in maker.weak]
    long = _any_of([alias for alias in strong if len(_key(alias)) >= glue_length])
    short = _any_of([alias for alias in strong if len(_key(alias)) < glue_length] + weak)
    products = "|".join(_spaced(word) for maker in makers() for word in maker.products)
    # A year or a lower-case word may be glued before, as in "2015Dell" and "byDell".
    start = r"(?:(?<![^\W_])|(?<=19\d\d)|(?<=20\d\d)|(?-i:(?<=[a-z])(?=[A-Z])))"
    end = rf"(?![^\W_])|(?=(?:Inc|Corp|GmbH|Ltd|Technolog|Systems)(?![a-z]))|(?={products})"
    # Glued to the next word by OCR: DELLPowerEdge, CiscoSystems.
    glued = r"(?-i:(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[a-z])(?=[A-Z0-9]))"
    body = f"(?:{long})(?:{end}|{glued})|(?:{short})(?:{end})"
    return re.compile(f"{start}(?:{body})", re.IGNORECASE)


@cache
def _following(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(_spaced(word) for word in words)
    return re.compile(rf"(?:\s?[®™]|\((?:R|TM)\))?[\s\-]{{0,3}}(?:{joined})", re.IGNORECASE)


def find(text: str) -> list[MakerHit]:
    """The makers named inside a text, leaving out those it only mentions."""
    text = text[:MAX_TEXT]
    urls = [match.span() for match in _context("url").finditer(text)]
    hits: list[MakerHit] = []
    for match in _alias_pattern().finditer(text):
        start, end = match.span()
        maker = _by_key().get(_key(match.group()))
        if maker is None or any(a <= start < b and match.group() != text[a:b] for a, b in urls):
            continue
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        before = text[line_start:start]
        after = text[end : line_end if line_end >= 0 else len(text)]
        if not is_foreign(before, after):
            hits.append(MakerHit(maker, (start, end), _is_strong(maker, match, before, after)))
    return hits


def is_foreign(before: str, after: str) -> bool:
    """Tell whether the words around a name or a model make it one of something else."""
    before = before[-80:]
    fits = _context("foreign_before").search(before) and not _context("made_for").search(before)
    return bool(fits or _context("foreign_after").match(after))


def _is_strong(maker: Maker, match: re.Match[str], before: str, after: str) -> bool:
    has_product = bool(maker.products and _following(maker.products).match(after))
    if maker.licensor:
        return has_product and not _key(before) and not _context("license").search(after)
    if maker.guest and _following(maker.guest).match(after):
        return False
    if _context("owner_before").search(before[-4:]) and _context("owner_after").match(after):
        return False
    # Who builds for others prints its name on their labels too, but not in big letters alone.
    plain = _key(match.group()) in _strong_keys() or _context("registered").match(after)
    if plain and not maker.odm:
        return True
    if _key(before):
        return False
    models = find_models(after[:80], maker)
    return has_product or not _key(after) or bool(models and not _key(after[: models[0].span[0]]))


@cache
def _start(maker: Maker) -> str:
    last_words = {_words(alias)[-1] for alias in maker.aliases + maker.weak}
    glued = sorted({re.escape(word) for word in last_words} | {"model", "type", "P/N"})
    return "|".join([r"(?<![^\W_])(?<![^\W_]-)", *(f"(?<={word})" for word in glued)])


@cache
def _compiled(maker: Maker, model: ModelPattern) -> re.Pattern[str]:
    tail = r"(?-i:(?:-(?:[A-Z0-9]{1,16}|[A-Z][a-z0-9]{1,9})\+?){0,5})"
    body = f"(?:{_start(maker)})(?:{_spaced(model.source)}){tail}(?![^\\W_])"
    return re.compile(body, re.IGNORECASE)


_LEAD = re.compile(r"[A-Za-z0-9\-]+[A-Za-z0-9\-](?![?*{])")
_LEAD_GROUP = re.compile(r"\(\?:([^()\[\]\\]*)\)(?![?*{])")


def _leads(source: str) -> tuple[str, ...]:
    """The letters one of which a text must hold, or none if the expression starts otherwise."""
    group = _LEAD_GROUP.match(source)
    found = [_LEAD.match(part) for part in (group.group(1).split("|") if group else [source])]
    leads = tuple(match.group().casefold() for match in found if match)
    return leads if len(leads) == len(found) else ()


def find_models(text: str, maker: Maker | None) -> list[ModelHit]:
    """Models in a text: of one maker, or of any whose format names its maker by itself."""
    return list(_models_in(text[:MAX_TEXT], maker))


@lru_cache(maxsize=1024)  # the looks at a line mostly read the same
def _models_in(text: str, maker: Maker | None) -> tuple[ModelHit, ...]:
    folded = text.casefold()
    hits = [
        ModelHit(_as_written(match), match.span(), model.category, candidate, model.distinctive)
        for candidate in ((maker,) if maker else makers())
        for model in candidate.models
        if (maker or model.distinctive)
        # Most expressions are neither compiled nor searched: what they start with isn't there.
        and (not model.leads or any(lead in folded for lead in model.leads))
        for match in _compiled(candidate, model).finditer(text)
        if match.group()
    ]
    hits.sort(key=lambda hit: (hit.span[0] - hit.span[1], hit.category is None, hit.maker.name))
    kept: list[ModelHit] = []
    for hit in hits:
        if all(hit.span[1] <= other.span[0] or hit.span[0] >= other.span[1] for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.span))


def _as_written(match: re.Match[str]) -> str:
    text, base = match.group(), match.start()
    for start, end in sorted(match.regs[1:], reverse=True):
        if start >= 0:
            text = f"{text[: start - base]} {text[end - base :]}"
    return " ".join(text.split())
