"""A workbench with vision models: configurations, and what models say of what they are shown."""

import json
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from rendering.fonts import _sized
from vision_server import Act, Exchange, ScriptedServer, says

from hwlab_cli.tier import Tier

NOWHERE = "http://127.0.0.1:1/v1"
"""Where nobody listens."""


def configure(home: Path, *tiers: dict[str, Any], more: str = "") -> Path:
    """Write the configuration that the `home` fixture names; return its path."""
    file = home.parent / "config.toml"
    lines = [more]
    for tier in tiers:
        assert set(tier) <= set(Tier.model_fields)
        lines.append("[[tiers]]")
        lines += [f"{name} = {_toml(value)}" for name, value in tier.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + "}"
    return json.dumps(value)


def desk(url: str, **settings: Any) -> dict[str, Any]:
    """The settings of a tier at a server."""
    return {"name": "desk", "base_url": url, "model": "vlm-1", **settings}


def answer(**fields: Any) -> str:
    """A model's answer, with these fields and no others."""
    return json.dumps(fields)


def inventing(fields: dict[str, Any]) -> Act:
    """Play a model that says the same of everything, with a serial of its own making each time."""
    numbers = count(70_001)

    def act(exchange: Exchange) -> None:
        number = next(numbers)
        made_up = {
            "serial": f"INV{number}XQ",
            "asset_tag": f"AT-{number}",
            "part_number": f"PN{number}-B21",
            "mac_addresses": [f"02:11:22:0{number % 9}:44:55"],
            "ai_notes": f"The label says S/N INV{number}XQ and asset tag AT-{number}.",
            "specs": {"serial": f"INV{number}XQ"},
            "confidence": 0.99,
        }
        says(json.dumps({**made_up, **fields}))(exchange)

    return act


def invented(server: ScriptedServer) -> list[str]:
    """Return how every number begins or ends that `inventing` makes up."""
    assert server.asked
    numbers = range(70_001, 70_001 + len(server.asked))
    return [text for n in numbers for text in (f"INV{n}", f"AT-{n}", f"PN{n}")] + ["02:11:22"]


def print_photo(path: Path, *lines: str) -> Path:
    """Write a photo of plain print, line below line."""
    picture = Image.new("RGB", (1200, 160 + 90 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        draw.text((60, 60 + 90 * place), line, fill="black", font=_sized("arimo", False, 40.0))
    picture.save(path, quality=95)
    return path
