"""Links as labels carry them: what they state of the device, and whose they are."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from hwlab_cli.identify.claim import Claim, keyed, role_of_key, stated
from hwlab_cli.identify.vocabulary import Role

LINK = re.compile(r"(?:\b[a-z][a-z0-9+.\-]{1,20}://|\bwww\.)[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_MOST_PARTS = 50
# A GS1 Digital Link: /01/ and the product code, then /21/ and the serial.
_GS1_SERIAL = "21"
_GS1_PRODUCT = re.compile(r"/01/\d{14}(?:/|$)")


def link_claims(link: str) -> Iterator[Claim]:
    """Yield what a link states: its parameters, then the parts of its path."""
    parts = _split(link)
    if parts is None:
        return
    path, queries = parts
    for query in queries:
        yield from _parameters(query)
    segments = [unquote(segment) for segment in path.split("/") if segment][:_MOST_PARTS]
    digital = bool(_GS1_PRODUCT.search(path))
    for before, segment in zip(["", *segments], segments, strict=False):
        name, equals, value = segment.partition("=")
        role = role_of_key(before) if len(before) > 1 else None
        if equals and value:
            yield from keyed(name, value)
        elif digital and before == _GS1_SERIAL:
            yield from stated(Role.SERIAL, segment)
        elif role is not None:
            # What follows `serial` in a path may also be the name of a page, or be encoded.
            yield from stated(role, segment, sure=False)
        else:
            yield Claim(segment, None, sure=False)


def host(link: str) -> str | None:
    """Return the host that a link leads to, in lower case; None where there is none."""
    try:
        return urlsplit(link if "://" in link else f"//{link}").hostname
    except ValueError:
        return None


def _split(link: str) -> tuple[str, list[str]] | None:
    try:
        parts = urlsplit(link if "://" in link else f"//{link}")
    except ValueError:
        return None
    return parts.path, [query for query in (parts.query, parts.fragment) if "=" in query]


def _parameters(query: str) -> Iterator[Claim]:
    try:
        pairs = parse_qsl(query.rpartition("?")[2].replace(";", "&"), max_num_fields=_MOST_PARTS)
    except ValueError:
        return
    for name, value in pairs:
        if role_of_key(name) is not None:
            yield from keyed(name, value)
