"""What is written on a label, as the tool is expected to report it."""

from typing import TypedDict


class Truth(TypedDict, total=False):
    """The fields that a label shows; absent ones are not on it."""

    manufacturer: str
    model: str
    serial: str
    part_number: str
    asset_tag: str
    mac_addresses: list[str]
    category: str
