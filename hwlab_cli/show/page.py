"""An HTML page built as a tree, so that no text in it can be taken for markup."""

import base64
import hashlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from hwlab_cli.show.plain import harmless

Part = Element | str


def element(tag: str, *parts: Part, **attributes: str) -> Element:
    """Return an element with these texts and elements in it; `class_` stands for `class`."""
    made = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    last: Element | None = None
    for part in parts:
        if isinstance(part, Element):
            made.append(part)
            last = part
        elif last is None:
            made.text = (made.text or "") + harmless(part)
        else:
            last.tail = (last.tail or "") + harmless(part)
    return made


def data_url(data: bytes, kind: str) -> str:
    """Return a picture as an address that has all of it."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def page(title: str, style: str, *parts: Part, language: str = "en") -> bytes:
    """Return a whole page that needs nothing beside itself, and may ask for nothing.

    The policy allows this style and pictures within the page, and neither scripts nor requests.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    root = Element("html", {"lang": language})
    head = SubElement(root, "head")
    head.append(element("meta", charset="utf-8"))
    head.append(_policy(policy))
    head.append(element("meta", name="viewport", content="width=device-width, initial-scale=1"))
    head.append(element("meta", name="referrer", content="no-referrer"))
    head.append(element("title", title))
    SubElement(head, "style").text = style
    root.append(element("body", *parts))
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n".encode()


def _policy(rules: Mapping[str, str]) -> Element:
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return Element("meta", {"http-equiv": "Content-Security-Policy", "content": text})
