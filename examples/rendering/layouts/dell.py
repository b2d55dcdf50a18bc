"""Dell: service tag stickers, part labels and notebooks."""

import random
from typing import Final

from ..artwork import Box, Label
from ..numbers import colons, express_code, mac, made
from ..numbers import service_tag as service_tag_number
from ..truth import Truth
from . import parts

_SERVERS: Final = (
    ("PowerEdge R730", "E31S Series", "E31S001"),
    ("PowerEdge R640", "E39S Series", "E39S001"),
    ("PowerEdge R740xd", "E38S Series", "E38S001"),
    ("PowerEdge R430", "E28S Series", "E28S001"),
    ("PowerEdge T440", "E46S Series", "E46S001"),
)
_PREFIXES: Final = ("B083FE", "D09466", "509A4C", "F8BC12")


def service_tag(rng: random.Random) -> Label:
    """Return a service tag sticker, which names neither model nor maker."""
    label = Label(62, 24, face=rng.choice(("arimo", "archivo-narrow", "noto")))
    label.surfaces = ("rack", "black-plastic", "metal")
    tag = service_tag_number(rng)
    caption = rng.choice(("Service Tag:", "SVC TAG:", "Service Tag (S/N):", "ST:"))
    label.text(3, 2.6, caption, 2.0)
    label.text(31 if len(caption) < 16 else 34, 2.3, tag, 2.9, bold=True, key=True)
    label.linear(4, 6.6, tag, height=5.0, module=0.3)
    if rng.random() < 0.6:
        label.matrix(47, 6.4, tag, kind=rng.choice(("QRCode", "DataMatrix")), size=10)
    code = rng.choice(("Express Service Code:", "EX Code:", "EXPRESS SVC CODE:"))
    label.text(3, 14.2, f"{code} {express_code(tag)}", 1.7, room=42)
    label.text(
        3, 18.4, f"Mfg Date: {made(rng, '20')}{rng.randint(14, 23)}-0{rng.randint(1, 9)}", 1.3
    )
    label.text(34, 20, f"DP/N {made(rng, '0?????')} A0{rng.randint(0, 9)}", 1.3, room=22)
    label.truth = Truth(serial=tag)
    return label


def server(rng: random.Random) -> Label:
    """Return a server's information tag with its regulatory model beside the marketing one."""
    label = Label(92, 40, face=rng.choice(("arimo", "fira", "noto")))
    label.surfaces = ("metal", "rack", "cardboard")
    model, regulatory, kind = rng.choice(_SERVERS)
    tag = service_tag_number(rng)
    address = mac(rng, _PREFIXES)
    label.text(3, 3, "DELL", 4.0, bold=True)
    label.text(21, 3.4, model, 2.8, bold=True, key=True)
    label.text(89, 3.4, f"Reg Model: {regulatory}", 1.5, align="right", room=34)
    label.text(89, 6.3, f"Reg Type: {kind}", 1.5, align="right", room=34)
    label.line(3, 9.6, 89, 9.6)
    parts.pair(
        label, 3, 11.4, rng.choice(("Service Tag", "SVC TAG")), tag, 2.6, bold=True, key=True
    )
    label.linear(5, 15.4, tag, height=5.2, module=0.32)
    label.text(3, 22.6, f"Express Service Code {express_code(tag)}", 1.9, room=54)
    label.text(3, 26.8, f"iDRAC MAC Address: {colons(address)}", 1.9, room=54, key=True)
    label.linear(5, 30, address, height=4.4, module=0.22)
    label.matrix(72, 12, f"{tag}", size=13)
    label.text(61, 28, "100-240V~ 10A-5A 50/60Hz", 1.4)
    label.text(61, 31, parts.made_in(rng), 1.4)
    label.text(61, 34, f"Input: 750W x2  {parts.date(rng)}", 1.4)
    label.truth = Truth(
        manufacturer="Dell",
        model=model,
        serial=tag,
        mac_addresses=[colons(address)],
        category="server",
    )
    return label


def power_supply(rng: random.Random) -> Label:
    """Return a power supply's plate: a lot of electrical text around a part label."""
    label = Label(76, 52, face=rng.choice(("arimo", "archivo-narrow")))
    label.surfaces = ("metal", "rack")
    part = made(rng, "0?????")
    serial = f"CN-{part}-" + made(rng, "#####-##?-0?**") + f"-A0{rng.randint(0, 4)}"
    watts, model = rng.choice(((750, "E750E-S1"), (495, "D495E-S1"), (1100, "L1100E-S0")))
    label.text(3, 3, "DELL", 3.4, bold=True)
    label.text(17, 3.2, "AC SWITCHING POWER SUPPLY", 1.9, bold=True)
    label.text(17, 6.4, f"MODEL NO. {model}", 1.9, key=True)
    label.text(3, 10.4, f"INPUT: 100-240V~, 10A-5A, 50/60Hz  ({watts}W MAX)", 1.5)
    label.text(3, 13.2, f"OUTPUT: +12V/{watts / 12.0:.1f}A, +12VSB/3.0A", 1.5)
    label.text(3, 16.0, "+12V & +12VSB MAX. COMBINED POWER SHALL NOT EXCEED RATING", 1.2)
    label.line(2, 19, 74, 19)
    label.text(3, 20.6, f"DP/N {part}", 2.4, bold=True, key=True)
    label.linear(5, 24.2, serial.replace("-", ""), height=5, module=0.22)
    label.text(3, 30.6, f"S/N: {serial}", 1.9, key=True)
    label.text(66, 20.6, "REV A02", 1.9, align="center", room=16)
    parts.marks(label, 4, 36, 5, rng)
    label.text(3, 44, "CAUTION: HAZARDOUS VOLTAGE INSIDE. DO NOT OPEN.", 1.4)
    label.text(3, 47, f"{parts.made_in(rng)}   80 PLUS PLATINUM", 1.4)
    label.truth = Truth(
        manufacturer="Dell", model=model, serial=serial, part_number=part, category="psu"
    )
    return label


def notebook(rng: random.Random) -> Label:
    """Return the print on a notebook's base: no paper, gray letters on dark plastic."""
    label = Label(96, 22, face=rng.choice(("noto", "arimo")), paper=None, ink=(190, 190, 188))
    label.surfaces = ("black-plastic",)
    model, regulatory, kind = rng.choice(
        (("Latitude 7490", "P73G", "P73G002"), ("Latitude 5500", "P80F", "P80F001"))
    )
    tag = service_tag_number(rng)
    label.text(3, 2, f"DELL  {model}", 2.3, bold=True, key=True)
    label.text(3, 6.4, f"Reg Model: {regulatory}   Reg Type No. {kind}", 1.5)
    label.text(3, 9.4, "Input: 19.5VDC 3.34A / 4.62A   DC IN", 1.5)
    label.text(3, 13.4, f"Service Tag {tag}", 2.1, key=True)
    label.text(3, 17.4, f"Express Svc Code {express_code(tag)}", 1.6, room=60)
    label.matrix(76, 5, tag, size=11)
    parts.bin_mark(label, 90, 6, 5)
    label.frame(Box(0.5, 0.3, 95.5, 21.7), 0.15)
    label.truth = Truth(manufacturer="Dell", model=model, serial=tag, category="laptop")
    return label
