"""Pictures on terminals: which protocol, what is sent, and that no keystroke is lost to asking."""

import base64
import io
import re

import numpy as np
import pytest
from conftest import Hwlab, LabelPhoto
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from reviewing_terminal import Terminal

from hwlab_cli.show.drawing import Drawing, Protocol
from hwlab_cli.show.escapes import answers_in, first_key, is_unfinished
from hwlab_cli.show.sixel import sixels

KITTY = b"\x1b_Gi=4919;OK\x1b\\\x1bP>|kitty(0.40)\x1b\\\x1b[6;20;10t\x1b[?62;c"
ITERM2 = b"\x1bP>|iTerm2 3.5.4\x1b\\\x1b[6;20;10t\x1b[?64;1;4;22c"
SIXEL = b"\x1bP>|XTerm(390)\x1b\\\x1b[?62;1;4;22c"
NONE = b"\x1b[?62;22c"


def jpeg(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def undrawn(sequence: str) -> NDArray[np.int32]:
    """Draw sixels as a terminal does; return each pixel's color register, -1 where none is."""
    head = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', sequence)
    assert head
    assert sequence.endswith("\x1b\\")
    pixels = np.full((int(head[2]) + 6, int(head[1])), -1, np.int32)
    top, left, color = 0, 0, -1
    for token in re.findall(
        r"#\d+(?:;\d+){4}|#\d+|!\d+[?-~]|[?-~]|[$-]", sequence[head.end() : -2]
    ):
        if token[0] == "#":
            color = int(re.split("[#;]", token)[1])
        elif token == "$":
            left = 0
        elif token == "-":
            top, left = top + 6, 0
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            for row in range(6):
                if (ord(token[-1]) - 63) >> row & 1:
                    pixels[top + row, left : left + count] = color
            left += count
    return pixels[: int(head[2])]


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_sixels_draw_every_pixel_in_its_color(width: int, height: int, seed: int) -> None:
    palette = np.array([(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)], np.uint8)
    chosen = np.random.default_rng(seed).integers(0, 4, (height, width))
    sequence = sixels(Image.fromarray(palette[chosen]))
    colors = {
        int(number): [round(int(part) * 255 / 100) for part in (r, g, b)]
        for number, r, g, b in re.findall(r"#(\d+);2;(\d+);(\d+);(\d+)", sequence)
    }
    drawn = undrawn(sequence)
    assert (drawn >= 0).all()
    shown = np.array([[colors[int(one)] for one in row] for row in drawn])
    assert (np.abs(shown - palette[chosen]) <= 2).all()


@pytest.mark.parametrize("protocol", Protocol)
@pytest.mark.parametrize("size", [(2000, 300), (300, 2000), (1, 1)])
def test_a_picture_fits_and_ends_its_sequence(protocol: Protocol, size: tuple[int, int]) -> None:
    text = Drawing(protocol, (10, 20)).drawn(jpeg(*size), 80)
    assert text.endswith("\n")
    match protocol:
        case Protocol.KITTY:
            parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
            assert [int(head.rpartition("m=")[2]) for head, _ in parts] == [
                *[1] * (len(parts) - 1),
                0,
            ]
            assert all(len(data) <= 4096 for _, data in parts)
            data = "".join(data for _, data in parts)
            columns, rows = map(int, re.findall(r"[cr]=(\d+)", parts[0][0]))
        case Protocol.ITERM2:
            found = re.fullmatch(r"\x1b\]1337;File=(.*?):([^\x07]*)\x07\n", text)
            assert found
            data = found[2]
            columns, rows = map(int, re.findall(r"(?:width|height)=(\d+)", found[1]))
        case Protocol.SIXEL:
            height, width = undrawn(text[:-1]).shape
            assert 0 < width <= 780
            assert 0 < height <= 220
            return
    assert 1 <= columns <= 78
    assert 1 <= rows <= 11
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.format == "PNG"
        assert (image.width <= columns * 10, image.height <= rows * 20) == (True, True)


@given(st.lists(st.sampled_from([KITTY, ITERM2, SIXEL, b"a", b"\x1b[A", "é".encode(), b"\n"])))
def test_what_is_typed_is_told_from_answers(pieces: list[bytes]) -> None:
    typed = b"".join(one for one in pieces if one not in {KITTY, ITERM2, SIXEL})
    _, left = answers_in(b"".join(pieces))
    assert left == typed
    keys = []
    while left:
        assert not is_unfinished(left)
        key, left = first_key(left)
        keys.append(key)
    assert "".join(keys) == typed.decode().replace("\x1b[A", "")


@given(st.binary(max_size=40))
def test_any_bytes_are_read_to_their_end(received: bytes) -> None:
    while received:
        key, rest = first_key(received)
        assert len(rest) < len(received)
        assert len(key) <= 4
        assert "\x1b" not in key
        received = rest


@pytest.fixture
def held(hwlab: Hwlab, sticker: LabelPhoto) -> str:
    (intake,) = hwlab("intake", sticker.path, "--json").of_type("intake")
    hw_id: str = intake["hw_id"]
    return hw_id


@pytest.mark.parametrize(
    ("reply", "drawn"),
    [
        (KITTY, b"\x1b_Ga=T,"),
        (ITERM2, b"\x1b]1337;File=inline=1"),
        (SIXEL, b"\x1bP0;1;0q"),
        (NONE, b"originals/"),
    ],
    ids=["kitty", "iTerm2", "sixel", "none"],
)
def test_what_a_terminal_says_is_what_it_is_sent(held: str, reply: bytes, drawn: bytes) -> None:
    # A person types ahead while the terminal is asked: the key does what it says.
    with Terminal(["review"], reply=b"?" + reply + b"s") as terminal:
        terminal.sees("leave it held")
        terminal.sees("that was the last")
        assert terminal.sent.count(drawn) >= 1
        others = {b"\x1b_Ga=T,", b"\x1b]1337;File", b"\x1bP0;1;0q", b"originals/"}
        assert not any(other in terminal.sent for other in others if not drawn.startswith(other))
        terminal.types("q")
        assert terminal.ends() == 10


def test_pictures_can_be_left_out(held: str) -> None:
    with Terminal(["review", "--no-pictures"], reply=b"") as terminal:
        terminal.sees("originals/")
        terminal.sees("? explain")
        assert b"\x1b[c" not in terminal.sent
        terminal.types("q")
        assert terminal.ends() == 10
