"""The makers of hardware: their names as printed, as registered, and their model codes."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

MAX_TEXT = 20_000
"""Characters of one text that are looked at: no label carries more."""

_LEGAL_WORDS = (
    "incorporated incorporation inc corporation corporate corp company co limited ltd llc lp gmbh"
    " ag sa srl spa bv nv ab oy as kg plc pte pty sia kk usa america international technologies"
    " technology group holdings holding trading foundation headquarters"
).split()
_LEGAL = re.compile(
    r"[\s,.]{0,3}(?:Inc|Incorporat(?:ed|ion)|Corp|Corporation|Co\.?,?\s?Ltd|Company|Ltd|Limited|LLC"
    r"|L\.P|GmbH|AG|SIA|Pte|B\.?V|Technologies|Technology|International)(?![a-z])",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s?(?:[®™©]|\((?:R|TM)\))", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?:/|www\.)\S{1,300}"
    r"|(?<![\w.@-])[\w.+-]{1,64}@[\w.-]{1,64}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"
    r"\.(?:com|net|org|io|de|eu|cn|tw|jp|uk|fr|it|es|nl|ch|at)(?![A-Za-z])",
    re.IGNORECASE,
)
# Another maker's name stands after these, on a product that only fits it.
_FOREIGN_BEFORE = re.compile(
    r"(?:\b(?:for|f[uü]r|pour|para|per|voor|fits|supports?|replaces|ersetzt|remplace|inside"
    r"|with|mit|avec|con|met|to|and|or|und|not)"
    r"|compatible|certified|powered\s?by|based\s?on|works\s?on|licen[sc]ed\s?(?:by|from)"
    r"|trademarks?\s?of)"
    r"(?:\s?(?:use|the|all|your|a|von|de|with|mit|in|on)){0,2}[\s:]{0,2}$",
    re.IGNORECASE,
)
_MADE_FOR = re.compile(
    r"(?:made|manufactured|built|produced|designed|assembled|hergestellt|fabriqu[eé])"
    r"(?:\s?(?:and|in|by)\s?\w{1,20}){0,2}\s?(?:for|by|f[uü]r|pour|par)(?:\s?the)?[\s:]{0,2}$",
    re.IGNORECASE,
)
_FOREIGN_AFTER = re.compile(
    r"[\s-]?(?:compatib|kompatib|compliant|certified|ready|coded|windows|approved|trademark)",
    re.IGNORECASE,
)
_LICENSE = re.compile(
    r"windows|certificate of auth|proof of license|product key|office 20", re.IGNORECASE
)
_OWNER_BEFORE = re.compile(r"(?<![A-Za-z])an?\s{0,2}$", re.IGNORECASE)
_OWNER_AFTER = re.compile(r"[\s,]{0,2}(?:\w{1,12}\s){0,2}company", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelPattern:
    """One format of a maker's model or order codes, and the category it implies."""

    source: str
    category: str | None
    distinctive: bool


@dataclass(frozen=True, slots=True)
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


def _maker(row: dict[str, Any]) -> Maker:
    weak = tuple(row.get("weak", ()))
    own = () if row["name"] in weak else (row["name"],)
    models = tuple(
        ModelPattern(source, category or None, distinctive)
        for key, distinctive in (("distinctive", True), ("models", False))
        for category, *sources in row.get(key, ())
        for source in sources
    )
    return Maker(
        name=row["name"],
        aliases=own + tuple(row.get("aliases", ())),
        weak=weak,
        oui=tuple(row.get("oui", ())),
        products=tuple(row.get("products", ())),
        guest=tuple(row.get("guest", ())),
        models=models,
        only=row.get("only"),
        odm=row.get("odm", False),
        licensor=row.get("licensor", False),
    )


@cache
def makers() -> tuple[Maker, ...]:
    """All makers known, in the order of the data file."""
    import tomllib  # noqa: PLC0415 - start-up must not pay for it

    text = files("hwlab_cli.identify").joinpath("makers.toml").read_text(encoding="utf-8")
    return tuple(_maker(row) for row in tomllib.loads(text)["maker"])


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


@cache
def _by_key() -> dict[str, Maker]:
    return {_key(alias): maker for maker in makers() for alias in maker.aliases + maker.weak}


def _without_legal_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace(".", "")
    words = re.findall(r"[^\W_]+", folded)
    while len(words) > 1 and words[-1] in _LEGAL_WORDS:
        words.pop()
    return words


def named(text: str) -> Maker | None:
    """The maker that this text as a whole names, with or without its legal form."""
    text = re.sub(r"[®™©]|\((?:R|TM)\)", " ", text[:200])
    key = _key(text)
    known = _by_key()
    maker = known.get(key) or known.get("".join(_without_legal_words(text)))
    if maker:
        return maker
    for word in _LEGAL_WORDS * 2:
        if len(word) > 2 and key.endswith(word) and len(key) - len(word) > 3:  # noqa: PLR2004
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
    maker = named(organization)
    if maker:
        return maker
    words = _without_legal_words(organization)
    strong = _strong_keys()
    for end in range(len(words) - 1, 0, -1):
        key = "".join(words[:end])
        if key in strong:
            return strong[key]
    return None


@cache
def _strong_keys() -> dict[str, Maker]:
    return {_key(alias): maker for maker in makers() for alias in maker.aliases}


_SHORTHAND = re.compile(r"\\.|\[[^\]]*\]|[ _~]")
_SHORTHANDS = {
    " ": r"([ \t]{0,2})",
    "_": r"[ \-]{0,2}",
    "~": r"(?:[ \t]{1,2}(?=[A-Za-z\-]{0,6}\d)[A-Za-z0-9\-]{1,12}){0,3}",
}


def _spaced(source: str) -> str:
    """The regular expression meant by one of the data file, with its three shorthands."""
    return _SHORTHAND.sub(lambda match: _SHORTHANDS.get(match.group(), match.group()), source)


def _alternatives(sources: Iterable[str]) -> str:
    return "(?:" + "|".join(sources) + ")"


def _alias_sources(aliases: list[str]) -> str:
    parts = ([re.escape(part) for part in _words(alias)] for alias in sorted(aliases, key=_longest))
    return _alternatives(r"[\s\-.,]{0,2}".join(words) for words in parts)


def _words(alias: str) -> list[str]:
    return [part for part in re.split(r"[\s\-.,]+", alias) if part]


def _longest(alias: str) -> int:
    return -len(_key(alias))


@cache
def _alias_pattern() -> re.Pattern[str]:
    glue_length = 4
    strong = [alias for maker in makers() for alias in maker.aliases]
    long = _alias_sources([alias for alias in strong if len(_key(alias)) >= glue_length])
    short = [alias for alias in strong if len(_key(alias)) < glue_length]
    short = _alias_sources(short + [alias for maker in makers() for alias in maker.weak])
    products = _alternatives(_spaced(word) for maker in makers() for word in maker.products)
    # A year or a lower-case word may be glued before, as in "2015Dell" and "byDell".
    start = r"(?:(?<![^\W_])|(?<=19\d\d)|(?<=20\d\d)|(?-i:(?<=[a-z])(?=[A-Z])))"
    end = rf"(?![^\W_])|(?=(?:Inc|Corp|GmbH|Ltd|Technolog|Systems)(?![a-z]))|(?={products})"
    # Glued to the next word by OCR: DELLPowerEdge, CiscoSystems.
    glued = r"(?-i:(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[a-z])(?=[A-Z0-9]))"
    return re.compile(f"{start}(?:{long}(?:{end}|{glued})|{short}(?:{end}))", re.IGNORECASE)


@cache
def _following(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(_spaced(word) for word in words)
    return re.compile(rf"(?:\s?[®™]|\((?:R|TM)\))?[\s\-]{{0,3}}(?:{joined})", re.IGNORECASE)


def find(text: str) -> list[MakerHit]:
    """The makers named inside a text, leaving out those it only mentions."""
    text = text[:MAX_TEXT]
    urls = [match.span() for match in _URL.finditer(text)]
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
        if not _is_foreign(before[-80:], after):
            hits.append(MakerHit(maker, (start, end), _is_strong(maker, match, before, after)))
    return hits


def _is_foreign(before: str, after: str) -> bool:
    if _FOREIGN_AFTER.match(after):
        return True
    return bool(_FOREIGN_BEFORE.search(before)) and not _MADE_FOR.search(before)


def _is_strong(maker: Maker, match: re.Match[str], before: str, after: str) -> bool:
    starts_line = not any(char.isalnum() for char in before)
    has_product = bool(maker.products and _following(maker.products).match(after))
    if maker.licensor:
        return starts_line and has_product and not _LICENSE.search(after)
    if maker.guest and _following(maker.guest).match(after):
        return False
    if _OWNER_BEFORE.search(before[-4:]) and _OWNER_AFTER.match(after):
        return False
    if _key(match.group()) in _strong_keys():
        return True
    if starts_line and (has_product or not any(char.isalnum() for char in after)):
        return True
    if starts_line and (found := find_models(after[:80], maker)):
        return not any(char.isalnum() for char in after[: found[0].span[0]])
    return bool(_MARK.match(after) or _LEGAL.match(after))


@cache
def _compiled(maker: Maker) -> tuple[tuple[re.Pattern[str], ModelPattern], ...]:
    last_words = {_words(alias)[-1] for alias in maker.aliases + maker.weak}
    glued = sorted({re.escape(word) for word in last_words} | {"model", "type", "P/N"})
    start = "|".join([r"(?<![^\W_])(?<![^\W_]-)", *(f"(?<={word})" for word in glued)])
    tail = r"(?-i:(?:-[A-Z0-9][A-Za-z0-9]{0,8}\+?){0,5})"
    return tuple(
        (
            re.compile(f"(?:{start})(?:{_spaced(model.source)}){tail}(?![^\\W_])", re.IGNORECASE),
            model,
        )
        for model in maker.models
    )


def find_models(text: str, maker: Maker | None) -> list[ModelHit]:
    """Models in a text: of one maker, or of any whose format names its maker by itself."""
    text = text[:MAX_TEXT]
    hits = [
        ModelHit(_as_written(match), match.span(), model.category, candidate)
        for candidate in ((maker,) if maker else makers())
        for pattern, model in _compiled(candidate)
        if maker or model.distinctive
        for match in pattern.finditer(text)
        if match.group()
    ]
    hits.sort(key=lambda hit: (hit.span[0] - hit.span[1], hit.category is None))
    kept: list[ModelHit] = []
    for hit in hits:
        if all(hit.span[1] <= other.span[0] or hit.span[0] >= other.span[1] for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.span)


def _as_written(match: re.Match[str]) -> str:
    text, base = match.group(), match.start()
    for start, end in sorted(match.regs[1:], reverse=True):
        if start >= 0:
            text = f"{text[: start - base]} {text[end - base :]}"
    return " ".join(text.split())
