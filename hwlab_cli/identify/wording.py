"""What fields are called in sentences for people."""

from hwlab_cli.model import Identification, IdentifiedField


def called(name: IdentifiedField) -> str:
    """Return what one value of a field is called, as doubts begin: `the serial …`."""
    if name is IdentifiedField.MAC_ADDRESSES:
        return "MAC address"
    return name.value.replace("_", " ")


def named(found: Identification) -> str:
    """Return a device in a few words."""
    words = [found.manufacturer, found.model, found.serial and f"serial {found.serial}"]
    return " ".join(filter(None, words)) or "one without a name"
