"""Labels in German, French, Spanish, Italian and Dutch."""

import random

from ..artwork import Box, Label
from ..numbers import colons, dashes, mac, made
from ..truth import Truth
from . import parts


def german_router(rng: random.Random) -> Label:
    """Return a German router's base label, with keys and addresses of its own all about."""
    label = Label(72, 42, face=rng.choice(("arimo", "fira", "noto")), radius=2)
    label.surfaces = ("white-plastic", "black-plastic")
    model, part = rng.choice((("FRITZ!Box 7590", "2000 2784"), ("FRITZ!Box 7530", "2000 2844")))
    serial = rng.choice("HJK") + made(rng, "###.###.##.###.###")
    label.text(3, 3, model, 2.9, bold=True, key=True)
    label.text(69, 3.4, "AVM Berlin", 1.9, align="right", room=24)
    rows = (
        ("Artikelnummer:", part),
        ("Seriennummer:", serial),
        ("WLAN-Funknetz (SSID):", f"{model} {made(rng, 'AA')}"),
        ("WLAN-Netzwerkschlüssel:", " ".join(made(rng, "####") for _ in range(5))),
        ("FRITZ!Box-Kennwort:", made(rng, "****").lower() + made(rng, "######")),
        ("CWMP-Account:", f"00040E-{made(rng, 'xxxxxxxxxxxx')}"),
    )
    for row, (caption, value) in enumerate(rows):
        parts.pair(label, 3, 9 + 3.4 * row, caption, value, 1.7, column=33, key=row < 2)
    label.linear(6, 30.4, serial.replace(".", ""), height=4.4, module=0.2)
    label.text(3, 37, "Netzteil: 12 V, 3,5 A   Hergestellt in Deutschland", 1.5)
    parts.bin_mark(label, 64, 31, 6)
    label.truth = Truth(
        manufacturer="AVM", model=model, part_number=part, serial=serial, category="router"
    )
    return label


def lancom(rng: random.Random) -> Label:
    """Return a German business router's label: Seriennummer printed below its caption."""
    label = Label(62, 34, face=rng.choice(("noto", "ubuntu")))
    label.surfaces = ("metal", "gray-plastic")
    model = rng.choice(("LANCOM 1781VA", "LANCOM 1790VAW", "LANCOM 883 VoIP"))
    serial, address = made(rng, "4") + made(rng, "###############"), mac(rng, ("00A057",))
    part = f"61{made(rng, '###')}"
    label.text(3, 3, model, 2.7, bold=True, key=True)
    label.text(3, 8.6, "Seriennummer / Serial No.", 1.5)
    label.text(3, 11.2, serial, 2.2, key=True)
    label.linear(6, 14.6, serial, height=4, module=0.24)
    label.text(3, 20.4, "MAC-Adresse", 1.5)
    label.text(3, 23, dashes(address).lower(), 2.0, key=True)
    label.text(36, 20.4, "Artikelnr.", 1.5)
    label.text(36, 23, part, 2.0, key=True)
    label.text(3, 28.6, "LANCOM Systems GmbH, Würselen   12 V / 2 A   CE", 1.4)
    label.truth = Truth(
        manufacturer="LANCOM",
        model=model.removeprefix("LANCOM "),
        part_number=part,
        serial=serial,
        mac_addresses=[colons(address)],
        category="router",
    )
    return label


def spanish_router(rng: random.Random) -> Label:
    """Return a Spanish provider's router label, boxes with captions at the left."""
    label = Label(60, 44, face=rng.choice(("arimo", "aileron", "fira")), radius=2)
    label.surfaces = ("white-plastic", "black-plastic")
    model = rng.choice(("VMG8823-B50B", "VMG3625-T50B"))
    serial, address = "S" + made(rng, "###?########").upper(), mac(rng, ("1C740D", "5C6A80"))
    label.text(3, 3, "ZYXEL", 3.0, bold=True)
    label.text(57, 3.6, "Router WiFi 5 / VDSL2", 1.7, align="right", room=30)
    rows = (
        ("Modelo", model),
        ("N.º de serie", serial),
        ("MAC", colons(address)),
        ("Red WiFi", f"MiFibra-{address[-4:]}"),
        ("Clave WiFi", made(rng, "**********")),
    )
    for row, (caption, value) in enumerate(rows):
        top = 8.4 + 4.6 * row
        label.frame(Box(3, top, 57, top + 4.6), 0.18)
        label.line(21, top, 21, top + 4.6)
        label.text(4, top + 1.5, caption, 1.6, room=16)
        label.text(22.4, top + 1.4, value, 1.9, key=row < 3)
    label.linear(6, 33, serial, height=4.2, module=0.2, room=46)
    label.text(3, 39, "Alimentación: 12 V CC 2 A   Fabricado en China", 1.5)
    label.truth = Truth(
        manufacturer="Zyxel",
        model=model,
        serial=serial,
        mac_addresses=[colons(address)],
        category="router",
    )
    return label


def italian_printer(rng: random.Random) -> Label:
    """Return an Italian label: Modello, Matricola, and no barcode for the serial."""
    label = Label(
        70, 34, face=rng.choice(("arimo", "noto", "fira")), paper=(214, 215, 217), radius=1
    )
    label.surfaces = ("gray-plastic", "white-plastic")
    model = rng.choice(("WorkForce Pro WF-4820", "EcoTank ET-2850"))
    serial = "X" + made(rng, "AA#######")
    caption = rng.choice(("Matricola", "Numero di serie", "N. di matricola"))
    label.text(3, 3, "EPSON", 3.2, bold=True)
    label.text(3, 9, f"Modello: {model}", 2.1, key=True)
    label.text(3, 13.4, f"Modello normativo: C5{made(rng, '##')}A", 1.6)
    label.text(3, 17, f"{caption}: {serial}", 2.2, bold=True, key=True)
    label.text(3, 21.6, "Alimentazione: CA 220-240 V 50-60 Hz 0,6-0,3 A", 1.6)
    label.text(3, 24.8, "Prodotto nelle Filippine", 1.6)
    parts.marks(label, 4, 28, 4, rng)
    label.truth = Truth(manufacturer="Epson", model=model, serial=serial, category="peripheral")
    return label


def dutch_monitor(rng: random.Random) -> Label:
    """Return a monitor's rear label with Dutch captions."""
    label = Label(86, 34, face=rng.choice(("noto", "aileron", "arimo")), radius=1.5)
    label.surfaces = ("black-plastic", "gray-plastic")
    model = rng.choice(("243V7QDSB", "272B8QJEB", "328P6VUBREB"))
    serial = rng.choice(("UK0", "AU0", "ZV0")) + "1" + made(rng, "#######").rjust(9, "0")
    label.text(3, 3, "PHILIPS", 3.2, bold=True)
    label.text(83, 3.4, "LCD-monitor", 1.9, align="right", room=26)
    label.text(3, 9, f"Typenummer: {model}/00", 2.0)
    label.text(3, 12.8, f"Model: {model}", 2.0, key=True)
    label.text(3, 16.6, f"Serienummer: {serial}", 2.1, key=True)
    label.linear(6, 20.2, serial, height=4.4, module=0.24)
    label.text(3, 26.6, "Voeding: 100-240 V~ 50/60 Hz 1,5 A", 1.6)
    label.text(3, 29.6, f"Productiedatum: {parts.date(rng)}   Gemaakt in China", 1.6)
    parts.marks(label, 48, 10, 4.4, rng)
    label.truth = Truth(manufacturer="Philips", model=model, serial=serial, category="monitor")
    return label


def french_monitor(rng: random.Random) -> Label:
    """Return a monitor's label with French captions above the values and no barcode for them."""
    label = Label(76, 30, face=rng.choice(("arimo", "ubuntu")), radius=1.5)
    label.surfaces = ("black-plastic", "gray-plastic")
    model = rng.choice(("XUB2492HSU-B1", "XU2493HS-B4"))
    serial = made(rng, "1") + made(rng, "####") + "M" + made(rng, "#########")[:8]
    label.text(3, 3, "iiyama", 3.0, bold=True)
    label.text(26, 3.6, "Moniteur à écran plat", 1.8)
    label.text(3, 8.8, "Modèle", 1.5)
    label.text(3, 11.4, model, 2.2, bold=True, key=True)
    label.text(38, 8.8, "N° de série", 1.5)
    label.text(38, 11.4, serial, 2.2, bold=True, key=True)
    label.text(3, 17, "Alimentation : 100-240 V~ 50/60 Hz 1,5 A", 1.6)
    label.text(3, 20.2, f"Fabriqué en Chine   {parts.date(rng)}", 1.6)
    parts.marks(label, 4, 23.4, 4, rng)
    label.matrix(64, 17, "https://iiyama.com/fr_fr/produits/" + model.lower(), size=10)
    label.truth = Truth(manufacturer="iiyama", model=model, serial=serial, category="monitor")
    return label
