"""Small parts: memory modules, network and graphics cards, transceivers."""

import random

from ..artwork import Box, Label
from ..numbers import colons, following, mac, made, week
from ..truth import Truth
from . import parts


def samsung_memory(rng: random.Random) -> Label:
    """Return a server module's sticker: organization, part number, and no serial in print."""
    label = Label(58, 14, face=rng.choice(("arimo", "archivo-narrow")), radius=0.6, margin=1)
    label.surfaces = ("circuit-board",)
    part, name = rng.choice(
        (
            ("M393A4K40BB2-CTD", "32GB 2Rx4 PC4-2666V-RB2-12-DB1"),
            ("M393A2G40DB0-CPB", "16GB 2Rx4 PC4-2133P-RA0-10-DC0"),
        )
    )
    serial = made(rng, "0xxxxxxx")
    label.text(2, 1.6, "SAMSUNG", 2.0, bold=True)
    label.text(20, 1.6, name, 1.8, room=36)
    label.text(2, 5.4, f"{part}  {week(rng)}", 1.9, key=True)
    label.text(2, 9.4, f"S/N: {serial}", 1.9, key=True)
    label.text(28, 9.6, parts.made_in(rng), 1.3, room=18)
    label.matrix(47.5, 4.8, f"{part}{serial}", kind="DataMatrix", size=7.4)
    label.truth = Truth(manufacturer="Samsung", part_number=part, serial=serial, category="memory")
    return label


def kingston_memory(rng: random.Random) -> Label:
    """Return a retail module's sticker with a long number below the product name."""
    label = Label(52, 16, face=rng.choice(("arimo", "noto")), radius=0.6, margin=1)
    label.surfaces = ("circuit-board",)
    model = rng.choice(("KVR24N17S8/8", "KSM26RD4/32HDI", "KVR32S22D8/16"))
    serial = made(rng, "########") + "-" + made(rng, "#######")
    label.text(2, 1.8, "Kingston", 2.3, bold=True)
    label.text(50, 2.0, model, 2.0, align="right", room=28, bold=True, key=True)
    label.text(2, 6, f"99U5678-00{rng.randint(1, 9)}.A00G   1.2V", 1.5)
    label.text(50, 6, f"BPMK {week(rng)}", 1.5, align="right", room=20)
    label.linear(4, 8.6, serial.replace("-", ""), height=3, module=0.18)
    label.text(2, 12.8, f"S/N {serial}   WARRANTY VOID IF REMOVED", 1.5, key=True)
    label.truth = Truth(manufacturer="Kingston", model=model, serial=serial, category="memory")
    return label


def intel_nic(rng: random.Random) -> Label:
    """Return an adapter's sticker: an address called EID, an assembly number, no serial."""
    label = Label(50, 16, face=rng.choice(("archivo-narrow", "arimo")), radius=0.6, margin=1)
    label.surfaces = ("circuit-board",)
    model = rng.choice(("X710-DA2", "X520-DA2", "I350-T4"))
    address = mac(rng, ("3CFDFE", "A0369F", "90E2BA"))
    part = f"{rng.choice('GHJK')}{made(rng, '#####')}-00{rng.randint(1, 9)}"
    label.text(2, 1.8, f"Intel(R) Ethernet Adapter {model}", 1.7, key=True)
    caption = rng.choice(("EID:", "MAC:", "MAC ADDRESS:"))
    label.text(2, 5.2, f"{caption} {address}", 2.0, key=True)
    label.linear(4, 8.2, address, height=3, module=0.2, room=34)
    label.text(2, 12.6, f"PBA {part}   {parts.made_in(rng)}", 1.5, key=True)
    label.matrix(40, 4.6, f"{address}{part.replace('-', '')}", kind="DataMatrix", size=7)
    label.truth = Truth(
        manufacturer="Intel",
        model=model,
        part_number=part,
        mac_addresses=[colons(address)],
        category="nic",
    )
    return label


def mellanox_nic(rng: random.Random) -> Label:
    """Return an adapter's sticker: P/N, S/N, several addresses and a GUID."""
    label = Label(66, 26, face=rng.choice(("noto", "ubuntu", "arimo")), radius=0.8)
    label.surfaces = ("circuit-board", "metal")
    model, part = rng.choice(
        (("CX4121A", "MCX4121A-ACAT"), ("CX312B", "MCX312B-XCCT"), ("CX555A", "MCX555A-ECAT"))
    )
    serial = "MT" + week(rng) + made(rng, "A#####")
    address = mac(rng, ("248A07", "98039B", "B8599F"))
    label.text(3, 2.4, "Mellanox Technologies", 2.0, bold=True)
    label.text(63, 2.4, f"Model No: {model}", 1.7, align="right", room=24, key=True)
    label.text(3, 6, f"P/N: {part}", 1.9, key=True)
    label.text(36, 6, f"Rev: A{rng.randint(1, 9)}", 1.9)
    label.text(3, 9.6, f"S/N: {serial}", 2.0, key=True)
    label.linear(5, 12.6, serial, height=3.4, module=0.2)
    label.text(3, 17.4, f"MAC: {address}   {following(address)}", 1.7, key=True)
    label.text(3, 20.4, f"GUID: {address[:6]}0300{address[6:]}", 1.7)
    label.matrix(53, 10, f"P{part};S{serial};R:A2;M{address}", size=10)
    label.text(3, 23, parts.made_in(rng), 1.2)
    label.truth = Truth(
        manufacturer="Mellanox",
        model=model,
        part_number=part,
        serial=serial,
        mac_addresses=[colons(address), colons(following(address))],
        category="nic",
    )
    return label


def graphics_card(rng: random.Random) -> Label:
    """Return a card's sticker with two barcodes and two part numbers."""
    label = Label(66, 24, face=rng.choice(("arimo", "fira")), radius=0.8)
    label.surfaces = ("circuit-board", "black-plastic")
    model, part = rng.choice(
        (("TUF-RTX3080-O10G-GAMING", "90YV0FB1-M0NM00"), ("DUAL-GTX1660S-O6G", "90YV0DT2-M0NA00"))
    )
    serial = made(rng, "?") + "BYVCM" + made(rng, "######")
    label.text(3, 2.2, "ASUS", 2.6, bold=True)
    label.text(16, 2.6, model, 1.9, key=True)
    label.text(3, 6.8, f"S/N: {serial}", 2.0, bold=True, key=True)
    label.linear(5, 9.8, serial, height=3.8, module=0.22)
    label.text(3, 15.2, f"P/N: {part}", 1.8, key=True)
    label.text(3, 18.4, f"PCB: C{made(rng, '####')}P  BIOS: 94.02.26.08.{made(rng, 'xx')}", 1.5)
    label.text(3, 21, parts.made_in(rng), 1.3)
    label.matrix(50, 9, f"{part}|{serial}", size=11)
    label.truth = Truth(
        manufacturer="ASUS", model=model, part_number=part, serial=serial, category="gpu"
    )
    return label


def transceiver(rng: random.Random) -> Label:
    """Return the tiny sticker of an optical module."""
    label = Label(34, 11, face=rng.choice(("archivo-narrow", "arimo")), radius=0.4, margin=0.8)
    label.surfaces = ("metal", "drive-casing")
    maker, shown, model, serial = rng.choice(
        (
            ("Finisar", "FINISAR", "FTLX8571D3BCL", made(rng, "AA?###?")),
            ("Cisco", "CISCO", "SFP-10G-SR", "FNS" + week(rng, 17, 24) + made(rng, "****")),
            ("FS", "FS", "SFP-10GSR-85", "F" + made(rng, "##########")),
            ("MikroTik", "MikroTik", "S+85DLC03D", "MT" + made(rng, "########")),
        )
    )
    label.text(1.2, 1.2, shown, 1.7, bold=True)
    label.text(33, 1.3, model, 1.6, align="right", room=20, key=True)
    label.text(1.2, 4.3, f"{rng.choice(('SN:', 'S/N'))} {serial}", 1.7, key=True, room=23)
    label.text(1.2, 7.2, "850nm 300m  CLASS 1 21CFR1040.10", 1.0, room=23)
    label.text(1.2, 9, f"{parts.made_in(rng)} {week(rng)}", 0.9, room=23)
    label.matrix(26.4, 4, serial, kind="DataMatrix", size=6)
    label.truth = Truth(manufacturer=maker, model=model, serial=serial, category="transceiver")
    return label


def raspberry_pi(rng: random.Random) -> Label:
    """Return a single-board computer's silkscreen: white print on the board, no serial."""
    ink = (222, 228, 222)
    label = Label(66, 24, face=rng.choice(("noto", "fira")), paper=None, ink=ink)
    label.surfaces = ("circuit-board",)
    model = rng.choice(("Raspberry Pi 4 Model B", "Raspberry Pi 3 Model B+"))
    address = mac(rng, ("DCA632", "B827EB", "E45F01"))
    label.text(3, 3, model, 2.6, bold=True, key=True)
    label.text(3, 8, "© Raspberry Pi 2018", 1.7)
    label.text(3, 11.6, "FCC ID: 2ABCB-RPI4B   IC: 20953-RPI4B", 1.5)
    label.text(3, 14.8, "Made in the UK   94V-0", 1.5)
    label.sheet(Box(46, 9, 64, 22), (243, 243, 240), 0.5)
    label.text(47, 10, "MAC", 1.2, color=(24, 24, 26), room=16)
    label.text(47, 12, colons(address), 1.3, color=(24, 24, 26), room=16, key=True)
    label.matrix(52, 14.6, address, kind="DataMatrix", size=6)
    label.truth = Truth(
        manufacturer="Raspberry Pi",
        model=model,
        mac_addresses=[colons(address)],
        category="sbc",
    )
    return label
