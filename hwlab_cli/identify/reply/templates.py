"""Values that ask to be filled in: a schema's types, a template's slots, a prompt's example."""

import re

from hwlab_cli.identify.reply.fields import Slot, known_name, table

_TYPE = (
    r"(?:str(?:ing)?s?|text|num(?:ber|eric)?s?|int(?:eger)?s?|floats?|double|decimal|bool(?:ean)?"
    r"|null(?:able)?|none|nil|array|list|objects?|dict(?:ionary)?|map|enum|any|undefined|optional|required"
    r"|mac(?: address(?:es)?)?|zeichenkette|zahl|texte|cadena|texto|número|nombre|chaîne)"
)
_TYPES = re.compile(
    rf"(?:(?:an?|optional|nullable|required|the|json) )*{_TYPE}\b(?:\[\])?"
    rf"(?:\s*(?:\||,|/|\bor\b|\band\b|\bof\b|\boder\b|\bou\b|<|\[|\()\s*{_TYPE}(?:\[\])?[\])>]?)*"
    r"(?:\s*\?|\s*[;(\[,:].*|\s+[–-].*|\s+(?:if|when|as|in|from|with|between|e\.g\.|of|or|that).*"
    r"|\s*-?\d(?:\.\d+)?\s*(?:\.\.|-|–|to|bis).*)?",
    re.IGNORECASE | re.DOTALL,
)
_SLOTS = re.compile(
    r"<[^<>]*[A-Za-z][^<>]*>|\{\{?[^{}]*[A-Za-z][^{}]*\}?\}|\$\{[^{}]*\}|\$[A-Za-z_]+"
    r"|\[[^\[\]]*[A-Za-z][^\[\]]*\]|%[A-Za-z_ ]+%|__+[A-Za-z_ ]+__+|x{3,}(?:[- ]?x{2,})*",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:your|insert|enter|fill in|put|write|specify|provide|replace with|e\.?g\.?|for example"
    r"|example|such as|as printed|exactly as|exact text|name of the|what the|the exact"
    r"|one of|list of|array of"
    r"|the (?:device|maker|manufacturer|brand|full|printed|model|serial|asset|part|product|vendor)"
    r"(?:'s)? (?:name|number|model|tag|as|from|of|if|or|manufacturer|maker)|comma[- ]separated)\b.*"
    r"|.*\b(?:or null|or none|or empty|or unknown|if (?:visible|known|present|any|available|legible"
    r"|readable|printed|shown|unknown|not|possible)|as printed|goes here|number here|name here"
    r"|tag here|model here|as (?:it is )?shown|as read)\b\W*.*|.*_here\W*",
    re.IGNORECASE | re.DOTALL,
)
_RANGE = re.compile(
    r"\W*(?:float|number|value|between|from)?\s*0(?:[.,]0+)?\s*(?:\.\.+|…|-|–|to|and|bis|à|<=)\s*\D*1(?:00|[.,]0+)?\b.*",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"(?:acme|example|foo|bar|foobar|xyz|abc|contoso|some|sample|dummy|fictional)"
    r"(?: (?:corp(?:oration)?|inc|company|co|ltd|gmbh|manufacturer|vendor|brand|model|maker"
    r"|device))*\.?"
    r"|(?:vendor|brand|model|manufacturer|maker|company|product) ?[a-cx-z](?:[-_ ]?1?2?3?|yz)"
    r"|(?:sn|s/n|serial|abc|xyz|foo)[-_ #:]?0*(?:123|1234|12345|123456|1234567|12345678|123456789"
    r"|1234567890)(?:abc|xyz)?",
    re.IGNORECASE,
)
_CATEGORIES_PARTED = re.compile(r"\s*(?:\||,|/|;|\bor\b)\s*")


def is_template(text: str, slot: Slot) -> bool:
    """Tell whether a value is a slot to be filled, and not what fills it."""
    if len(text) > 300:
        return False
    if known_name(text) is not None and not any(map(str.isdigit, text)):
        return True
    if _TYPES.fullmatch(text) or _SLOTS.fullmatch(text) or _ASKED.fullmatch(text):
        return True
    match slot:
        case Slot.CATEGORY | Slot.TYPE:
            parts = _CATEGORIES_PARTED.split(text.casefold())
            known = [part for part in parts if part in table("category")]
            return len(known) > (1 if "|" in text else 2)
        case Slot.CONFIDENCE:
            return _RANGE.fullmatch(text) is not None
        case Slot.AI_NOTES:
            return False
    return _EXAMPLES.fullmatch(text) is not None
