"""Network gear: Juniper, Arista, Fortinet, Netgear, TP-Link, MikroTik, Ubiquiti."""

import random

from ..artwork import Box, Label
from ..numbers import colons, dashes, following, mac, made, upc, week
from ..truth import Truth
from . import parts


def juniper(rng: random.Random) -> Label:
    """Return a chassis label with part number, revision and serial, each under its barcode."""
    label = Label(84, 30, face=rng.choice(("arimo", "fira")))
    label.surfaces = ("metal", "rack")
    model, part, category = rng.choice(
        (
            ("EX2300-24T", "650-067199", "switch"),
            ("EX3400-48P", "650-059857", "switch"),
            ("SRX320", "650-064606", "firewall"),
            ("QFX5100-48S-6Q", "650-049942", "switch"),
        )
    )
    serial = made(rng, "AA") + made(rng, "##########")
    address = mac(rng, ("F4A739", "3C8AB0", "40DEAD"))
    label.text(3, 2.6, "JUNIPER NETWORKS", 2.2, bold=True)
    label.text(81, 2.8, f"MODEL NO. {model}", 1.9, align="right", room=42, key=True)
    label.linear(5, 7, serial, height=4, module=0.22)
    label.text(4, 12, f"S/N {serial}", 2.0, key=True)
    label.linear(5, 16.4, part, height=4, module=0.22)
    label.text(4, 21.4, f"P/N {part} REV {rng.randint(1, 19):02}", 1.9, key=True)
    label.text(4, 25.6, f"MAC {colons(address)}", 1.7)
    label.text(
        80, 25.6, f"CLEI {made(rng, 'AAA')}{made(rng, 'A#')}00ARA", 1.5, align="right", room=30
    )
    label.matrix(66, 9, f"{part} {serial}", kind="DataMatrix", size=12)
    label.truth = Truth(
        manufacturer="Juniper",
        model=model,
        serial=serial,
        part_number=part,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label


def arista(rng: random.Random) -> Label:
    """Return a label whose values stand in a column right of the captions."""
    label = Label(64, 30, face=rng.choice(("noto", "ubuntu", "arimo")))
    label.surfaces = ("metal", "rack")
    model = rng.choice(("DCS-7050SX3-48YC8-F", "DCS-7010T-48-F", "DCS-7280SR-48C6-F"))
    serial = rng.choice(("JPE", "SSJ", "HSH")) + week(rng) + made(rng, "####")
    address = mac(rng, ("001C73", "28993A", "444CA8"))
    label.text(3, 2.6, "ARISTA", 2.8, bold=True)
    rows = (
        ("Model:", model),
        ("SN:", serial),
        ("ASY:", f"ASY-0{made(rng, '####')}-0{rng.randint(1, 5)} {rng.randint(1, 30):02}.00"),
        ("MAC:", colons(address)),
        ("MFG Date:", parts.date(rng)),
    )
    for row, (caption, value) in enumerate(rows):
        key = caption in {"Model:", "SN:", "MAC:"}
        parts.pair(label, 3, 7.4 + 3 * row, caption, value, 1.8, column=17, key=key)
    label.linear(6, 23, serial, height=4.6, module=0.25)
    envelope = f"[)>\x1e06\x1dS{serial}\x1d1P{model}\x1d30P{address}\x1e\x04"
    label.matrix(48, 10, envelope, size=13)
    label.truth = Truth(
        manufacturer="Arista",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="switch",
    )
    return label


def fortinet(rng: random.Random) -> Label:
    """Return a firewall's base label: product, serial, part number, power, country."""
    label = Label(70, 36, face=rng.choice(("arimo", "aileron")), radius=2)
    label.surfaces = ("white-plastic", "metal")
    model, stem = rng.choice(
        (("FG-100F", "FG100FTK"), ("FG-60F", "FGT60FTK"), ("FG-40F", "FGT40FTK"))
    )
    serial = stem + week(rng, 19, 23)[:2] + made(rng, "######")
    address = mac(rng, ("00090F", "E023FF", "94F392"))
    label.text(3, 3, "FORTINET", 2.8, bold=True)
    label.text(34, 3.4, f"Product: FortiGate-{model[3:]}", 1.8)
    label.text(3, 8.2, f"Model: {model}", 1.9, key=True)
    part = f"P{made(rng, '#####')}-0{rng.randint(1, 9)}"
    label.text(36, 8.2, f"P/N: {part}", 1.9, key=True)
    parts.barcoded(
        label,
        5,
        12.2,
        "S/N:",
        serial,
        size=2.1,
        kind="Code39",
        height=4.6,
        module=0.17,
        above=True,
        key=True,
    )
    label.text(3, 21.6, f"MAC: {dashes(address)} ~ {dashes(following(address, 9))[-8:]}", 1.6)
    label.text(3, 24.8, "Input: 12V DC 3A   FCC ID: TVE-FG100F", 1.4)
    parts.marks(label, 4, 28.4, 4.4, rng)
    label.text(67, 32, parts.made_in(rng), 1.4, align="right", room=30)
    label.truth = Truth(
        manufacturer="Fortinet",
        model=model,
        serial=serial,
        part_number=part,
        mac_addresses=[colons(address)],
        category="firewall",
    )
    return label


def netgear(rng: random.Random) -> Label:
    """Return a switch label: barcodes for MAC and serial, login data that must not be taken."""
    label = Label(66, 39, face=rng.choice(("arimo", "archivo-narrow", "noto")))
    label.surfaces = ("metal", "gray-plastic", "rack")
    model = rng.choice(("GS308E", "GS724Tv4", "GS110TPv3", "XS508M"))
    serial = made(rng, "#?#####") + made(rng, "#####?")
    address = mac(rng, ("9C3DCF", "A040A0", "6CB0CE"))
    label.text(3, 2.6, "NETGEAR", 2.6, bold=True)
    label.text(63, 2.9, f"Model: {model}", 2.0, align="right", room=30, key=True)
    label.text(3, 7, "DEFAULT ACCESS  http://192.168.0.239   password: password", 1.4)
    parts.barcoded(label, 5, 10, "SERIAL", serial, size=1.9, height=4.2, above=True, key=True)
    parts.barcoded(label, 5, 18.6, "MAC", address, size=1.9, height=4.2, above=True, key=True)
    label.text(3, 27, f"Input 12V DC 1A   272-{made(rng, '#####')}-0{rng.randint(1, 5)}", 1.4)
    label.text(3, 30, "Designed by NETGEAR in California. " + parts.made_in(rng), 1.3)
    parts.fcc_text(label, 3, 33, 1.0, 60, lines=2)
    label.truth = Truth(
        manufacturer="Netgear",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="switch",
    )
    return label


def tp_link(rng: random.Random) -> Label:
    """Return a consumer label: version, wireless key, EAN and a QR code."""
    label = Label(62, 38, face=rng.choice(("noto", "ubuntu", "arimo")), radius=2.2)
    label.surfaces = ("white-plastic", "black-plastic", "gray-plastic")
    model, category = rng.choice(
        (("TL-SG108E", "switch"), ("Archer AX55", "router"), ("EAP245", "access-point"))
    )
    serial = made(rng, "2") + made(rng, "############")
    address = mac(rng, ("50C7BF", "B04E26", "1C61B4"))
    label.text(3, 3, "tp-link", 3.0, bold=True)
    label.text(3, 8.4, f"Model: {model}", 2.1, bold=True, key=True)
    label.text(3, 12.2, f"Ver: {rng.randint(1, 6)}.0   Power: 12V 2A", 1.7)
    label.text(3, 15.4, f"MAC: {dashes(address)}", 1.9, key=True)
    label.text(3, 19, f"S/N: {serial}", 2.0, key=True)
    label.linear(5, 22.4, serial, height=4.4, module=0.22)
    label.text(
        3, 28.6, f"SSID: TP-Link_{address[-4:]}   Wireless Password: {made(rng, '########')}", 1.4
    )
    label.text(
        3, 31.4, f"FCC ID: TE7{model[-4:].replace(' ', '')}   IC: 8853A-{made(rng, 'AA##')}", 1.4
    )
    label.text(3, 34.2, parts.made_in(rng), 1.4)
    label.matrix(47, 6, f"WIFI:T:WPA;S:TP-Link_{address[-4:]};P:{made(rng, '########')};;", size=12)
    label.truth = Truth(
        manufacturer="TP-Link",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label


def mikrotik(rng: random.Random) -> Label:
    """Return a RouterBOARD label: E01 and E05 addresses, a serial with a date code behind it."""
    label = Label(56, 26, face=rng.choice(("archivo-narrow", "arimo", "ubuntu-mono")))
    label.surfaces = ("black-plastic", "metal", "white-plastic")
    model, ports, category = rng.choice(
        (
            ("RB4011iGS+RM", 10, "router"),
            ("CRS326-24G-2S+RM", 26, "switch"),
            ("RB760iGS", 6, "router"),
            ("CCR2004-16G-2S+", 18, "router"),
        )
    )
    serial = made(rng, "H????******") if rng.random() < 0.5 else made(rng, "xxxxxxxxxxxx")
    address = mac(rng, ("6C3B6B", "B869F4", "48A98A", "DC2C6E"))
    last = following(address, ports - 1)
    dated = f"{serial}/{rng.randint(1, 52)}{rng.randint(18, 23)}/r{rng.randint(1, 3)}"
    shown = dated if rng.random() < 0.4 else serial
    label.text(3, 2.4, "MikroTik", 2.4, bold=True)
    label.text(53, 2.6, model, 2.0, align="right", room=32, bold=True, key=True)
    label.text(3, 7, f"S/N: {shown}", 1.9, key=True)
    label.text(3, 10.6, f"E01: {colons(address)}", 1.8, key=True)
    label.text(3, 13.8, f"E{ports:02}: {colons(last)}", 1.8, key=True)
    label.linear(5, 17, serial, height=4, module=0.22, room=36)
    label.text(3, 22.4, "12-57V DC   CE  FCC  EAC   Made in Latvia", 1.3)
    label.matrix(43, 9, f"{serial};{address}", size=10)
    label.truth = Truth(
        manufacturer="MikroTik",
        model=model,
        serial=serial,
        mac_addresses=[colons(address), colons(last)],
        category=category,
    )
    return label


def ubiquiti(rng: random.Random) -> Label:
    """Return a label with a MAC and a QR code but no serial at all."""
    label = Label(
        40, 40, face=rng.choice(("noto", "fira", "aileron")), paper=None, ink=(70, 70, 74)
    )
    label.surfaces = ("white-plastic",)
    model, category = rng.choice(
        (("USW-24-PoE", "switch"), ("UAP-AC-Pro", "access-point"), ("U6-Lite", "access-point"))
    )
    address = mac(rng, ("F09FC2", "802AA8", "74ACB9", "E063DA"))
    code = made(rng, "AxAxAx")
    label.text(20, 2.4, "Ubiquiti Inc.", 2.0, align="center")
    label.text(20, 6.4, f"Model: {model}", 2.1, align="center", bold=True, key=True)
    label.matrix(12.5, 10.6, f"{address}-{code}", size=15)
    label.text(20, 27.6, f"{address}-{code}", 2.0, align="center", key=True)
    label.text(20, 31.4, "FCC ID: SWX-" + model.replace("-", "")[:6], 1.3, align="center")
    label.text(20, 33.8, "IC: 6545A-" + model.replace("-", "")[:6], 1.3, align="center")
    label.text(20, 36.2, "48V 0.5A  " + parts.made_in(rng), 1.3, align="center")
    label.truth = Truth(
        manufacturer="Ubiquiti",
        model=model,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label


def ubiquiti_carton(rng: random.Random) -> Label:
    """Return a carton's label with EAN-like and MAC barcodes side by side."""
    label = Label(100, 40, face=rng.choice(("noto", "arimo")))
    label.surfaces = ("cardboard",)
    model, category = rng.choice((("USW-Lite-8-PoE", "switch"), ("ER-X", "router")))
    address = mac(rng, ("F09FC2", "788A20", "68D79A"))
    label.text(4, 4, "Ubiquiti", 3.4, bold=True)
    label.text(4, 10, model, 4.0, bold=True, key=True)
    label.text(4, 17, f"MAC ID: {address}", 2.4, key=True)
    label.linear(6, 21.4, address, height=6, module=0.26)
    label.text(4, 30, f"Qty: 1   {parts.made_in(rng)}   Rev. {rng.randint(1, 60):02}", 1.9)
    label.text(4, 34, f"FW: v{rng.randint(4, 7)}.{rng.randint(0, 9)}.{rng.randint(10, 60)}", 1.9)
    code = upc(rng, "8105")
    label.linear(66, 8, code, kind="UPCA", height=11, module=0.28, room=32)
    label.text(
        79, 20, f"{code[0]} {code[1:6]} {code[6:11]} {code[11]}", 2.0, align="center", room=30
    )
    label.frame(Box(1, 1, 99, 39), 0.2)
    label.truth = Truth(
        manufacturer="Ubiquiti",
        model=model,
        mac_addresses=[colons(address)],
        category=category,
    )
    return label
