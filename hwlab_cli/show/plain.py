"""Make text from photos, models and NetBox harmless before a terminal sees it."""

import unicodedata

# Controls can move the cursor and recolor; format characters can turn a line around.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def harmless(text: str) -> str:
    """Return the text with every control and format character made visible as its code."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\x{ord(one):02x}" if unicodedata.category(one) in _UNSAFE else one for one in text
    )


def one_line(text: str, most: int) -> str:
    """Return the text harmless, on one line, cut to `most` characters."""
    flat = harmless(" ".join(text.split()))
    return flat if len(flat) <= most else flat[: most - 1] + "…"
