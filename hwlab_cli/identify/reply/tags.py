"""Answers between tags, as some models write a tool call's arguments: `<serial>…</serial>`."""

import re
from typing import Any

from hwlab_cli.identify.reply.fields import meaning
from hwlab_cli.identify.reply.found import Found

_TAIL = 1 << 16
_MOST = 2_000
_TAG = re.compile(
    r"<parameter(?:=|\s+name=[\"']?)(?P<parameter>[\w .-]{1,60})[\"']?>(?P<text>[^<]{0,4000})"
    r"(?P<end></parameter>)?"
    r"|<arg_key>(?P<argument>[^<]{1,60})</arg_key>\s{0,20}<arg_value>(?P<content>[^<]{0,4000})"
    r"(?P<stop></arg_value>)?"
    r"|<(?P<name>[A-Za-z][\w.-]{0,40})>(?P<inside>[^<]{0,4000})</(?P=name)>"
)


def tagged(text: str) -> list[Found]:
    """Return what stands between tags that are named like fields; one named again begins anew."""
    found: list[Found] = []
    data: dict[str, Any] = {}
    for count, tag in enumerate(_TAG.finditer(text, max(0, len(text) - _TAIL))):
        key = (tag["parameter"] or tag["argument"] or tag["name"]).strip()
        value = tag["text"] or tag["content"] or tag["inside"] or ""
        whole = tag["name"] or tag["end"] or tag["stop"]
        if count > _MOST or meaning(key) is None:
            continue
        if not found or (key in data and not _is_list_item(tag, text)):
            data = {}
            found.append(Found(tag.start(), tag.end(), data, bends=1, kind="tags"))
        _add(data, key, value.strip() if whole else "")
        found[-1].end = tag.end()
        found[-1].cut = not whole
    return found


def _is_list_item(tag: re.Match[str], text: str) -> bool:
    """Tell whether a tag stands right behind another one of its name, as items of a list do."""
    return text[: tag.start()].rstrip().endswith(f"</{tag['name']}>") if tag["name"] else False


def _add(data: dict[str, Any], key: str, value: str) -> None:
    before = data.get(key)
    if before is None:
        data[key] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        data[key] = [before, value]
