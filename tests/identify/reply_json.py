"""Replies that are JSON, or nearly so."""

import json
from collections.abc import Iterator
from typing import Any

from reply_devices import (
    ALL,
    CARD,
    DISK,
    LONG,
    NOTEBOOK,
    SERVER,
    SWITCH,
    UPS,
    ZEROS,
    Device,
    but,
    whole,
)

Row = dict[str, Any]


def row(kind: str, reply: str, *expect: Device, **more: Any) -> Row:
    """Return one line of the corpus: a reply of a class, and the devices that are meant."""
    return {"class": kind, "reply": reply, "expect": list(expect), **more}


def plain(device: Device) -> str:
    return json.dumps(device, ensure_ascii=False)


def clean() -> Iterator[Row]:
    for device in ALL:
        yield row("clean", plain(device), device)
        yield row("clean", json.dumps(whole(device), indent=2), device)
    yield row("clean", f"\n\n  {plain(DISK)}\n\n", DISK)
    yield row("clean", f"\ufeff{plain(CARD)}", CARD)
    yield row("clean", plain(UPS).replace(", ", ",\r\n"), UPS)
    yield row("clean", plain(SWITCH).replace(", ", "," + " " * 400 + "\t" * 90), SWITCH)


def fenced() -> Iterator[Row]:
    for device, tag in zip(
        ALL, ["json", "JSON", "", "json5", "jsonc", "javascript", "text", "python"], strict=True
    ):
        yield row("fence", f"```{tag}\n{plain(device)}\n```", device)
    for device in (SERVER, DISK, ZEROS):
        pretty = json.dumps(device, indent=4)
        yield row("fence", f"Sure! Here it is:\n\n```json\n{pretty}\n```\n\nAnything else?", device)
        yield row("fence", f"~~~json\n{pretty}\n~~~", device)
        yield row("fence", f"```json\n{pretty}", device)
        yield row("fence", f"``` json\n{pretty}\n ```", device)
        yield row("fence", f"`{plain(device)}`", device)


def chatter() -> Iterator[Row]:
    texts = [
        ("Based on the label in the photo, I believe this is: ", ""),
        ("Only {} placeholders were given. My answer is ", "."),
        ("I looked at [1] the label and (2) the front.\n\n", "\n\nLet me know if you need more!"),
        ("The device's label isn't clean; it's worn. ", "\nThat's all {I} can see."),
        ("**Answer**\n\n", "\n\n> Note: read from a photo."),
        ("JSON: ", " "),
        ('He said "look at the 2.5" bay". ', ""),
        ("Voici la réponse :\n", "\nBonne journée !"),
        ("以下是识别结果：\n", "\n希望对您有帮助。"),
        ("$ cat result.json\n", "\n$ "),
        ("Result = ", ";"),
        ("<answer>", "</answer>"),
        ("<|im_start|>assistant\n", "<|im_end|>"),
        ("\\boxed{", "}"),
        ("{", "}"),
        ("The set {A, B} and the map {1: 2} say nothing. ", " {}"),
    ]
    for (before, after), device in zip(texts, ALL * 2, strict=True):
        yield row("chatter", f"{before}{plain(device)}{after}", device)


def loose_json() -> Iterator[Row]:
    for device in (SERVER, SWITCH, ZEROS, NOTEBOOK):
        text = plain(device)
        pretty = json.dumps(device, indent=2, ensure_ascii=False)
        yield row("trailing comma", text[:-1] + ",}", device)
        yield row("trailing comma", pretty.replace("\n}", ",\n}"), device)
        yield row("single quotes", repr(device), device)
        yield row("python", repr(whole(device)), device)
        yield row(
            "comments", pretty.replace(",\n", ', // seen on the label\'s "left" {side}\n'), device
        )
        yield row("comments", pretty.replace(",\n", ', /* it\'s "clear" */\n'), device)
        yield row("comments", pretty.replace(",\n", ", # sure\n"), device)
        yield row("missing comma", pretty.replace(',\n  "', '\n  "'), device)
        yield row("bare keys", _bare_keys(device), device)
        yield row("smart quotes", text.replace('"', "”"), device)
        yield row("escaped", text.replace('"', '\\"'), device)
        yield row("escaped", json.dumps(text), device)
        yield row("escaped", json.dumps(pretty, ensure_ascii=False), device)
        yield row("double braces", "{" + text + "}", device)
        yield row("extra brace", text + "}", device)
        yield row("forgotten brace, in a fence", f"```json\n{pretty[:-2]}\n```\nDone.", device)
        yield row("forgotten opening brace", text[1:], device)
        yield row("encoded", text.replace('"', "&quot;"), device)
    yield row(
        "semicolons",
        '{"manufacturer": "Dell"; "model": "R630"; "serial": "5RZ1ABC"}',
        but(NOTEBOOK, "category", "confidence", model="R630"),
    )
    yield row(
        "missing quote",
        '{"manufacturer: "Dell", "model": "R630"}',
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "missing quote",
        '{"manufacturer": "Dell, "model": "R630"}',
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "bare values",
        "{manufacturer: Dell, model: PowerEdge R630, serial: 5RZ1ABC, confidence: 0.9}",
        {"manufacturer": "Dell", "model": "PowerEdge R630", "serial": "5RZ1ABC", "confidence": 0.9},
    )
    yield row(
        "ellipsis",
        '{"manufacturer": "Dell", "model": "R630", ...}',
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "stray text",
        '{"manufacturer": "Dell", "model": "R630" (from the bezel), "serial": "5RZ1ABC"}',
        {"manufacturer": "Dell", "model": "R630", "serial": "5RZ1ABC"},
    )
    yield row(
        "wide marks",
        "｛＂manufacturer＂：＂Dell＂，＂model＂：＂R630＂｝",
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "wide marks",
        '{"manufacturer"："Dell"，"model"："R630"}',
        {"manufacturer": "Dell", "model": "R630"},
    )


def _bare_keys(device: Device) -> str:
    members = (f"{name}: {json.dumps(value)}" for name, value in device.items())
    return "{" + ", ".join(members) + "}"


def digits() -> Iterator[Row]:
    yield row(
        "digits",
        '{"manufacturer": "Western Digital", "model": "WD40EFRX", "serial": 000451, "part_number": 2E5, "confidence": 0.7}',
        ZEROS,
    )
    yield row(
        "digits",
        '{"manufacturer": "Supermicro", "model": "SYS-1029P-WTR", "part_number": 1E10234, "serial": 12345678901234567890123, "asset_tag": 00123}',
        LONG,
    )
    for written in (
        "00123",
        "1E10234",
        "12345678901234567890123",
        "0012.50",
        "5e3",
        "-0042",
        "7E+10",
        "1.0",
        "007",
    ):
        device = {
            "manufacturer": "Dell",
            "serial": written.lstrip("-") if written[0] == "-" else written,
        }
        device["serial"] = written
        for text in (written, f'"{written}"', f"'{written}'"):
            yield row("digits", f'{{"manufacturer": "Dell", "serial": {text}}}', device)
        yield row("digits", f"Manufacturer: Dell\nSerial: {written}", device)
        yield row("digits", f"{{manufacturer: Dell, serial: {written},}}", device)
    yield row(
        "digits",
        '{"manufacturer": "Dell", "serial": 12 88 56, "model": "R630"}',
        {"manufacturer": "Dell", "model": "R630", "serial": "12 88 56"},
    )
    yield row(
        "digits",
        '{"manufacturer": "Dell", "serial": 0012AB, "part_number": 5QX2.A}',
        {"manufacturer": "Dell", "serial": "0012AB", "part_number": "5QX2.A"},
    )
    yield row(
        "digits",
        '{"model": 9300, "manufacturer": "Cisco", "serial": 00451 // printed\n}',
        {"model": "9300", "manufacturer": "Cisco", "serial": "00451"},
    )


JSON = (clean, fenced, chatter, loose_json, digits)
