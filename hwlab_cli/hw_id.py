"""The name of an intake: `HW-`, seven random characters and a check character."""

import re

from hwlab_cli.errors import NotFoundError

# Douglas Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HW-"
_PAYLOAD = 7
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Word processors and chat programs make other dashes of a hyphen.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
# What is in the QR code of a label. The first has characters of the small alphabet alone, for
# which a QR code needs the least room; the second opens the device on any phone.
_CODE = "HWLAB:"
_IN_CODE = re.compile(
    r"(?:HWLAB:|https?://[^\s#]+/dcim/devices/\d+/#)(HW-[0-9A-Z]{8})", re.IGNORECASE
)
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def new() -> str:
    """Draw a new hw_id; the log makes sure that it is unique there."""
    import secrets  # loads cryptography, which reading a hw_id does without

    drawn = secrets.randbits(5 * _PAYLOAD)
    payload = "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(_PAYLOAD))
    return PREFIX + payload + check_character(payload)


def check_character(payload: str) -> str:
    """Return the character that makes one mistyped or two swapped characters show.

    The characters are the coefficients of a polynomial over GF(32), evaluated at a
    primitive element: every single change and every swap of neighbors changes it, and
    unlike Crockford's own check (modulo 37) it needs no characters outside the alphabet.
    """
    total = 0
    for character in payload:
        total = _times_alpha(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def parse(text: str) -> str:
    """Read a hw_id as a person types it: any case, I or L for 1, O for 0, prefix optional.

    Raises NotFoundError when the text can't be one, or when its check character does not fit.
    """
    typed = "".join(text.upper().translate(_DASHES).split())
    body = typed.removeprefix(PREFIX).replace("-", "")
    if len(body) > _PAYLOAD + 1:
        body = body.removeprefix("HW")
    body = body.translate(_READ_AS)
    if len(body) != _PAYLOAD + 1 or not set(body) <= set(ALPHABET):
        raise NotFoundError(
            "not a hw_id",
            item=text,
            hint="a hw_id looks like HW-4F7K2M98; `hwlab queue list` shows them",
        )
    if check_character(body[:-1]) != body[-1]:
        raise NotFoundError(
            "this hw_id has a typing error: its check character does not fit",
            item=text,
            hint="`hwlab queue list` shows the hw_ids there are",
        )
    return PREFIX + body


def code_of(hw_id: str, url: str = "") -> str:
    """Return what a label's code has in it: the device's address in NetBox, where given."""
    return f"{url}#{hw_id}" if url else _CODE + hw_id


def in_code(content: str) -> str | None:
    """Return the hw_id that a barcode's content is of a label of ours; None for any other."""
    match = _IN_CODE.fullmatch(content.strip())
    if match is None:
        return None
    name = match.group(1).upper()
    # A machine wrote it: nothing in it was mistyped.
    return name if _is_whole(name.removeprefix(PREFIX)) else None


def is_written(text: str) -> bool:
    """Tell whether a text is a hw_id and nothing else, as labels have it in print."""
    name = text.strip()
    return name.startswith(PREFIX) and _is_whole(name.removeprefix(PREFIX))


def _is_whole(body: str) -> bool:
    return (
        len(body) == _PAYLOAD + 1
        and set(body) <= set(ALPHABET)
        and check_character(body[:-1]) == body[-1]
    )


def _times_alpha(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled
