"""Uninterruptible supplies and power strips, mostly electrical text."""

import random

from ..artwork import Box, Label
from ..numbers import colons, mac, made, week
from ..truth import Truth
from . import parts


def apc_ups(rng: random.Random) -> Label:
    """Return a UPS's rear label: two columns of ratings, serial by the barcode."""
    label = Label(80, 44, face=rng.choice(("arimo", "noto")), radius=2)
    label.surfaces = ("black-plastic", "metal")
    model = rng.choice(("SMT1500RMI2U", "SMT3000I", "SMX1000I"))
    serial = rng.choice(("AS", "3S", "5A")) + week(rng) + made(rng, "#?####").upper()
    label.text(3, 3, "APC by Schneider Electric", 2.6, bold=True)
    label.text(3, 8.6, f"MODEL: {model}", 2.3, bold=True, key=True)
    label.text(3, 13, "INPUT: 220/230/240V~ 50/60Hz 8A", 1.6)
    label.text(3, 16, "OUTPUT: 220/230/240V~ 1500VA 1000W 6.5A", 1.6)
    label.text(3, 19, "BATTERY: 24VDC 21Ah   RBC: APCRBC133", 1.6)
    label.line(3, 22.2, 77, 22.2)
    parts.barcoded(
        label, 6, 24, "S/N:", serial, size=2.3, height=5, module=0.28, above=True, key=True
    )
    parts.marks(label, 6, 34.6, 4.4, rng)
    label.text(48, 34.6, "885-" + made(rng, "####") + " REV 02", 1.6)
    label.text(48, 37.6, parts.made_in(rng), 1.5)
    label.text(60, 25, "DANGER", 2.0, bold=True, room=17)
    label.text(60, 28.6, "HIGH VOLTAGE", 1.5, room=17)
    label.frame(Box(58.5, 23.6, 77, 31.6))
    label.truth = Truth(manufacturer="APC", model=model, serial=serial, category="ups")
    return label


def eaton_ups(rng: random.Random) -> Label:
    """Return a French UPS label: Réf. and N° de série."""
    label = Label(70, 36, face=rng.choice(("arimo", "fira", "noto")))
    label.surfaces = ("black-plastic", "metal")
    model, part = rng.choice((("9PX 1500i RT2U", "9PX1500IRT2U"), ("5P 1150i", "5P1150I")))
    serial = "G" + made(rng, "###") + rng.choice("ABFHKL") + made(rng, "#####")
    label.text(3, 2.8, "EATON", 3.2, bold=True)
    label.text(67, 3.2, model, 2.4, align="right", bold=True, room=40, key=True)
    label.text(3, 9, f"Réf. : {part}", 2.0, key=True)
    label.text(3, 13, "N° de série :", 1.8)
    label.text(3, 16.2, serial, 2.4, bold=True, key=True)
    label.linear(34, 12, serial, height=6.6, module=0.2, room=34)
    label.text(3, 21.4, "Entrée : 200-240 V~ 50/60 Hz 10 A", 1.6)
    label.text(3, 24.4, "Sortie : 1500 VA / 1500 W", 1.6)
    parts.marks(label, 4, 28, 4.2, rng)
    label.text(40, 30, "Fabriqué en " + rng.choice(("Chine", "France", "Roumanie")), 1.6)
    label.truth = Truth(
        manufacturer="Eaton", model=model, part_number=part, serial=serial, category="ups"
    )
    return label


def raritan_pdu(rng: random.Random) -> Label:
    """Return a power strip's long, narrow label."""
    label = Label(34, 84, face=rng.choice(("arimo", "noto")), radius=1)
    label.surfaces = ("metal", "black-plastic")
    model = rng.choice(("PX2-2493", "PX3-5138JR", "PX2-5205R"))
    serial = made(rng, "Q") + made(rng, "AA") + made(rng, "########")
    address = mac(rng, ("000D5D",))
    label.text(17, 3.4, "Raritan", 3.2, bold=True, align="center")
    label.text(17, 10, model, 2.6, bold=True, align="center", key=True)
    label.text(3, 16, "Input:", 1.7)
    label.text(3, 19, "200-240V~ 32A 50/60Hz", 1.7)
    label.text(3, 22.4, "Output:", 1.7)
    label.text(3, 25.4, "20x C13 10A, 4x C19 16A", 1.7)
    label.text(3, 31, "S/N:", 1.8)
    label.text(3, 34.4, serial, 2.4, bold=True, key=True)
    label.linear(4, 38.4, serial, height=5, module=0.18)
    label.text(3, 46, "MAC:", 1.8)
    label.text(3, 49.4, colons(address), 2.1, key=True)
    label.matrix(10, 55, f"SN={serial}&MAC={address}", size=13)
    label.text(17, 71, "CE   UL   RoHS", 1.8, align="center")
    label.text(17, 75, parts.made_in(rng), 1.5, align="center")
    label.text(17, 78.6, parts.date(rng), 1.5, align="center")
    label.truth = Truth(
        manufacturer="Raritan",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="pdu",
    )
    return label


def delta_supply(rng: random.Random) -> Label:
    """Return a bare power supply's plate in small print with several languages' warnings."""
    label = Label(
        84, 58, face=rng.choice(("archivo-narrow", "arimo")), radius=1, paper=(226, 226, 224)
    )
    label.surfaces = ("metal",)
    model = rng.choice(("DPS-750AB-1", "DPS-460KB", "DPS-1200FB"))
    serial = made(rng, "AAA") + "D" + week(rng) + made(rng, "######")
    label.text(3, 3, "DELTA ELECTRONICS, INC.", 2.4, bold=True)
    label.text(3, 7.6, f"MODEL: {model}   REV: S{rng.randint(0, 4)}F", 2.2, key=True)
    label.text(3, 12, "INPUT:  100-127V~/200-240V~  8.9A/4.5A  47-63Hz", 1.7)
    label.text(3, 15.2, "OUTPUT: +12V ⎓ 62A;  +12VSB 2.1A;  750W MAX".replace(" ⎓", ""), 1.7)
    label.text(3, 18.4, "WARNING: Shock hazard. No serviceable parts inside.", 1.5)
    label.text(3, 21.2, "WARNUNG: Gefahr durch elektrischen Schlag. Nicht öffnen.", 1.5)
    label.text(3, 24, "ATTENTION : Risque de choc électrique. Ne pas ouvrir.", 1.5)
    label.text(3, 26.8, "ADVERTENCIA: Riesgo de descarga eléctrica.", 1.5)
    label.line(3, 30, 81, 30)
    label.text(3, 31.6, "S/N", 1.8)
    label.text(10, 31.5, serial, 2.1, key=True)
    label.linear(6, 35, serial, height=5, module=0.24)
    label.stacked(50, 43, f"{model},{serial}", 28, 7)
    parts.marks(label, 5, 44, 5, rng)
    label.text(3, 53, f"{parts.made_in(rng)}   80 PLUS GOLD   {parts.date(rng)}", 1.6)
    label.truth = Truth(manufacturer="Delta", model=model, serial=serial, category="psu")
    return label
