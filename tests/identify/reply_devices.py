"""Made-up devices that the corpus of replies speaks of, as hwlab is to understand them."""

from typing import Any

Device = dict[str, Any]

SERVER: Device = {
    "manufacturer": "HPE",
    "model": "ProLiant DL360 Gen9",
    "part_number": "755258-B21",
    "serial": "CZJ5470B2K",
    "asset_tag": "IT-0042",
    "category": "server",
    "mac_addresses": ["A0:36:9F:00:11:22", "A0:36:9F:00:11:23"],
    "u_height": 1,
    "specs": {"cpu": "2x Xeon E5-2650", "ram": "64 GB"},
    "ai_notes": "Front bezel is missing.",
    "confidence": 0.88,
}
SWITCH: Device = {
    "manufacturer": "Cisco",
    "model": "Catalyst 2960X-48FPS-L",
    "part_number": "WS-C2960X-48FPS-L",
    "serial": "FOC1932X0K1",
    "category": "switch",
    "mac_addresses": ["5C:83:8F:2A:10:80"],
    "u_height": 1,
    "confidence": 0.93,
}
DISK: Device = {
    "manufacturer": "Seagate",
    "model": "Exos X16",
    "part_number": "2KH133-001",
    "serial": "ZL2A0WXF",
    "category": "disk",
    "confidence": 0.8,
}
ZEROS: Device = {
    "manufacturer": "Western Digital",
    "model": "WD40EFRX",
    "part_number": "2E5",
    "serial": "000451",
    "confidence": 0.7,
}
LONG: Device = {
    "manufacturer": "Supermicro",
    "model": "SYS-1029P-WTR",
    "part_number": "1E10234",
    "serial": "12345678901234567890123",
    "asset_tag": "00123",
}
NOTEBOOK: Device = {
    "manufacturer": "Dell",
    "model": "Latitude 5490",
    "serial": "5RZ1ABC",
    "category": "laptop",
    "confidence": 0.95,
}
UPS: Device = {
    "manufacturer": "APC",
    "model": "Smart-UPS 1500",
    "serial": "AS1234567890",
    "category": "ups",
    "u_height": 2,
    "confidence": 0.6,
}
CARD: Device = {
    "manufacturer": "Intel",
    "model": "X520-DA2",
    "part_number": "E66560-003",
    "category": "nic",
    "mac_addresses": ["00:1B:21:BC:4E:70"],
    "confidence": 0.9,
}
SWITCHES = [
    {**SWITCH, "serial": "FOC1932X0K2", "mac_addresses": ["5C:83:8F:2A:11:00"]},
    {**SWITCH, "serial": "FOC1932X0K3", "mac_addresses": ["5C:83:8F:2A:11:80"]},
]
ALL = [SERVER, SWITCH, DISK, ZEROS, LONG, NOTEBOOK, UPS, CARD]
EVERY_FIELD = tuple(SERVER)


def whole(device: Device) -> Device:
    """Write a device as a model that keeps to the schema does: every field, empty ones too."""
    empty: Device = {"mac_addresses": [], "specs": {}}
    return {name: device.get(name, empty.get(name)) for name in EVERY_FIELD}


def but(device: Device, *without: str, **other: Any) -> Device:
    """Return a device without some fields, and with others."""
    kept = {name: value for name, value in device.items() if name not in without}
    return {**kept, **other}
