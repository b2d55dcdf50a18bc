"""Stickers that owners put on their hardware, alone or beside the maker's label."""

import random

from ..artwork import BLACK, WHITE, Box, Color, Label
from ..numbers import colons, mac, made
from ..truth import Truth
from . import parts

_CAPTIONS = ("Asset Tag", "ASSET NO.", "Inventory No", "Inventar-Nr.", "Asset ID")


def _asset(rng: random.Random) -> str:
    return rng.choice(("IT-", "INV-", "AT", "DC1-", "")) + made(rng, "######")


def _asset_sticker(label: Label, box: Box, rng: random.Random) -> str:
    paper: Color = rng.choice(((246, 246, 243), (240, 214, 72), (150, 196, 232), (200, 202, 206)))
    asset = _asset(rng)
    label.sheet(box, paper, 1)
    middle = (box.left + box.right) / 2
    room = box.width - 4
    label.fill(Box(box.left + 1, box.top + 1, box.right - 1, box.top + 4.6), BLACK)
    owner = rng.choice(("PROPERTY OF IT", "EIGENTUM DER IT", "PROPERTY OF LAB 3", "DO NOT REMOVE"))
    label.text(middle, box.top + 2, owner, 1.7, align="center", color=WHITE, bold=True, room=room)
    caption = rng.choice(_CAPTIONS)
    shown = f"{caption}: {asset}"
    label.text(middle, box.top + 6.4, shown, 2.2, align="center", bold=True, room=room, key=True)
    label.linear(
        box.left + 4, box.top + 10, asset, height=box.height - 12, module=0.28, room=box.width - 5
    )
    return asset


def asset_sticker(rng: random.Random) -> Label:
    """Return an owner's sticker on its own."""
    label = Label(46, 20, face=rng.choice(("arimo", "noto", "aileron", "fira-mono")), paper=None)
    label.surfaces = ("black-plastic", "gray-plastic", "metal", "rack")
    asset = _asset_sticker(label, Box(0, 0, 46, 20), rng)
    label.truth = Truth(asset_tag=asset)
    return label


def workstation(rng: random.Random) -> Label:
    """Return a workstation's label with the owner's sticker beside it."""
    label = Label(98, 26, face=rng.choice(("arimo", "noto")), paper=None)
    label.surfaces = ("metal", "gray-plastic", "black-plastic")
    label.sheet(Box(0, 0, 54, 26), WHITE, 1.5)
    model, product = rng.choice((("Z440", "T4K28ET#ABD"), ("Z2 Tower G4", "4RX00EA#ABU")))
    serial = (
        rng.choice(("CZC", "2UA", "SGH"))
        + made(rng, "#")
        + f"{rng.randint(1, 52):02}"
        + made(rng, "?***")
    )
    label.text(3, 2.8, f"HP {model} Workstation", 2.1, bold=True, room=48, key=True)
    label.text(3, 7.4, f"S/N: {serial}", 2.2, room=48, key=True)
    label.linear(5, 10.8, serial, height=4, module=0.24, room=46)
    label.text(3, 16.6, f"P/N: {product}", 1.9, room=48, key=True)
    label.text(3, 20.4, f"Reg. Model: TPC-W{made(rng, '###')}-MT   {parts.date(rng)}", 1.4, room=48)
    label.text(3, 23, parts.made_in(rng), 1.2, room=48)
    asset = _asset_sticker(label, Box(59, 3, 98, 22), rng)
    label.truth = Truth(
        manufacturer="HP",
        model=model,
        part_number=product,
        serial=serial,
        asset_tag=asset,
        category="workstation",
    )
    return label


def access_point(rng: random.Random) -> Label:
    """Return an access point's label above the owner's inventory sticker."""
    label = Label(58, 50, face=rng.choice(("fira", "noto")), paper=None)
    label.surfaces = ("white-plastic", "gray-plastic")
    label.sheet(Box(0, 0, 58, 26), WHITE, 1.5)
    model, part = rng.choice((("R510", "901-R510-WW00"), ("R650", "901-R650-WW00")))
    serial, address = made(rng, "############"), mac(rng, ("D8386C", "EC8CA2", "341B2D"))
    label.text(3, 2.8, "RUCKUS", 2.6, bold=True, room=24)
    label.text(55, 3, f"Model: {model}", 2.0, align="right", room=26, key=True)
    label.text(3, 7.6, f"P/N: {part}", 1.8, room=50, key=True)
    label.text(3, 11, f"S/N: {serial}", 2.0, room=50, key=True)
    label.linear(5, 14.2, serial, height=3.4, module=0.24, room=50)
    label.text(3, 19, f"MAC: {colons(address)}", 1.8, room=50, key=True)
    label.text(3, 22.4, "48VDC 0.35A  FCC ID: S9GR510  IC: 5912A-R510", 1.3, room=52)
    asset = _asset_sticker(label, Box(6, 31, 50, 50), rng)
    label.truth = Truth(
        manufacturer="Ruckus",
        model=model,
        part_number=part,
        serial=serial,
        mac_addresses=[colons(address)],
        asset_tag=asset,
        category="access-point",
    )
    return label
