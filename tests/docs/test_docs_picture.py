"""The README's picture of a terminal: it shows what the commands say today, and fetches nothing."""

import html
import re

import terminal_picture


def test_the_picture_shows_what_the_commands_say() -> None:
    shown = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn())))
    said = "hwlab" + "".join(line.plain for line in terminal_picture.seen())
    named = re.compile(r"HW-[0-9A-Z]{8}")
    assert "SBGD3XF" in said
    assert squeezed(named.sub("HW_ID", shown)) == squeezed(named.sub("HW_ID", said)), (
        "run `make picture`"
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_picture_fetches_nothing() -> None:
    links = re.findall(r"""(?:href|src|url)\s*[=(]\s*["']?([^"')]+)""", drawn())
    assert links
    assert all(link.startswith("#") for link in links)
    assert set(re.findall(r"https?://[^\s\"]+", drawn())) == {"http://www.w3.org/2000/svg"}


def drawn() -> str:
    return terminal_picture.PICTURE.read_text(encoding="utf-8")
