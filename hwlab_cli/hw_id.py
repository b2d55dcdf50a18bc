"""The name of an intake: `HW-`, seven random characters and a check character."""

from hwlab_cli.errors import NotFoundError

# Douglas Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HW-"
_PAYLOAD = 7
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Word processors and chat programs make other dashes of a hyphen.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
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


def _times_alpha(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled
