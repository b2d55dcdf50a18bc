"""NetBox's own import of device types, as a person uses it: logged in, with YAML in a form."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from netbox_access import NetBox, http_session

KINDS = (
    "console-port",
    "console-server-port",
    "power-port",
    "power-outlet",
    "interface",
    "rear-port",
    "front-port",
    "module-bay",
    "device-bay",
    "inventory-item",
)
_PATH = "/dcim/device-types/import/"
_OF_ITS_OWN = {"id", "url", "display_url", "created", "last_updated", "device_type"}


def import_yaml(netbox: NetBox, *definitions: str) -> list[str]:
    """Have NetBox import definitions in one go; return why it did not, empty where it did."""
    if not netbox.is_ours:
        pytest.skip("logs in as NetBox's admin, whose password is known for ours alone")
    session = http_session()
    session.headers["Referer"] = netbox.url
    try:
        session.get(f"{netbox.url}/login/")
        who = {"username": "admin", "password": netbox.server.record.password}
        token = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
        session.post(f"{netbox.url}/login/", data={**who, **token}, allow_redirects=False)
        assert "sessionid" in session.cookies
        form = {
            "import_method": "direct",
            "format": "yaml",
            "csv_delimiter": "auto",
            "data": "".join(f"---\n{one.removeprefix('---')}\n" for one in definitions),
            "csrfmiddlewaretoken": session.cookies["csrftoken"],
        }
        answer = session.post(netbox.url + _PATH, data=form, allow_redirects=False)
    finally:
        session.close()
    if answer.status_code == 302:
        return []
    said = [html.unescape(one) for one in re.findall(r"Record \d+ [^<]+", answer.text)]
    assert said, answer.text
    return said


def account(netbox: NetBox, model: str, manufacturer: str) -> dict[str, Any]:
    """Return all that NetBox says of a device type and its templates, but what is its own alone.

    Templates come in the order of their names; others are named in place of their ids.
    """
    (found,) = [
        one
        for one in _all(netbox, "device-types", model=model)
        if (one["model"], one["manufacturer"]["name"]) == (model, manufacturer)
    ]
    said = _plain(found)
    for name in ("slug", "display", "model"):
        del said[name]
    names: dict[tuple[str, int], str] = {}
    for kind in KINDS:
        # Where NetBox counts none, there is nothing to list, and each request takes its time.
        counted = found[f"{kind.replace('-', '_')}_template_count"]
        path, whose = f"{kind}-templates", found["id"]
        listed = list(_all(netbox, path, device_type_id=whose, ordering="id")) if counted else []
        names |= {(kind, one["id"]): one["name"] for one in listed}
        said[kind] = sorted((_plain(one) for one in listed), key=lambda one: str(one["name"]))
    for port in said["front-port"]:
        port["rear_ports"] = [
            {**one, "rear_port": names["rear-port", one["rear_port"]]} for one in port["rear_ports"]
        ]
    for port in said["rear-port"]:
        port["front_ports"] = [
            {**one, "front_port": names["front-port", one["front_port"]]}
            for one in port["front_ports"]
        ]
    return said


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {name: _reference(value) for name, value in one.items() if name not in _OF_ITS_OWN}


def _reference(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) and "name" in value else value


def _all(netbox: NetBox, path: str, **filters: Any) -> Iterator[dict[str, Any]]:
    answer = netbox.ask("GET", f"/api/dcim/{path}/", params={"limit": 1000, **filters})
    assert answer.status_code == 200, answer.text
    data = answer.json()
    assert data["next"] is None
    yield from data["results"]
