"""How much a reading is worth: what it tells of a device, less what had to be bent for it."""

from hwlab_cli.identify.reply.fit import Fitted

_TELLING = ("serial", "model", "part_number", "asset_tag", "manufacturer", "mac_addresses")
_EACH = 3
_TEMPLATE = 4


def names_a_device(fitted: Fitted) -> bool:
    """Tell whether a reading is an answer: something is known, and more than is only asked for."""
    told = _told(fitted)
    if fitted.templates > told:
        return False
    return told > 0 or fitted.found.category is not None


def is_named(fitted: Fitted) -> bool:
    """Tell whether a reading names what a device is told apart by."""
    return _told(fitted) > 0


def worth(fitted: Fitted, bends: int) -> int:
    """Return what a reading is worth; the more the better."""
    found = fitted.found
    others = [found.category, found.u_height, found.ai_notes, found.confidence, found.specs or None]
    count = sum(other is not None for other in others)
    return _EACH * _told(fitted) + count - bends - _TEMPLATE * fitted.templates


def is_weak(fitted: Fitted, bends: int) -> bool:
    """Tell whether a reading says so little that an earlier and better one stands against it.

    A category alone, or a single field out of text that is no JSON as it stands.
    """
    return _told(fitted) == 0 or (_told(fitted) == 1 and bends > 1)


def _told(fitted: Fitted) -> int:
    telling = (name for name in _TELLING if name not in fitted.vague)
    return sum(bool(getattr(fitted.found, name)) for name in telling)
