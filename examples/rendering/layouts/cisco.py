"""Cisco: chassis labels, Meraki boxes' stickers."""

import random
from typing import Final

from ..artwork import Box, Label
from ..numbers import colons, dots, mac, made, week
from ..truth import Truth
from . import parts

_SWITCHES: Final = (
    ("WS-C2960X-24TS-L", "switch"),
    ("WS-C3850-48P-S", "switch"),
    ("C9300-24T", "switch"),
    ("C9200L-24P-4G", "switch"),
    ("ISR4331/K9", "router"),
    ("ASA5506-X", "firewall"),
)
_PREFIXES: Final = ("00562B", "7C0ECE", "B07D47", "501CBF")


def _serial(rng: random.Random) -> str:
    site = rng.choice(("FCW", "FOC", "FDO", "JAE", "JMX", "FGL", "FJC"))
    return site + week(rng, 17, 27) + made(rng, "****")


def chassis(rng: random.Random) -> Label:
    """Return a chassis label: PID VID, SN, CLEI and a MAC in dotted groups."""
    label = Label(78, 30, face=rng.choice(("arimo", "archivo-narrow", "fira")))
    label.surfaces = ("metal", "rack")
    model, category = rng.choice(_SWITCHES)
    serial, address = _serial(rng), mac(rng, _PREFIXES)
    label.text(3, 2.6, "CISCO", 2.6, bold=True)
    label.text(20, 2.8, f"PID VID: {model} V0{rng.randint(1, 7)}", 2.0, key=True)
    parts.barcoded(
        label,
        4,
        7.4,
        rng.choice(("SN:", "S/N:", "Serial Number:")),
        serial,
        size=2.1,
        height=4.6,
        key=True,
        room=48,
        identifier=rng.choice(("", "", "S")),
    )
    label.text(3, 17.4, f"MAC: {dots(address)}", 1.9, room=48, key=True)
    label.linear(5, 20.6, address, height=3.6, module=0.22, room=46)
    label.text(3, 25.8, f"CLEI Code: CM{made(rng, 'A')}{made(rng, 'A#')}00ARA", 1.6, room=32)
    label.text(38, 25.8, f"TAN: 800-{made(rng, '#####')}-0{rng.randint(1, 5)} A0", 1.6, room=30)
    label.matrix(60, 8, f"{serial}{model}", kind="DataMatrix", size=11)
    label.text(58, 21, parts.made_in(rng), 1.3)
    label.truth = Truth(
        manufacturer="Cisco",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label


def rear_sticker(rng: random.Random) -> Label:
    """Return the bare white sticker beside the power inlet, a serial and nothing else."""
    label = Label(42, 12, face=rng.choice(("arimo", "noto", "archivo-narrow")), radius=0.8)
    label.surfaces = ("metal", "rack")
    serial = _serial(rng)
    label.linear(4, 1.6, serial, height=4.6, module=0.22)
    label.text(21, 7.8, f"SN: {serial}", 2.2, align="center", key=True)
    label.truth = Truth(serial=serial)
    return label


def meraki(rng: random.Random) -> Label:
    """Return a cloud-managed access point's label with a table of boxes."""
    label = Label(60, 44, face=rng.choice(("noto", "fira", "ubuntu")), radius=2)
    label.surfaces = ("white-plastic", "gray-plastic")
    model, category = rng.choice(
        (("MR36", "access-point"), ("MR46", "access-point"), ("MX68", "firewall"))
    )
    serial = f"Q{made(rng, '#')}{made(rng, 'AA')}-{made(rng, '****')}-{made(rng, '****')}"
    address = mac(rng, ("E0CBBC", "AC17C8", "0C8DDB"))
    label.text(30, 2.8, "Cisco Meraki", 2.4, bold=True, align="center")
    for row, (caption, value) in enumerate(
        (("Model", model), ("Serial", serial), ("MAC", colons(address)))
    ):
        top = 7.2 + 5.2 * row
        label.frame(Box(3, top, 57, top + 5.2), 0.2)
        label.line(17, top, 17, top + 5.2)
        label.text(4.2, top + 1.7, caption, 1.7)
        label.text(18.4, top + 1.5, value, 2.1, key=True, bold=caption == "Serial")
    label.linear(7, 25, serial, height=4.6, module=0.2)
    label.text(3, 32, f"FCC ID: UDX-600{made(rng, '###')}10  IC: 6961A-600{made(rng, '###')}", 1.4)
    label.text(3, 34.8, "12V-1.5A / 55V-0.35A (PoE)", 1.4)
    parts.marks(label, 4, 37.6, 4, rng)
    label.truth = Truth(
        manufacturer="Cisco",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label
