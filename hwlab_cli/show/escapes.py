"""What a terminal sends: keys and answers, told apart in the stream of bytes that they share."""

import re

_ANSWERS = re.compile(
    rb"\x1b_G[^\x1b]*\x1b\\"  # to a question about kitty's pictures
    rb"|\x1bP>\|[^\x1b\x07]*(?:\x1b\\|\x07)"  # what terminal it is
    rb"|\x1b\[6;\d+;\d+t"  # how large a character is
    rb"|\x1b\[\?[\d;]*c"  # what it can do, in general
)
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]"  # arrows and such (ECMA-48, 5.4)
    rb"|O.|[P_\]^X][^\x1b\x07]*(?:\x1b\\|\x07)"  # function keys; strings
    rb"|[^\[OP_\]^X\x1b])",  # a key with Alt
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[\x20-\x3f]*|O|[P_\]^X][^\x07]*)?", re.DOTALL)


def answers_in(received: bytes) -> tuple[list[bytes], bytes]:
    """Return the terminal's answers, and all else: what a person typed meanwhile."""
    return _ANSWERS.findall(received), _ANSWERS.sub(b"", received)


def is_unfinished(received: bytes) -> bool:
    """Tell whether more must come before the first key is known: an escape, half a character."""
    if received.startswith(b"\x1b"):
        return not _SEQUENCE.match(received) and _UNFINISHED.fullmatch(received) is not None
    return 0 < len(received) < _length(received[0])


def first_key(received: bytes) -> tuple[str, bytes]:
    """Return the first character typed and the rest; empty for keys that are no character."""
    if sequence := _SEQUENCE.match(received):
        return "", received[sequence.end() :]
    if received.startswith(b"\x1b"):
        return "", received[1:]
    end = _length(received[0])
    try:
        return received[:end].decode(), received[end:]
    except UnicodeDecodeError:
        return "", received[1:]


def _length(first: int) -> int:
    """Return how many bytes a UTF-8 character has that begins with this one."""
    return 2 if 0xC0 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 else 4 if first >= 0xF0 else 1
