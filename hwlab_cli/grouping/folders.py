"""Which folders stand for a device, where a folder of folders is named."""

import re
from pathlib import Path

# DCF 2.0, section 3.2.3: three digits, five capitals, digits or underscores.
_A_CAMERAS = re.compile(r"\d{3}[0-9A-Z_]{5}|DCIM", re.IGNORECASE)
# A day or a month, as phones and cloud folders sort by: 2024-11-21, 202411, 21.11.2024.
_A_DAYS = re.compile(
    r"(?:\d{4}[-_. ]?\d{2}(?:[-_. ]?\d{2})?|\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4}|\d{4})"
)
# What phones and programs sort photos by, whatever is on them.
_KINDS = frozenset(
    {
        "camera",
        "camera roll",
        "camera uploads",
        "download",
        "downloads",
        "images",
        "inbox",
        "photos",
        "pictures",
        "scans",
        "screenshots",
        "whatsapp images",
    }
)
# Thumbnails, versions, trash: what network storage and sync programs keep beside photos.
_NOT_ENTERED = (".", "@", "#", "$", "~")


def is_entered(folder: Path) -> bool:
    """Tell whether photos in a folder are a person's, not a program's own."""
    return not folder.name.startswith(_NOT_ENTERED)


def may_be_of_one_device(folder: Path) -> bool:
    """Tell whether a folder's name is none that cameras, phones and sync programs give."""
    name = folder.name.strip()
    fits = _A_CAMERAS.fullmatch(name) or _A_DAYS.fullmatch(name)
    return not fits and name.casefold() not in _KINDS
