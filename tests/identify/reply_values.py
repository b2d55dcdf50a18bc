"""Replies by the values in them: what each becomes, and what becomes nothing."""

import json
from collections.abc import Iterator
from typing import Any

from reply_json import Row, row

MAC = "A0:36:9F:00:11:22"
DELL = {"manufacturer": "Dell", "model": "R630"}


def _one(kind: str, name: str, written: Any, meant: Any) -> Row:
    expect: dict[str, Any] = {**DELL, name: meant} if meant not in (None, []) else dict(DELL)
    return row(kind, json.dumps({**DELL, name: written}, ensure_ascii=False), expect)


def confidences() -> Iterator[Row]:
    for written, meant in (
        (0.93, 0.93), ("0.93", 0.93), ("93%", 0.93), ("93 %", 0.93), (93, 0.93), ("93", 0.93),
        ("0,93", 0.93), ("0.93 (high)", 0.93), ("93% confident", 0.93), ("~0.9", 0.9),
        ("about 90 %", 0.9), ("90 percent", 0.9), ("9/10", 0.9), ("9 out of 10", 0.9),
        ("93,5 %", 0.935), (".93", 0.93), (1, 1.0), (0, 0.0), ("1.0", 1.0), (100, 1.0),
        ("High (0.9)", 0.9), ({"value": 0.9}, 0.9), ({"overall": 0.9, "serial": 0.2}, 0.9),
        (9.3e-1, 0.93), ("0.93.", 0.93), ("0.9/1.0", 0.9), ("1%", 0.01),
        ("quite", None), ("high", None), ("very sure", None), (-0.5, None), (1.5, None),
        (120, None), ("120%", None), ("0.9-0.95", None), (True, None), ("", None), (None, None),
        ("n/a", None), ("level 3", None), ("1,000", None), ("NaN", None), ("12/10", None),
    ):  # fmt: skip
        yield _one("confidence", "confidence", written, meant)
    yield row(
        "confidence",
        '{"manufacturer": "Dell", "model": "R630", "confidence": 0,93}',
        {**DELL, "confidence": 0.93},
    )
    yield row(
        "confidence",
        '{"manufacturer": "Dell", "model": "R630", "confidence": 93%}',
        {**DELL, "confidence": 0.93},
    )
    yield row(
        "confidence",
        '{"manufacturer": "Dell", "model": "R630", "confidence": 2.2e1111111111111111}',
        DELL,
    )
    yield row("confidence", '{"manufacturer": "Dell", "model": "R630", "confidence": NaN}', DELL)
    yield row(
        "confidence", '{"manufacturer": "Dell", "model": "R630", "confidence": -Infinity}', DELL
    )


def heights() -> Iterator[Row]:
    for written, meant in (
        (2, 2), ("2", 2), ("2U", 2), ("2 U", 2), (2.0, 2), ("2.0", 2), ("2,0", 2), ("2RU", 2), ("2 HE", 2),
        ("2 rack units", 2), ("2U rack server", 2), ("2 Höheneinheiten", 2), (0, 0), ("1-U", 1),
        ({"value": 2, "unit": "U"}, 2), ("42U", 42),
        ("1.5", None), ("1.5U", None), ("1/2U", None), ("88.9 mm", None), ("3.5 inch", None), ("2U or 4U", None),
        (-1, None), (500, None), ("tall", None), (True, None), ({"value": 44, "unit": "mm"}, None),
    ):  # fmt: skip
        yield _one("height", "u_height", written, meant)


def addresses() -> Iterator[Row]:
    other = "A0:36:9F:00:11:23"
    for written, meant in (
        ("a0:36:9f:00:11:22", [MAC]), ("A0-36-9F-00-11-22", [MAC]), ("a036.9f00.1122", [MAC]), ("a0369f001122", [MAC]),
        ("A0369F-001122", [MAC]), ("a0 36 9f 00 11 22", [MAC]), ("0xA0369F001122", [MAC]), ("MAC: A0:36:9F:00:11:22", [MAC]),
        ("a0-36-9f-00-11-22 / A0369F001123", [MAC, other]), ("A0:36:9F:00:11:22, A0:36:9F:00:11:23", [MAC, other]),
        (["a0369f001122", "A0:36:9F:00:11:22"], [MAC]), (["a0369f001122", "a0369f001123"], [MAC, other]),
        ({"eth0": "a0369f001122", "eth1": "a0369f001123"}, [MAC, other]), ([{"interface": "eth0", "mac": "a0369f001122"}], [MAC]),
        ("eth0 a0:36:9f:00:11:22\neth1 a0:36:9f:00:11:23", [MAC, other]), ("A0_36_9F_00_11_22", [MAC]), ("0:1b:21:a:b:c", ["00:1B:21:0A:0B:0C"]),
        ("A0\u201136\u20119F\u201100\u201111\u201122", [MAC]),
        ("00:00:00:00:00:00", []), ("FF:FF:FF:FF:FF:FF", []), ("01:00:5E:00:00:01", []), ("A0:36:9F:00:11", []), ("AA:BB:CC:DD:EE:FF", []),
        ("not visible", []), ("50:01:43:80:12:34:56:78", []), (None, []), ([], []), ("unknown", []),
    ):  # fmt: skip
        yield _one("MAC", "mac_addresses", written, meant)
    for name in ("mac", "MAC Address", "macs", "mac_address_1", "iLO MAC", "base_mac", "hwaddr"):
        yield row(
            "MAC", json.dumps({**DELL, name: "a0369f001122"}), {**DELL, "mac_addresses": [MAC]}
        )
    yield row(
        "MAC",
        json.dumps({**DELL, "mac1": "a0369f001122", "mac2": "a0369f001123"}),
        {**DELL, "mac_addresses": [MAC, other]},
    )
    yield row(
        "MAC",
        '{"manufacturer": "Dell", "model": "R630", "mac": a0:36:9f:00:11:22}',
        {**DELL, "mac_addresses": [MAC]},
    )


def empty_words() -> Iterator[Row]:
    words: list[Any] = [
        "N/A", "n/a", "NA", "none", "None", "null", "NULL", "unknown", "Unknown", "UNKNOWN", "not legible", "not visible", "illegible",
        "Not visible in the photo", "not specified", "unreadable", "-", "--", "—", "?", "???", "...", "…", "", " ", "TBD",
        "The serial number is not visible", "no serial number visible", "None visible", "cannot be determined",
        "can't read", "Unable to read the label", "unclear", "Unknown (label obscured)", "N/A - not shown", "not provided", "missing",
        "undefined", "obscured", "partially obscured", "not applicable", "no label", "could not be determined from the image",
        "nicht lesbar", "unbekannt", "keine Angabe", "nicht sichtbar", "k.A.", "illisible", "non visible", "inconnu", "no visible",
        "desconocido", "illeggibile", "non leggibile", "onbekend", "niet zichtbaar", "未知", "不明", "无", "неизвестно", "не видно",
        "[illegible]", "(not visible)", "<unknown>", "\"unknown\"", "**N/A**", False, True, [], {}, ["unknown"], [None],
    ]  # fmt: skip
    for written in words:
        yield _one("empty words", "serial", written, None)
    for written in ("unknown", "N/A", "generic", "not visible", "Unbekannt", "-"):
        reply = json.dumps(
            {"manufacturer": written, "model": "R630", "serial": "5RZ1ABC"}, ensure_ascii=False
        )
        yield row("empty words", reply, {"model": "R630", "serial": "5RZ1ABC"})


def placeholders() -> Iterator[Row]:
    for written in (
        "To be filled by O.E.M.", "Default string", "System Serial Number", "0123456789", "........", "Not Specified",
        "XXXXXXXX", "00000000", "123456789", "Chassis Serial Number", "To Be Filled By O.E.M", "INVALID",
    ):  # fmt: skip
        yield _one("placeholder", "serial", written, None)
    yield row(
        "placeholder",
        '{"manufacturer": "System manufacturer", "model": "System Product Name", "serial": "5RZ1ABC"}',
        {"serial": "5RZ1ABC"},
    )
    yield row(
        "placeholder", '{"manufacturer": "To be filled by O.E.M.", "model": "Default string"}'
    )


def identifiers() -> Iterator[Row]:
    for written, meant in (
        ("S/N: 5RZ1ABC", "5RZ1ABC"), ("SN 5RZ1ABC", "5RZ1ABC"), ("Serial Number: 5RZ1ABC", "5RZ1ABC"), ("5RZ1ABC (on the label)", "5RZ1ABC"),
        ("`5RZ1ABC`", "5RZ1ABC"), ("**5RZ1ABC**", "5RZ1ABC"), (" 5RZ1ABC ", "5RZ1ABC"), ("5RZ1ABC.", "5RZ1ABC"), ("czj5470b2k", "czj5470b2k"),
        ("1234 8765", "1234 8765"), ("AB-12/34_5", "AB-12/34_5"), ("1S5463AC1\u201102", "1S5463AC1-02"), ("0012345", "0012345"), (["5RZ1ABC"], "5RZ1ABC"), (["5RZ1ABC", "5rz1abc"], "5RZ1ABC"),
        ("5RZ1A??", None), ("5RZ1…", None), ("5RZ1...", None), ("5RZ1A*BC or 5RZ1A8BC", None), ("5RZ1ABC or 5RZ1A8C", None), (["5RZ1ABC", "5RZ1ABD"], None),
        ("5RZ1ABC (partially legible)", None), ("5RZ[illegible]BC", None), ("it starts with 5RZ but the rest is covered", None), ("5RZ1ABC, 5RZ1ABD", None),
        ("X" + "1234567890" * 6, None),
    ):  # fmt: skip
        yield _one("identifier", "serial", written, meant)
    yield row(
        "identifier",
        '{"manufacturer": "Dell", "model": "R630", "serial_number": "5RZ1ABC", "service_tag": "5RZ1ABD"}',
        DELL,
    )
    yield row(
        "identifier",
        '{"manufacturer": "Dell", "model": "R630", "serial": "5RZ1ABC", "service_tag": "5RZ1ABD"}',
        {**DELL, "serial": "5RZ1ABC"},
    )
    yield row(
        "identifier",
        '{"manufacturer": "Dell", "model": "The model could be an R630 or R640 but the label is too small to be sure of it"}',
        {"manufacturer": "Dell"},
    )


def characters() -> Iterator[Row]:
    for written, meant in (
        ("R630\u0007", "R630"), ("R630\u001b[1m", "R630"), ("\u001b[31mR630\u001b[0m", "R630"), ("R\u200b630", "R630"), ("\u202eR630", "R630"),
        ("R630\u0000", "R630"), ("Power\nEdge R630", "Power Edge R630"), ("Power\tEdge  R630", "Power Edge R630"), ("\u001b]0;title\u0007R630", "R630"),
        ("[bold]R630[/bold]", "[bold]R630[/bold]"), ("R630\u00a0XL", "R630 XL"), ("R630®", "R630®"), ("R630\\u001b[1m", "R630"), ("R630\ud800", "R630"), ("R630 ✓", "R630 ✓"),
        ("; rm -rf / #", "; rm -rf / #"), ("../../etc/passwd", "../../etc/passwd"),
    ):  # fmt: skip
        yield row(
            "characters",
            json.dumps({"manufacturer": "Dell", "model": written}),
            {"manufacturer": "Dell", "model": meant},
        )


def categories() -> Iterator[Row]:
    for written, meant in (
        ("server", "server"), ("Server", "server"), ("Rack-mount server (2U)", "server"), ("network switch", "switch"), ("Ethernet Switch", "switch"),
        ("Access Point", "access-point"), ("access_point", "access-point"), ("wireless access point", "access-point"), ("hard drive", "disk"), ("SSD", "disk"), ("NVMe SSD", "disk"),
        ("Network Interface Card", "nic"), ("power supply unit", "psu"), ("server power supply", "psu"), ("UPS", "ups"), ("mini PC", "mini-pc"), ("notebook", "laptop"),
        ("NAS", "storage"), ("graphics card", "gpu"), ("RAM", "memory"), ("mainboard", "motherboard"), ("SFP module", "transceiver"), ("Festplatte", "disk"), ("服务器", "server"), ("commutateur", "switch"),
        ("switch / router", "switch"), ("other", "other"), ("toaster", None), ("unknown", None), ("", None), ("server|switch|router|firewall", None),
    ):  # fmt: skip
        yield _one("category", "category", written, meant)


def inches() -> Iterator[Row]:
    serial = {"manufacturer": "Seagate", "serial": "Z1X0ABCD"}
    for text, meant in (
        ('a 2.5" drive', 'a 2.5" drive'), ('3.5" bay', '3.5" bay'), ('fits a 3.5" bay, or a 5.25" one', 'fits a 3.5" bay, or a 5.25" one'),
        ('19" rack', '19" rack'), ('marked "spare"', 'marked "spare"'), ('says "hello", then "bye"', 'says "hello", then "bye"'), ('2.5"', '2.5"'),
    ):  # fmt: skip
        yield row(
            "inch mark",
            f'{{"manufacturer": "Seagate", "ai_notes": "{text}", "serial": "Z1X0ABCD"}}',
            {**serial, "ai_notes": meant},
        )
        yield row(
            "inch mark",
            f'{{"manufacturer": "Seagate", "serial": "Z1X0ABCD", "ai_notes": "{text}"}}',
            {**serial, "ai_notes": meant},
        )
    yield row(
        "inch mark",
        '{"manufacturer": "Dell", "model": "P2419H 24" monitor", "serial": "CN0ABC"}',
        {"manufacturer": "Dell", "model": 'P2419H 24" monitor', "serial": "CN0ABC"},
    )
    yield row(
        "apostrophe",
        "{'manufacturer': 'Dell', 'ai_notes': 'it's worn', 'serial': '5RZ1ABC'}",
        {"manufacturer": "Dell", "serial": "5RZ1ABC", "ai_notes": "it's worn"},
    )


def specifications() -> Iterator[Row]:
    for written, meant in (
        ({"cpu": "Xeon", "ram": "64 GB"}, {"cpu": "Xeon", "ram": "64 GB"}), (["CPU: Xeon", "RAM: 64 GB"], {"CPU": "Xeon", "RAM": "64 GB"}),
        ({"cpu": {"model": "Xeon", "count": 2}}, {"cpu model": "Xeon", "cpu count": "2"}), ({"ports": ["eth0", "eth1"]}, {"ports": "eth0; eth1"}),
        ({"cpu": None, "ram": "unknown", "capacity": "4 TB"}, {"capacity": "4 TB"}), ({"poe": True, "speed": 10}, {"poe": "yes", "speed": "10"}), ({}, None), (None, None),
    ):  # fmt: skip
        yield _one("specs", "specs", written, meant)


VALUES = (
    *(confidences, heights, addresses, empty_words, placeholders, identifiers, characters),
    *(categories, inches, specifications),
)
