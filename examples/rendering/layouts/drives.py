"""Disks and solid state drives, mostly crowded labels."""

import random

from ..artwork import Box, Label
from ..numbers import made, week
from ..truth import Truth
from . import parts


def samsung(rng: random.Random) -> Label:
    """Return a solid state drive's label with colons in columns."""
    label = Label(64, 48, face=rng.choice(("arimo", "noto", "archivo-narrow")), radius=1)
    label.surfaces = ("drive-casing", "black-plastic")
    model, part, size = rng.choice(
        (
            ("MZ7LH960HAJR", "MZ7LH960HAJR-00005", "960GB"),
            ("MZQLB1T9HAJR", "MZQLB1T9HAJR-00007", "1.92TB"),
            ("MZ7KM480HMHQ", "MZ7KM480HMHQ-00005", "480GB"),
        )
    )
    serial = rng.choice(("S4EVNX0M", "S45NNA0N", "S3F3NX0K", "S5YHNG0N")) + made(rng, "######")
    label.text(3, 3, "SAMSUNG", 3.4, bold=True)
    label.text(61, 3.2, rng.choice(("PM883", "PM983", "SM863a")), 2.6, align="right", room=20)
    label.text(3, 8.8, f"SATA 6.0Gbps SSD   {size}   DC +5V 1.7A", 1.6)
    for row, (caption, value) in enumerate(
        (
            ("MODEL", model),
            ("S/N", serial),
            ("P/N", part),
            ("WWN", "5002538E" + made(rng, "xxxxxxxx")),
            ("PSID", "".join(made(rng, "********") for _ in range(4))),
        )
    ):
        parts.pair(label, 3, 13 + 3.1 * row, caption, f": {value}", 1.8, column=13, key=row < 3)
    label.linear(5, 29.6, serial, height=4.6, module=0.22, room=44)
    label.text(3, 36.4, f"F/W : HXT7{made(rng, '###')}Q   {parts.date(rng)}", 1.6)
    parts.marks(label, 4, 40.4, 4.4, rng)
    label.matrix(51, 29, f"{part}{serial}", kind="DataMatrix", size=9)
    label.truth = Truth(
        manufacturer="Samsung", model=model, serial=serial, part_number=part, category="disk"
    )
    return label


def seagate(rng: random.Random) -> Label:
    """Return a hard disk's label: SN, PN, WWN, firmware, with captions right above barcodes."""
    label = Label(96, 62, face=rng.choice(("arimo", "fira", "aileron")), radius=2)
    label.surfaces = ("drive-casing",)
    model, part, size, name = rng.choice(
        (
            ("ST4000NM0035", "1V4107-004", "4TB", "Exos 7E8"),
            ("ST8000VN004", "2M2101-500", "8TB", "IronWolf"),
            ("ST2000DM008", "2FR102-301", "2TB", "BarraCuda"),
        )
    )
    serial = rng.choice(("ZA1", "ZC1", "Z1F", "WKD")) + made(rng, "?????")
    label.text(4, 4, "SEAGATE", 4.4, bold=True)
    label.text(92, 4, name, 4.0, align="right", bold=True, room=44)
    label.text(92, 10.4, size, 5.0, align="right", room=30)
    label.linear(6, 12, serial, height=5, module=0.3)
    label.text(5, 18.2, f"S/N: {serial}", 2.5, bold=True, key=True)
    label.text(5, 23.6, f"Model: {model}", 2.3, key=True)
    label.text(5, 28, f"P/N: {part}", 2.3, key=True)
    label.text(50, 28, f"FW: {made(rng, 'AA##')}", 2.3)
    label.text(5, 32.4, f"WWN: 5000C500{made(rng, 'xxxxxxxx')}", 2.1)
    label.linear(50, 18, part, height=5, module=0.22, kind="Code39", room=42)
    label.text(
        5, 36.6, f"Date: {parts.date(rng)}   Site: {rng.choice(('WU', 'TK', 'KRATSG'))}", 2.0
    )
    label.text(5, 41, "+5V 0.45A   +12V 0.76A   LBA: 7814037168", 1.9)
    parts.marks(label, 6, 45.6, 5.4, rng)
    label.text(5, 54, "Seagate Technology LLC   " + parts.made_in(rng), 1.7)
    label.matrix(78, 40, f"{serial},{model},{part}", size=14)
    label.text(66, 56, "N17709 ICES-003 (B)/NMB-003 (B)", 1.5)
    label.truth = Truth(
        manufacturer="Seagate", model=model, serial=serial, part_number=part, category="disk"
    )
    return label


def western_digital(rng: random.Random) -> Label:
    """Return a hard disk's label with spaces around the model's hyphen, and a DCM."""
    label = Label(92, 58, face=rng.choice(("arimo", "noto")), radius=2)
    label.surfaces = ("drive-casing",)
    model, suffix, color = rng.choice(
        (
            ("WD40EFRX", "68N32N0", (172, 34, 38)),
            ("WD10EZEX", "08WN4A0", (30, 80, 160)),
            ("WD2003FYYS", "02W0B0", (40, 40, 44)),
        )
    )
    serial = rng.choice(("WCC4E", "WCC7K", "WMAY0", "WX11D")) + made(rng, "#??****")
    label.fill(Box(0.5, 6, 22, 52), color)
    label.text(11, 24, "WD", 7, bold=True, align="center", color=(246, 246, 243), room=20)
    label.text(26, 4, f"S/N: {serial}", 2.4, bold=True, key=True)
    label.linear(28, 8, serial, height=5, module=0.24)
    label.text(26, 15.6, f"MDL: {model} - {suffix}", 2.3, bold=True, key=True)
    label.text(26, 20.4, f"WWN: 50014EE2{made(rng, 'xxxxxxxx')}", 2.0)
    label.text(
        26, 24.4, f"DATE: {rng.randint(1, 28):02} JAN 2016   DCM: {made(rng, 'AAAAAAAAA')}", 1.8
    )
    label.text(26, 28.2, "R/N: 800032    5VDC: 0.60A    12VDC: 0.45A", 1.7)
    label.text(26, 32, "SATA / 64MB Cache   LBA: 7814037168", 1.7)
    label.text(26, 36, "Western Digital Technologies, Inc.", 1.7)
    label.text(26, 39.6, "Product of Thailand", 1.7)
    parts.marks(label, 27, 44, 5, rng)
    label.text(26, 52, "Warranty void if any label or seal is removed", 1.5)
    label.truth = Truth(manufacturer="Western Digital", model=model, serial=serial, category="disk")
    return label


def toshiba(rng: random.Random) -> Label:
    """Return a hard disk's label whose serial is print only; its one barcode is another code."""
    label = Label(88, 54, face=rng.choice(("archivo-narrow", "arimo")), radius=2)
    label.surfaces = ("drive-casing",)
    model = rng.choice(("MG04ACA400E", "HDWG11A", "DT01ACA200", "MQ01ABD100"))
    serial = made(rng, "##?#?####??*")
    label.text(4, 4, "TOSHIBA", 4.0, bold=True)
    label.text(84, 4.4, "DISK DRIVE", 2.4, align="right", room=30)
    label.text(4, 11.4, f"MODEL  {model}", 2.5, bold=True, key=True)
    label.text(4, 16.6, "SERIAL NO.", 2.0)
    label.text(4, 20.4, serial, 2.9, bold=True, key=True, face="fira-mono")
    label.text(50, 16.6, f"HDD CODE  HDEPV{made(rng, '##')}GEA51", 1.8)
    label.text(50, 20.4, f"FW  FP{rng.randint(1, 5)}A    {week(rng)}", 1.8)
    label.linear(54, 24.4, made(rng, "AB##########"), height=4.4, module=0.2)
    label.text(4, 27.6, "CAPACITY 4TB   5V 0.7A  12V 0.9A", 1.8)
    label.text(4, 31.6, "DRIVE REV. AA00/D0   EIA/TIA", 1.8)
    parts.marks(label, 5, 36, 5.4, rng)
    label.text(4, 45, "TOSHIBA ELECTRONIC DEVICES & STORAGE CORPORATION", 1.6)
    label.text(4, 48.6, parts.made_in(rng), 1.6)
    label.truth = Truth(manufacturer="Toshiba", model=model, serial=serial, category="disk")
    return label


def intel_drive(rng: random.Random) -> Label:
    """Return a solid state drive's label with an ISO 15434 DataMatrix."""
    label = Label(64, 40, face=rng.choice(("noto", "fira")), radius=1)
    label.surfaces = ("drive-casing", "metal")
    model, size = rng.choice((("SSDSC2KB480G8", "480GB"), ("SSDPE2KX010T8", "1.0TB")))
    serial = rng.choice(("PHYG", "PHYF", "BTYF")) + made(rng, "########") + "480BGN"
    label.text(3, 3, "intel", 4.0, bold=True)
    label.text(22, 3.6, f"Solid State Drive {size}", 2.2)
    label.text(3, 10, f"Model: {model}", 2.1, key=True)
    label.text(3, 14, f"SN: {serial}", 2.1, key=True)
    label.linear(5, 17.6, serial, height=4.2, module=0.2, room=44)
    label.text(3, 23.6, f"SA: K{made(rng, '#####')}-101   FW: XCV10110", 1.6)
    label.text(3, 26.8, f"WWN: 55CD2E4{made(rng, 'xxxxxxxxx')}", 1.6)
    label.text(3, 30, f"+5V 1.2A  +12V 0.4A  PBA: J{made(rng, '#####')}-302", 1.6)
    label.text(3, 34, parts.made_in(rng) + f"  {parts.date(rng)}", 1.5)
    envelope = f"[)>\x1e06\x1dS{serial}\x1d1P{model}\x1e\x04"
    label.matrix(50, 22, envelope, kind="DataMatrix", size=11)
    label.truth = Truth(manufacturer="Intel", model=model, serial=serial, category="disk")
    return label
