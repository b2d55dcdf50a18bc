"""The embedded recognizer: whether it reads a label that is drawn for it."""

from collections.abc import Iterator

from hwlab_cli.diagnosis.finding import Finding, fault
from hwlab_cli.diagnosis.ground import Ground
from hwlab_cli.identify.vision.canary import drawn_number, picture
from hwlab_cli.photos import load, readings

_ID, _ITEM = "label.reading", "print and barcodes"
_AGAIN = "install hwlab again, with all that it needs"


def look(_ground: Ground) -> Iterator[Finding]:
    """Yield whether print is read; its models load with the first photo, and not before."""
    number = drawn_number()
    photo = load.check(picture(number).jpeg, "the label", 1.0)
    print_says = [one.text for one in readings.read(photo)]
    if any(number in text.replace(" ", "") for text in print_says):
        yield Finding(_ID, _ITEM, "a label was read on this machine")
    else:
        said = ", ".join(print_says)[:60] or "nothing"
        yield fault(_ID, _ITEM, f"a label that says {number} was read as {said}", _AGAIN)
