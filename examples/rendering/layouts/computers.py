"""Servers, notebooks, mini PCs and storage boxes of Lenovo, Supermicro, Intel, QNAP, Synology."""

import random

from ..artwork import Box, Label
from ..numbers import colons, ean13, following, mac, made
from ..truth import Truth
from . import parts


def lenovo_server(rng: random.Random) -> Label:
    """Return a rack server's label: MTM and S/N, joined in one barcode as Lenovo does."""
    label = Label(72, 28, face=rng.choice(("arimo", "noto")))
    label.surfaces = ("rack", "metal")
    model, mtm = rng.choice(
        (
            ("ThinkSystem SR650", "7X06CTO1WW"),
            ("ThinkSystem SR630", "7X02A04BEA"),
            ("ThinkSystem SR550", "7X04CTO1WW"),
        )
    )
    serial = rng.choice(("J30", "J10", "S4A", "06A")) + made(rng, "?????")
    label.text(3, 2.8, "Lenovo", 2.8, bold=True)
    label.text(69, 3, model, 2.1, align="right", room=44, key=True)
    label.text(3, 8, rng.choice(("MTM", "MT-M:", "Machine Type Model:")) + f" {mtm}", 2.1, key=True)
    label.text(3, 12, f"S/N {serial}", 2.3, bold=True, key=True)
    label.linear(5, 15.6, f"1S{mtm}{serial}", height=4.6, module=0.22, room=52)
    label.text(3, 22, f"200-240V~ 50/60Hz 6.2A   {parts.date(rng)}", 1.5)
    label.text(3, 24.8, "Regulatory: LNVOS-SR  " + parts.made_in(rng), 1.3)
    label.matrix(57, 15, f"1S{mtm}{serial}", kind="DataMatrix", size=10)
    label.truth = Truth(
        manufacturer="Lenovo", model=model, part_number=mtm, serial=serial, category="server"
    )
    return label


def thinkpad(rng: random.Random) -> Label:
    """Return the print on a notebook's base, its serial with a hyphen and without a barcode."""
    label = Label(90, 20, face=rng.choice(("noto", "arimo")), paper=None, ink=(196, 196, 192))
    label.surfaces = ("black-plastic",)
    model, mtm = rng.choice(
        (("ThinkPad T480", "20L6-S0AB00"), ("ThinkPad X1 Carbon", "20KH-0039GE"))
    )
    serial = rng.choice(("PF", "PC", "R9")) + "-" + made(rng, "#?####").upper()
    label.text(3, 2, f"Lenovo {model}", 2.2, bold=True, key=True)
    label.text(3, 6.6, f"TYPE {mtm}", 2.0, key=True)
    label.text(40, 6.6, f"S/N {serial}", 2.0, key=True)
    label.text(70, 6.6, f"{rng.randint(16, 21)}/{rng.randint(1, 12):02}", 1.8)
    label.text(3, 11, "INPUT 20V 3.25A/2.25A   FCC ID: PD98265NG   IC: 1000M-8265NG", 1.4)
    label.text(3, 14, f"Model Name: TP00092{rng.choice('ABC')}   {parts.made_in(rng)}", 1.4)
    parts.bin_mark(label, 80, 10.5, 5)
    label.truth = Truth(
        manufacturer="Lenovo", model=model, part_number=mtm, serial=serial, category="laptop"
    )
    return label


def supermicro(rng: random.Random) -> Label:
    """Return a server's sticker: bare values under barcodes, captions only in part."""
    label = Label(80, 34, face=rng.choice(("arimo", "archivo-narrow", "fira-mono")))
    label.surfaces = ("metal", "rack")
    model = rng.choice(("SYS-1019P-WTR", "SYS-2028U-E1CNR4T+", "AS-1114S-WN10RT"))
    serial = rng.choice(("S", "A", "E")) + made(rng, "######X") + made(rng, "#?#####")
    address = mac(rng, ("AC1F6B", "0CC47A", "3CECEF"))
    label.text(3, 2.6, "SUPERMICRO", 2.4, bold=True)
    label.text(77, 2.8, "www.supermicro.com", 1.6, align="right", room=30)
    parts.barcoded(
        label, 5, 6.8, "MODEL:", model, size=2.0, height=3.6, module=0.22, key=True, room=70
    )
    parts.barcoded(
        label, 5, 15, "SERIAL NO:", serial, size=2.0, height=3.6, module=0.22, key=True, room=70
    )
    label.text(5, 23.4, f"MAC: {address}", 1.9, key=True)
    label.text(44, 23.4, f"IPMI: {following(address, 2)}", 1.9, key=True)
    label.text(5, 26.8, f"PWD: {made(rng, 'AAAAAAAAAA')}", 1.7)
    label.text(5, 30, "100-240V~ 8-4A 50-60Hz   " + parts.made_in(rng), 1.4)
    label.truth = Truth(
        manufacturer="Supermicro",
        model=model,
        serial=serial,
        mac_addresses=[colons(address), colons(following(address, 2))],
        category="server",
    )
    return label


def mini_pc(rng: random.Random) -> Label:
    """Return a mini PC's base label with a second, regulatory model."""
    label = Label(56, 40, face=rng.choice(("noto", "aileron", "arimo")), radius=2)
    label.surfaces = ("black-plastic", "gray-plastic")
    model, regulatory = rng.choice((("NUC11PAHi5", "NUC11PAH"), ("NUC8i5BEH", "NUC8BE")))
    serial = rng.choice(("G6", "GE", "BT")) + made(rng, "PA########")[:10]
    address = mac(rng, ("1C697A", "88AEDD", "94C691"))
    label.text(3, 3, "intel", 3.2, bold=True)
    label.text(53, 3.6, "NUC", 2.4, align="right", room=20)
    label.text(3, 9, f"Model: {model}", 2.1, bold=True, key=True)
    label.text(3, 12.8, f"Regulatory Model: {regulatory}", 1.5)
    label.text(3, 15.8, f"S/N: {serial}", 2.1, key=True)
    label.linear(5, 19, serial, height=3.8, module=0.22)
    label.text(3, 24.6, f"MAC: {address}", 1.8, key=True)
    label.text(3, 28, f"SA: M{made(rng, '#####')}-30{rng.randint(1, 9)}  19V 6.32A", 1.5)
    parts.marks(label, 4, 31, 4, rng)
    label.text(3, 36.6, parts.made_in(rng), 1.2)
    label.truth = Truth(
        manufacturer="Intel",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="mini-pc",
    )
    return label


def qnap(rng: random.Random) -> Label:
    """Return a storage box's label in two columns, with a key=value QR code."""
    label = Label(74, 34, face=rng.choice(("arimo", "noto", "ubuntu")))
    label.surfaces = ("metal", "gray-plastic")
    model = rng.choice(("TS-453D", "TS-873", "TS-469L"))
    serial = "Q" + made(rng, "###?#####")
    address = mac(rng, ("245EBE", "00089B"))
    label.text(3, 3, "QNAP", 3.2, bold=True)
    label.text(3, 9, "Model", 1.5)
    label.text(3, 11.4, model, 2.4, bold=True, key=True)
    label.text(28, 9, "S/N", 1.5)
    label.text(28, 11.4, serial, 2.4, bold=True, key=True)
    label.text(3, 16.4, "MAC 1", 1.5)
    label.text(3, 18.8, colons(address), 1.9, key=True)
    label.text(3, 22.2, "MAC 2", 1.5)
    label.text(3, 24.6, colons(following(address)), 1.9, key=True)
    label.text(3, 29, "12V 7.5A   " + parts.made_in(rng), 1.5)
    label.matrix(57, 12, f"model={model};sn={serial};mac={address}", size=13)
    label.text(57, 28, "CloudKey: " + made(rng, "********"), 1.2)
    label.truth = Truth(
        manufacturer="QNAP",
        model=model,
        serial=serial,
        mac_addresses=[colons(address), colons(following(address))],
        category="storage",
    )
    return label


def synology(rng: random.Random) -> Label:
    """Return a carton's label: serial and MAC as Code 39, product code as EAN."""
    label = Label(84, 46, face=rng.choice(("noto", "fira", "arimo")))
    label.surfaces = ("cardboard",)
    model = rng.choice(("DS918+", "DS220+", "RS1221+"))
    serial = made(rng, "##?#") + rng.choice(("PDN", "QZR", "SBR")) + made(rng, "######")
    address = mac(rng, ("001132", "9009D0"))
    label.text(4, 3.6, "Synology", 3.0, bold=True)
    label.text(80, 3.6, model, 3.4, align="right", bold=True, room=34, key=True)
    parts.barcoded(
        label,
        7,
        10,
        "S/N:",
        serial,
        size=2.2,
        kind="Code39",
        height=5,
        module=0.18,
        key=True,
        room=70,
    )
    parts.barcoded(
        label,
        7,
        20.4,
        "MAC:",
        address,
        size=2.2,
        kind="Code39",
        height=5,
        module=0.18,
        key=True,
        room=70,
    )
    code = ean13(rng, "471")
    label.linear(9, 31.4, code, kind="EAN13", height=8, module=0.28, room=40)
    label.text(22, 40.6, f"{code[0]} {code[1:7]} {code[7:]}", 1.9, align="center", room=30)
    label.text(46, 32, "2-bay / 4-bay NAS", 1.8)
    label.text(46, 35.4, f"Carton {rng.randint(1, 4)} of 4", 1.8)
    label.text(46, 39, parts.made_in(rng), 1.7)
    label.frame(Box(1, 1, 83, 45), 0.2)
    label.truth = Truth(
        manufacturer="Synology",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="storage",
    )
    return label
