"""What fields are called in sentences for people."""

from hwlab_cli.model import IdentifiedField


def called(name: IdentifiedField) -> str:
    """Return what one value of a field is called, as doubts begin: `the serial …`."""
    if name is IdentifiedField.MAC_ADDRESSES:
        return "MAC address"
    return name.value.replace("_", " ")
