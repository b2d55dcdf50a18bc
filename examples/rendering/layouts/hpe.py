"""HPE and HP: pull tabs, server labels, notebooks."""

import random
from typing import Final

from ..artwork import Label
from ..numbers import colons, mac, made, upc, week
from ..truth import Truth
from . import parts

_SERVERS: Final = (
    ("ProLiant DL380 Gen10", "868703-B21"),
    ("ProLiant DL360 Gen10", "867959-B21"),
    ("ProLiant ML350 Gen9", "754536-B21"),
    ("ProLiant DL325 Gen10", "P04654-B21"),
)


def _serial(rng: random.Random) -> str:
    site = rng.choice(("CZJ", "CZ2", "MXQ", "SGH", "2M2", "USE"))
    return site + week(rng)[1:] + made(rng, "?***")


def pull_tab(rng: random.Random) -> Label:
    """Return a pull tab: serial and product number only."""
    ink, paper = rng.choice((((24, 24, 26), (240, 240, 236)), ((235, 235, 232), (30, 31, 33))))
    label = Label(58, 26, face=rng.choice(("arimo", "noto")), ink=ink, paper=paper, radius=2.5)
    label.surfaces = ("rack", "metal")
    serial, product = _serial(rng), rng.choice(_SERVERS)[1]
    label.text(4, 3, rng.choice(("Serial No.", "Serial No:", "SN:")), 1.8)
    label.text(23, 2.9, serial, 2.2, bold=True, key=True)
    label.linear(6, 6.4, serial, height=4.6, module=0.25)
    label.text(4, 13.6, rng.choice(("Product No.", "Prod. No.", "PID:")), 1.8)
    label.text(23, 13.5, product, 2.2, bold=True, key=True)
    label.linear(6, 17, product, height=4.6, module=0.22)
    label.truth = Truth(serial=serial, part_number=product)
    return label


def server(rng: random.Random) -> Label:
    """Return a chassis label with name, serial, product number, UUID-like noise."""
    label = Label(94, 38, face=rng.choice(("arimo", "fira")))
    label.surfaces = ("metal", "rack")
    model, product = rng.choice(_SERVERS)
    serial, address = _serial(rng), mac(rng, ("9457A5", "14024F", "3CA82A"))
    label.text(3, 3, "Hewlett Packard Enterprise", 2.2, bold=True)
    label.text(3, 7, f"HPE {model}", 2.6, bold=True)
    label.text(91, 3.2, "Model: HSTNS-" + made(rng, "####"), 1.5, align="right", room=30)
    label.text(91, 6.2, parts.made_in(rng), 1.4, align="right", room=30)
    parts.barcoded(
        label, 4, 12, "Serial No.", serial, size=2.3, identifier="S", height=5, key=True, room=50
    )
    parts.barcoded(
        label,
        4,
        23.2,
        "Product No.",
        product,
        size=2.3,
        identifier="1P",
        height=5,
        key=True,
        room=50,
    )
    label.text(3, 33.4, f"iLO MAC {colons(address)}   iLO Password: {made(rng, '********')}", 1.7)
    label.matrix(66, 12, f"{serial}|{product}|{address}", kind="DataMatrix", size=13)
    label.text(60, 27.2, "100-127V / 200-240V~ 9.4A", 1.4)
    label.text(60, 30, "FCC ID: N/A  CLASS A", 1.4)
    label.truth = Truth(
        manufacturer="HPE",
        model=model,
        serial=serial,
        part_number=product,
        mac_addresses=[colons(address)],
        category="server",
    )
    return label


def notebook(rng: random.Random) -> Label:
    """Return a consumer-style HP label with serial, product ID and a warranty line."""
    label = Label(70, 26, face=rng.choice(("arimo", "aileron", "noto")), radius=1)
    label.surfaces = ("black-plastic", "gray-plastic")
    model, product = rng.choice(
        (("EliteBook 840 G5", "3JX01EA#ABD"), ("ProBook 450 G8", "2W8T5EA#ABU"))
    )
    serial = rng.choice(("5CG", "5CD", "CND", "8CC")) + week(rng)[1:] + made(rng, "****")
    label.text(3, 2.6, "HP " + model, 2.4, bold=True)
    label.text(3, 7.2, "SN:", 2.0)
    label.text(16, 7.2, serial, 2.2, key=True)
    label.text(3, 11.2, "ProdID:", 2.0)
    label.text(16, 11.2, product, 2.2, key=True)
    label.text(3, 15.2, "Warranty: 3y3y3y", 1.7)
    label.text(3, 18.4, f"Regulatory Model: HSTNN-I{made(rng, '##')}C", 1.5)
    label.text(3, 21.4, f"UPC {upc(rng, '19')}", 1.5)
    label.matrix(52, 7, f"SN:{serial};PN:{product}", size=13)
    label.truth = Truth(
        manufacturer="HP", model=model, serial=serial, part_number=product, category="laptop"
    )
    return label
