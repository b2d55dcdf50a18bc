"""The many words by which models say that they don't know."""

import re
import unicodedata
from functools import cache

from hwlab_cli.identify.reply.fields import table

_MARKS = re.compile(r"[\s\-–—_.…?*/\\|~=#:;,'\"`()\[\]<>{}·•]*")
_WRAPPING = " \t\n.!?…-–—\"'`“”()[]<>{}*_"
_LONGEST = 300

_SEEN = (
    "visible|legible|readable|shown|seen|available|provided|specified|found|present|applicable"
    "|detected|identified|identifiable|determined|determinable|discernible|known|given|printed"
    "|clear(?:ly)?|captured|recognizable|displayed|listed|included|stated|sure|certain|evident"
    "|confirmed|in (?:the )?(?:photo|image|picture|frame)|on (?:the )?label"
    "|sichtbar|lesbar|erkennbar|angegeben|vorhanden|verfugbar|bekannt"
    "|lisible|visibles?|indique|disponible|leggibile|visibile|zichtbaar|leesbaar|aplicable"
)
_THING = (
    "(?:(?:the|a|any|this|its) )?"
    "(?:(?:device|hardware|exact|full|specific|product|system|valid|actual|printed|further|part"
    "|model|serial|asset) )*"
    "(?:serial(?: numbers?| no)?|s/n|model(?: numbers?| names?)?|manufacturer|brand|maker|vendor"
    "|make|numbers?|asset tags?|tags?|labels?|text|markings?|stickers?|values?|information|info"
    "|data|barcodes?|mac(?: address(?:es)?)?|it|this|details?|names?|seriennummer)"
)
_NOT = "not|n't|no|nicht|non|niet|keine?|pas|never"
_BE = "(?:(?:is|are|was|were|could|can|does|do|has|have|ist|est|es|e) )?"
_SOFTLY = (
    "(?:(?:be|been|yet|clearly|fully|directly|entirely|really|klar|clairement|claramente"
    "|duidelijk|able to be) )*"
)
_UNABLE = (
    "(?:cannot|can't|can not|could not|couldn't|unable to|impossible to|not possible to)"
    " (?:be )?(?:determin|read|see|identif|make out|tell|find|discern|verif|confirm|recogni"
    "|establish|say|ascertain)"
)
_LOST = (
    "unknown|unclear|illegible|unreadable|obscured|hidden|missing|blurry|blurred"
    "|too (?:blurry|small|dark|faint)|out of (?:focus|frame)"
    "|partially (?:visible|obscured|hidden|legible)|cut off"
)
_SENTENCES = re.compile(
    rf"(?:{_THING} )?{_BE}(?:{_NOT}) {_SOFTLY}(?:{_SEEN})\b.*"
    rf"|(?:{_THING} )?(?:(?:is|are) )?{_UNABLE}.*"
    r"|(?:no|keine?|aucune?|ninguna?|nessuna?|geen|without)"
    rf" (?:(?:visible|legible|readable|clear|sichtbare|lesbare) )*(?:{_THING}|{_SEEN})\b.*"
    rf"|none (?:{_SEEN}|of)\b.*"
    rf"|(?:{_THING} )?(?:(?:is|are) )?(?:{_LOST})\b\D*"
    r"|(?:unbekannt|inconnu|n/a|none|null|not sure|unsure|unspecified)\b(?:\s*[(\[,;:]|\s+[–—-]).*"
    r"|(?:i|we) (?:cannot|can't|could not|couldn't|do not|don't|am not|was)\b.*"
)


def says_nothing(text: str) -> bool:
    """Tell whether a value says that there is none: `N/A`, `not legible`, `---`, `unbekannt`."""
    if _MARKS.fullmatch(text):
        return True
    plain = _flat(text[:_LONGEST].strip(_WRAPPING))
    return not plain or plain in _words() or _SENTENCES.fullmatch(plain) is not None


@cache
def _words() -> frozenset[str]:
    return frozenset(map(_flat, table("nothing")["words"]))


def _flat(text: str) -> str:
    """Return a text in lower case, without accents, on one line."""
    if text.isascii():
        return " ".join(text.lower().split())
    parted = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(one for one in parted if not unicodedata.combining(one)).split())
