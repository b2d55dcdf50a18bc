"""Markdown tables: a field a row, or a device a row."""

import re

from hwlab_cli.identify.reply.fields import known_name
from hwlab_cli.identify.reply.found import Found
from hwlab_cli.identify.reply.truncation import CUT

_TAIL = 1 << 16
_ROW = re.compile(r"^[ \t>]*(\|[^\n]*|[^|\n]{1,200}\|[^\n]*)$", re.MULTILINE)
_RULE = re.compile(r"[|:\-\s+=]+")
_EMPHASIS = re.compile(r"^[*_`\s]+|[*_`\s]+$")
_MOST_ROWS = 400
_VALUES = {
    *("value", "values", "answer", "result", "reading", "detail", "details", "extracted", "found"),
    *("wert", "valeur", "valor", "valore", "waarde", "information", "info", "data", "identified"),
}
_REMARKS = {
    *("confidence", "notes", "note", "source", "evidence", "remarks", "comment", "comments"),
    *("reason", "certainty", "location", "how", "basis", "status", "method", "unit", "format"),
}


def tables(text: str, *, cut: bool) -> list[Found]:
    """Return what the tables in a reply tell, a table at a time; `cut`: the last row may be."""
    offset = max(0, len(text) - _TAIL)
    blocks: list[list[re.Match[str]]] = []
    for row in _ROW.finditer(text, offset):
        if blocks and text[blocks[-1][-1].end() : row.start()].strip() == "":
            blocks[-1].append(row)
        else:
            blocks.append([row])
    found = []
    for block in blocks:
        rows = [_cells(row.group(1)) for row in block[:_MOST_ROWS]]
        whole_end = block[-1].group().rstrip().endswith("|")
        if cut and block[-1].end() == len(text) and not whole_end and rows[-1]:
            rows[-1][-1] = CUT
        data = _data([row for row in rows if row and not _RULE.fullmatch("|".join(row))])
        if data:
            found.append(Found(block[0].start(), block[-1].end(), data, bends=1, kind="a table"))
    return found


def _cells(row: str) -> list[str]:
    inside = row.strip().replace("\\|", "\N{FULLWIDTH VERTICAL LINE}").strip("|")
    cells = [_EMPHASIS.sub("", cell) for cell in inside.split("|")][:32]
    return [cell.replace("\N{FULLWIDTH VERTICAL LINE}", "|").replace("<br>", " ") for cell in cells]


def _data(rows: list[list[str]]) -> list[dict[str, str]]:
    if len(rows) < 2:
        return []
    if len([cell for cell in rows[0] if _is_field(cell)]) >= 2:
        return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    known = [row for row in rows if len(row) > 1 and known_name(row[0]) is not None]
    if len(known) < 2 and not (known and _named_value(rows[0])):
        return []
    return [
        {row[0]: row[place] for row in known if place < len(row)} for place in _columns(rows[0])
    ]


def _columns(head: list[str]) -> list[int]:
    """Return which columns hold values: the one that says so, or one a device."""
    heads = [cell.casefold().strip(" :") for cell in head]
    if _named_value(head):
        return [next(place for place, cell in enumerate(heads) if place and cell in _VALUES)]
    if known_name(head[0]) is not None or len(heads) == 2:
        return [1]
    places = [place for place, cell in enumerate(heads) if place and cell not in _REMARKS]
    several = [place for place in places if any(map(str.isdigit, heads[place]))]
    return several if len(several) > 1 else places[:1] or [1]


def _named_value(head: list[str]) -> bool:
    return any(cell.casefold().strip(" :") in _VALUES for cell in head[1:])


def _is_field(cell: str) -> bool:
    return known_name(cell) is not None
