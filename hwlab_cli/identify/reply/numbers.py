"""Confidence and height: numbers in every notation, and nothing where it is no number in range."""

import re

_MOST_U = 100
_LONGEST = 120

_CONFIDENCE = re.compile(
    r"(?:[~≈<>=≥≤+]\s*|(?:about|approx(?:imately|\.)?|around|roughly|circa|ca\.?|etwa|environ)\s+)?"
    r"(?:(?:very\s+|sehr\s+)?(?:high|medium|moderate|low|hoch|mittel|niedrig|certain|sure|confident"
    r"|confidence)\W{1,3})?"
    r"(?P<number>\d{1,9}(?:[.,]\d{1,20})?|[.,]\d{1,20})(?P<exponent>e[+-]?\d{1,4})?"
    r"\s*(?P<percent>[%\u066a\uff05]|per\s?cent\b|percent\w*|pct\b\.?"
    r"|prozent\b|pour ?cent\b|por ?ciento\b)?"
    r"(?:\s*(?:/|out of|of|von|sur|de|su)\s*(?P<whole>\d{1,4}(?:[.,]\d{1,4})?)\s*[%\uff05]?)?"
    r"(?:\s*[(\[,;:–—-][^\d]*|\s+[^\d]*|[.)\]]*)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[1-9]\d*,\d{3}")
_PLAIN_U = re.compile(r"(\d{1,3})(?:[.,]0{1,9})?")
_UNITS = re.compile(
    r"(?<![\d.,/½\u2044])(\d{1,3})(?:[.,]0{1,9})?\s{0,3}-?\s?"
    r"(?:R\.?U\.?|U|HE|UE|OU|rack[- ]?(?:units?|spaces?)|units?|h[öo]heneinheit(?:en)?|unités?)"
    r"(?![\w½])",
    re.IGNORECASE,
)


def confidence(text: str) -> float | None:
    """Return 0 to 1 for `0.93`, `93`, `93 %`, `0,93`, `9/10`, `0.93 (high)`; else None.

    A number above 1 is percent only from 2 on: 1.5 is neither.
    """
    match = _CONFIDENCE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None or _THOUSANDS.fullmatch(match["number"]):
        return None
    number = float(match["number"].replace(",", ".") + (match["exponent"] or ""))
    if match["whole"]:
        whole = float(match["whole"].replace(",", "."))
        number = number / whole if 0 < whole <= 100 and number <= whole else -1
    elif match["percent"] or number >= 2:
        number /= 100
    return round(number, 6) if 0 <= number <= 1 else None


def height(text: str) -> int | None:
    """Return whole rack units for `2`, `2.0`, `2U`, `2 HE`, `2U rack server`; else None."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    plain = _PLAIN_U.fullmatch(text)
    found = {int(plain.group(1))} if plain else with_unit(text)
    return next(iter(found)) if len(found) == 1 and max(found) <= _MOST_U else None


def with_unit(text: str) -> set[int]:
    """Return the heights that a text names with their unit."""
    return {int(match.group(1)) for match in _UNITS.finditer(text[:_LONGEST])}
