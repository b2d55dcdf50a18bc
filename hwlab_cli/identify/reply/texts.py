"""Text fields: as printed, in characters that only say something; nothing where nothing is said."""

import re
import unicodedata
from dataclasses import dataclass

from hwlab_cli.identify.reply.fields import Slot
from hwlab_cli.identify.reply.nothing import says_nothing
from hwlab_cli.identify.reply.templates import is_template
from hwlab_cli.identify.reply.truncation import is_cut
from hwlab_cli.identify.typed import LONGEST
from hwlab_cli.identify.values import is_placeholder
from hwlab_cli.identify.vocabulary import Role, phrases
from hwlab_cli.model import IdentifiedField

# What a terminal obeys, and the same as text where it was escaped once too often.
_ANSI = re.compile(
    r"(?:\x1b|\\u001[bB]|\\x1[bB]|\\033|\\e)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,200}\x07?)"
    r"|\x1b[@-Z\\-_]?|\x9b[0-?]*[ -/]*[@-~]"
)
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
# The hyphens that models write where a label has a plain one.
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " "})
_WRAPPED = re.compile(r"(\*\*|__|[`'\"“”\u2018’*])(.+?)(?:\1|[”’])", re.DOTALL)
_REMARK = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*\.?$")
_PARTIAL = re.compile(
    r"\?|…|\.{2,}|\*{2,}|_{2,}|[\[\]{}<>\"“”|\n\\]"
    r"|\b(?:partial(?:ly)?|incomplete|cut off|truncated|teilweise)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"partial|incomplete|cut off|truncated|obscured|illegible|unreadable|\?|teilweise|partiel",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s(?:or|oder|ou|und|and|/|\||&)\s|[,;]\s", re.IGNORECASE)
_PHRASE = re.compile(r"\b[a-zà-ÿ]{2,}\b(?:\W+\b[A-Za-zà-ÿ]+\b){1,}")
# Left over where one was doubled or missing; behind a number a mark means inches.
_STRAY_BEFORE = re.compile(r"^[:=\s]*[\"'“”]+")
_STRAY_BEHIND = re.compile(r"'+$|(?<![\s(]\d)(?<!\d\d)(?<!\d[.,]\d)[\"“”]+$")
# Strings that ran into one another where a quotation mark was missing.
_TWO_IN_ONE = re.compile(r"[\"”]\s*[,:\uff0c\uff1a=]|'\s*[,:=]\s*['\"\d]|[{}]")
_MOST_WORDS = 12
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|shows?|appears?|seems?|looks?|could|might|can't|cannot|couldn't"
    r"|likely|probably|possibly|perhaps|based on|but|because|unclear|visible|legible|wahrscheinlich"
    r"|vermutlich|peut-être|probablemente)\b",
    re.IGNORECASE,
)
_ANSWERS = {"yes", "no", "true", "false"}
_NOTES_LONGEST = 4_000
_IDENTIFIERS = {
    Slot.SERIAL: Role.SERIAL,
    Slot.PART_NUMBER: Role.PART_NUMBER,
    Slot.ASSET_TAG: Role.ASSET_TAG,
}
_ROLES = {**_IDENTIFIERS, Slot.MODEL: Role.MODEL, Slot.MANUFACTURER: Role.MANUFACTURER}


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a text: its value or none, what is to be noted, whether it was a template."""

    value: str | None = None
    note: str = ""
    template: bool = False
    cut: bool = False


def plain(text: str) -> str:
    """Return a text on one line, without what terminals obey or nobody sees."""
    if text.isascii() and text.isprintable() and "\\" not in text:
        return " ".join(text.split())
    for _ in range(4):
        before = text
        text = _ANSI.sub("", text)
        if not (text.isascii() and text.isprintable()):
            text = "".join(_visible(one) for one in text.translate(_HYPHENS))
        if text == before:
            break
    return " ".join(text.split())


def unwrapped(text: str) -> str:
    """Return a text without the quotation marks or emphasis around all of it."""
    while match := _WRAPPED.fullmatch(text):
        if match.group(1) in match.group(2):
            break
        text = match.group(2).strip()
    return text


def name(text: str, slot: Slot) -> Read:
    """Read a manufacturer, a model, a serial, a part number or an asset tag."""
    if is_cut(text):
        return Read(cut=True)
    value = unwrapped(plain(text[: 4 * _NOTES_LONGEST]))
    if says_nothing(value) or value.casefold() in _ANSWERS:
        return Read()
    if is_template(value, slot):
        return Read(template=True)
    value = _STRAY_BEHIND.sub("", _STRAY_BEFORE.sub("", value)).strip()
    while (shorter := _without_own_name(value, slot)) != value:
        value = shorter
    if slot in _IDENTIFIERS:
        value, note = _identifier(value, slot)
        if note or says_nothing(value):
            return Read(note=note)
    elif _TWO_IN_ONE.search(value):
        return Read(note=f"“{_short(value)}” is more than one value")
    elif _is_sentence(value):
        return Read(note=f"“{_short(value)}” is a sentence, and no {called(slot)}")
    if says_nothing(value):
        return Read()
    if is_placeholder(value):
        return Read(note=f"“{_short(value)}” is a placeholder and was dropped")
    most = LONGEST[IdentifiedField(slot.value)]
    if len(value) > most:
        return Read(note=f"“{_short(value)}” is longer than any {called(slot)}, and was dropped")
    return Read(value)


def remarks(text: str) -> Read:
    """Read what a model wrote for a person."""
    if is_cut(text):
        return Read(cut=True)
    value = unwrapped(plain(text[: 4 * _NOTES_LONGEST]))
    if says_nothing(value):
        return Read()
    if is_template(value, Slot.AI_NOTES):
        return Read(template=True)
    return Read(value if len(value) <= _NOTES_LONGEST else value[: _NOTES_LONGEST - 1] + "…")


def _is_sentence(value: str) -> bool:
    words = value.split()
    return len(words) > _MOST_WORDS or (len(words) > 2 and _SENTENCE.search(value) is not None)


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    return "" if category in _DROPPED else " " if category in {"Zl", "Zp"} else character


def _identifier(value: str, slot: Slot) -> tuple[str, str]:
    """Return an identifier without remarks, or why it is none."""
    remark = _REMARK.search(value)
    if remark and remark.start() > 0:
        if _DOUBTED.search(remark.group(1)):
            return value, f"“{_short(value)}” is only a part of the {called(slot)}"
        value = value[: remark.start()]
    value = re.sub(r"(?<!\.)\.$", "", value.strip(" ,;:\"'“”"))
    if _PARTIAL.search(value):
        return value, f"“{_short(value)}” is no whole {called(slot)}"
    if _SEVERAL.search(value):
        return value, f"“{_short(value)}” names more than one {called(slot)}"
    if _PHRASE.search(value) or not any(map(str.isalnum, value)):
        return value, f"“{_short(value)}” is no {called(slot)}"
    return value, ""


def _without_own_name(value: str, slot: Slot) -> str:
    """Return the value of `S/N: CZJ5470B2K`, or of `SN CZJ5470B2K`, alone."""
    if slot not in _ROLES or not re.search(r"[\s:#=]", value) or len(value) > 100:
        return value
    first = next(iter(phrases(value)), None)
    if first is None or first.start > 0 or first.role is not _ROLES[slot]:
        return value
    rest = value[first.end :]
    bare = re.sub(r"^[\s.]*[:#=＃：]+[\s#:.]*", "", rest)
    if bare != rest and bare:
        return bare
    alone = rest.strip()
    glued = slot in {Slot.SERIAL, Slot.PART_NUMBER} and rest[:1].isspace()
    return alone if glued and alone and len(alone.split()) == 1 else value


def called(slot: Slot) -> str:
    """Return what a field is called in sentences."""
    return "height" if slot is Slot.U_HEIGHT else slot.value.replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
