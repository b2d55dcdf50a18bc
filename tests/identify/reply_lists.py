"""Replies that are no JSON, and keys in other words and languages."""

import json
from collections.abc import Iterator

from reply_devices import NOTEBOOK, SERVER, SWITCHES, Device, but
from reply_json import Row, row

BOX: Device = {
    "manufacturer": "HPE",
    "model": "ProLiant DL360 Gen9",
    "serial": "00CZJ547",
    "u_height": 1,
    "confidence": 0.9,
}
LINES = {
    "Manufacturer": "HPE",
    "Model": "ProLiant DL360 Gen9",
    "Serial": "00CZJ547",
    "Height": "1U",
    "Confidence": "90%",
}


def lists() -> Iterator[Row]:
    for form in (
        "{}: {}",
        "- {}: {}",
        "* **{}**: {}",
        "**{}:** {}",
        "- **{}:** `{}`",
        "{} = {}",
        "1. {}: {}",
        "  • {}: {}",
        "> {}: {}",
        "**{}** - {}",
        "{} : {}",
        "`{}`: {}",
        "### {}: {}",
    ):
        text = "\n".join(form.format(name, value) for name, value in LINES.items())
        yield row("list", text, BOX)
    text = "\n".join(f"{name}: {value}" for name, value in LINES.items())
    yield row("list", f"Here is what I can see:\n\n{text}\n\nThe label is worn.", BOX)
    yield row("list", f"```yaml\n{text}\n```", BOX)
    yield row("list", f"```\n{text}\n```", BOX)
    yield row("list", f"<think>Model: DL380</think>\n{text}", BOX)
    yield row("list", f"<answer>\n{text}\n</answer>", BOX)
    yield row("list", ", ".join(f"{name}: {value}" for name, value in LINES.items()), BOX)
    yield row("list", " | ".join(f"{name}: {value}" for name, value in LINES.items()), BOX)
    yield row("list", "; ".join(f"{name}: {value}" for name, value in LINES.items()) + ".", BOX)
    yield row(
        "yaml",
        'device:\n  manufacturer: HPE\n  model: ProLiant DL360 Gen9\n  serial: "00CZJ547"\n  u_height: 1\n  confidence: 0.9\n',
        BOX,
    )
    yield row(
        "yaml",
        "manufacturer: HPE\nserial: 00123\nmac_addresses:\n  - a0:36:9f:00:11:22\n  - a0:36:9f:00:11:23\nasset_tag: null\n",
        {
            "manufacturer": "HPE",
            "serial": "00123",
            "mac_addresses": ["A0:36:9F:00:11:22", "A0:36:9F:00:11:23"],
        },
    )
    yield row(
        "yaml",
        "- manufacturer: HPE\n  serial: A1B2\n- manufacturer: Dell\n  serial: C3D4\n",
        {"manufacturer": "HPE", "serial": "A1B2"},
        {"manufacturer": "Dell", "serial": "C3D4"},
    )
    yield row(
        "list",
        "Manufacturer: Dell\nModel: R630\nNo, that is wrong:\nManufacturer: HPE\nModel: DL360",
        {"manufacturer": "HPE", "model": "DL360"},
    )
    yield row("list, nothing in it", "Manufacturer: unknown\nModel: not visible\nSerial: N/A")
    yield row(
        "list, nothing in it", "Model: [Model]\nSerial: [Serial]\nManufacturer: [Manufacturer]"
    )
    yield row(
        "list, some empty",
        "Manufacturer: HPE\nModel: not visible\nSerial: -\nAsset tag: none",
        {"manufacturer": "HPE"},
    )


def tables() -> Iterator[Row]:
    rows = "".join(f"| {name} | {value} |\n" for name, value in LINES.items())
    yield row("table", f"| Field | Value |\n|---|---|\n{rows}", BOX)
    yield row("table", f"Here:\n\n| Field | Value |\n|:--|--:|\n{rows}\nDone.", BOX)
    yield row("table", rows, BOX)
    yield row("table", rows.replace("| ", "| **", 1).replace(" |", "** |", 1), BOX)
    wide = "".join(f"| {name} | {value} | from the label |\n" for name, value in LINES.items())
    yield row("table", f"| Attribute | Value | Source |\n|---|---|---|\n{wide}", BOX)
    bare = "\n".join(f"{name} | {value}" for name, value in LINES.items())
    yield row("table", f"Field | Value\n--- | ---\n{bare}", BOX)
    head = "| Manufacturer | Model | Serial |\n|---|---|---|\n"
    yield row(
        "table",
        f"{head}| HPE | DL360 | A1B2 |\n",
        {"manufacturer": "HPE", "model": "DL360", "serial": "A1B2"},
    )
    yield row(
        "table",
        f"{head}| HPE | DL360 | A1B2 |\n| Dell | R630 | C3D4 |\n",
        {"manufacturer": "HPE", "model": "DL360", "serial": "A1B2"},
        {"manufacturer": "Dell", "model": "R630", "serial": "C3D4"},
    )
    yield row(
        "table",
        "| | Device 1 | Device 2 |\n|---|---|---|\n| Brand | HPE | Dell |\n| Serial number | A1B2 | C3D4 |\n",
        {"manufacturer": "HPE", "serial": "A1B2"},
        {"manufacturer": "Dell", "serial": "C3D4"},
    )
    yield row("table, nothing in it", f"{head}| unknown | n/a | - |\n")


def aliases() -> Iterator[Row]:
    expect = {
        "manufacturer": "HPE",
        "model": "ProLiant DL360 Gen9",
        "serial": "CZJ5470B2K",
        "part_number": "755258-B21",
        "asset_tag": "IT-0042",
    }
    for names in (
        ("Vendor", "Product Name", "S/N", "P/N", "Asset"),
        ("brand", "productName", "serialNumber", "partNumber", "assetTag"),
        ("MAKE", "MODEL NAME", "SERIAL NO.", "PART NO.", "ASSET TAG"),
        ("mfr", "device_model", "sn", "sku", "asset_number"),
        ("maker", "model-number", "serial-number", "product_number", "inventory_number"),
        ("manufacturer_name", "modelName", "service_tag", "pn", "asset_id"),
        ("Brand Name", "Model No", "Serial Number (S/N)", "Part Number (P/N)", "Asset Tag #"),
        ("device_manufacturer", "system_model", "chassis_serial_number", "mpn", "property_tag"),
        ("Hersteller", "Modell", "Seriennummer", "Artikelnummer", "Inventarnummer"),
        ("Fabricant", "Modèle", "Numéro de série", "Référence", "Numéro d'inventaire"),
        ("Fabricante", "Modelo", "Número de serie", "Número de pieza", "Número de inventario"),
        ("Produttore", "Modello", "Numero di serie", "Codice prodotto", "Numero di inventario"),
        ("Fabrikant", "Model", "Serienummer", "Artikelcode", "Inventarisnummer"),
        ("制造商", "型号", "序列号", "部件号", "资产编号"),
        ("メーカー", "型番", "シリアル番号", "品番", "資産番号"),
        ("제조사", "모델명", "일련번호", "부품번호", "자산번호"),
        ("Производитель", "Модель", "Серийный номер", "Артикул", "Инвентарный номер"),
        ("Producent", "Model", "Numer seryjny", "Nr katalogowy", "asset"),
    ):
        data = dict(zip(names, expect.values(), strict=True))
        order = dict(
            zip(
                expect, ("manufacturer", "model", "serial", "part_number", "asset_tag"), strict=True
            )
        )
        yield row(
            "aliases",
            json.dumps(data, ensure_ascii=False),
            {order[name]: value for name, value in expect.items()},
        )
    text = "\n".join(
        f"{name}：{value}"
        for name, value in zip(("制造商", "型号", "序列号"), ("HPE", "DL360", "00123"), strict=True)
    )
    yield row("aliases", text, {"manufacturer": "HPE", "model": "DL360", "serial": "00123"})
    yield row(
        "aliases",
        '{"serial": null, "service_tag": "5RZ1ABC", "vendor": "Dell"}',
        {"manufacturer": "Dell", "serial": "5RZ1ABC"},
    )
    yield row(
        "aliases",
        '{"model": "Latitude 5490", "product_name": "Dell Latitude", "manufacturer": "Dell"}',
        {"manufacturer": "Dell", "model": "Latitude 5490"},
    )
    yield row(
        "aliases",
        '{"manufacturer": "Dell", "name": "Latitude 5490", "type": "laptop"}',
        {"manufacturer": "Dell", "model": "Latitude 5490", "category": "laptop"},
    )
    yield row(
        "aliases",
        '{"manufacturer": "Dell", "model": "R630", "psu_serial": "X1", "serial_confidence": 0.2, "hostname": "web01", "server_name": "web01"}',
        {"manufacturer": "Dell", "model": "R630"},
    )
    yield row(
        "aliases",
        '{"vendor": "Dell", "device_type": "Server", "model": "R630", "rack_units": "1"}',
        {"manufacturer": "Dell", "model": "R630", "category": "server", "u_height": 1},
    )
    yield row(
        "own output",
        json.dumps(
            {"type": "device", **but(SERVER), "proven": [], "notes": ["a placeholder was dropped"]}
        )
        + "\n"
        + json.dumps(
            {"type": "parse", "devices": 1, "repairs": ["took “S/N” as serial"], "truncated": False}
        ),
        SERVER,
    )
    yield row(
        "own output",
        "\n".join(json.dumps({"type": "device", **one}) for one in SWITCHES),
        *SWITCHES,
    )
    yield row(
        "aliases",
        '{"Manufacturer ": "Dell", " MODEL": "Latitude 5490", "_serial_": "5RZ1ABC"}',
        but(NOTEBOOK, "category", "confidence"),
    )


LISTS = (lists, tables, aliases)
