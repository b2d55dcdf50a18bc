"""Whom it took to identify a device, as a table: what each tier was asked, and what it took."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hwlab_cli.show.plain import harmless


def asked(records: list[dict[str, Any]]) -> None:
    """Write a line for each tier that was asked to stdout; nothing where none was."""
    if not records:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("tier", "model", "seconds", "tokens", "confidence", "what it said"):
        table.add_column(head, overflow="fold")
    for one in records:
        seconds, tokens = one.get("seconds"), one.get("completion_tokens")
        confidence = one.get("confidence")
        table.add_row(
            Text(harmless(f"{one.get('tier', '')}{' (shadow)' if one.get('shadow') else ''}")),
            Text(harmless(str(one.get("model", "")))),
            f"{seconds:.1f}" if seconds else "",
            str(tokens) if tokens is not None else "",
            f"{confidence:.2f}" if confidence is not None else "",
            Text(harmless(_said(one))),
        )
    Console(highlight=False, markup=False, emoji=False).print(table)


def _said(one: dict[str, Any]) -> str:
    if one.get("error"):
        return str(one["error"])
    if "query" in one:
        return f"searched for {one['query']}: {len(one.get('pages', []))} pages name it"
    if "choice" in one:
        number, among = one["choice"], one.get("candidates", [])
        named = number is not None and 0 < number <= len(among)
        return f"chooses {number}. {among[number - 1]}" if named else "chooses none of them"
    said = one.get("said") or {}
    names = [said.get("manufacturer"), said.get("model")]
    serial = f"serial {said['serial']}" if said.get("serial") else None
    return " ".join(str(part) for part in (*names, serial) if part) or "nothing"
