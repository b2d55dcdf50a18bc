"""Pictures on a terminal: how this one draws them, if it does, and a picture drawn so."""

import base64
import fcntl
import io
import os
import re
import struct
import sys
import termios
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from hwlab_cli.show.answers import Answers
from hwlab_cli.show.sixel import sixels

# All at once, so that one silence is waited out at most: kitty's pictures, which terminal it is,
# how large a character is, and last what every terminal answers.
_QUESTION = b"\x1b_Gi=4919,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>0q\x1b[16t\x1b[c"
_LAST = b"c"
_SECONDS = 1.5
_CHUNK = 4096  # kitty's limit, in its documentation of the protocol
_SIXEL = b"4"  # among what a terminal says it can do
_USUAL_CELL = (8, 16)
_MOST_COLUMNS = 78
_MOST_ROWS = 11


class Protocol(StrEnum):
    """A way to draw on terminals."""

    KITTY = "kitty"
    ITERM2 = "iTerm2"
    SIXEL = "sixel"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a terminal draws, and the size of a character there in pixels."""

    protocol: Protocol
    cell: tuple[int, int] = _USUAL_CELL

    def drawn(self, jpeg: bytes, columns: int) -> str:
        """Return what draws a picture below the cursor, and moves the cursor below that."""
        width, height = self.cell
        most = min(columns - 2, _MOST_COLUMNS) * width, _MOST_ROWS * height
        with Image.open(io.BytesIO(jpeg)) as image:
            image.thumbnail(most, Image.Resampling.LANCZOS)
            if self.protocol is Protocol.SIXEL:
                return f"{sixels(image)}\n"
            across, down = -(-image.width // width), -(-image.height // height)
            buffer = io.BytesIO()
            image.save(buffer, "PNG")
        data = base64.b64encode(buffer.getvalue()).decode("ascii")
        if self.protocol is Protocol.ITERM2:
            size = f"width={across};height={down};size={len(buffer.getvalue())}"
            return f"\x1b]1337;File=inline=1;preserveAspectRatio=1;{size}:{data}\x07\n"
        return f"{_to_kitty(data, across, down)}\n"


def drawing(answers: Answers) -> Drawing | None:
    """Return how this terminal draws pictures, None where it does not."""
    # These two show what they don't understand, and draw nothing.
    if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" or os.environ.get("TERM") == "linux":
        return None
    told = answers.asked(_QUESTION, _LAST, _SECONDS)
    found = _protocol(told)
    return Drawing(found, _cell(told)) if found else None


def _protocol(told: list[bytes]) -> Protocol | None:
    if any(one.startswith(b"\x1b_G") and b";OK" in one for one in told):
        return Protocol.KITTY
    if any(one.startswith(b"\x1bP>|iTerm2") for one in told):
        return Protocol.ITERM2
    abilities = next((one for one in told if one.startswith(b"\x1b[?")), b"")
    return Protocol.SIXEL if _SIXEL in abilities[3:-1].split(b";") else None


def _cell(told: list[bytes]) -> tuple[int, int]:
    """Return a character's size in pixels: as told, as the system knows it, or the usual one."""
    sizes = (re.fullmatch(rb"\x1b\[6;(\d+);(\d+)t", one) for one in told)
    size = next(filter(None, sizes), None)
    if size and int(size[1]) and int(size[2]):
        return int(size[2]), int(size[1])
    try:
        packed = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return _USUAL_CELL
    rows, columns, width, height = struct.unpack("HHHH", packed)
    if rows and columns and width >= columns and height >= rows:
        return width // columns, height // rows
    return _USUAL_CELL


def _to_kitty(data: str, columns: int, rows: int) -> str:
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    parts = []
    for number, chunk in enumerate(chunks):
        first = f"a=T,f=100,q=2,c={columns},r={rows}," if number == 0 else ""
        more = int(number + 1 < len(chunks))
        parts.append(f"\x1b_G{first}m={more};{chunk}\x1b\\")
    return "".join(parts)
