"""Devices made and looked for in NetBox by plain requests."""

from typing import Any

import requests
from netbox_access import NetBox
from netbox_changes import Basics

DEVICES = "/api/dcim/devices/"


def create(netbox: NetBox, basics: Basics, **fields: Any) -> requests.Response:
    """Create a device of these references."""
    return netbox.ask("POST", DEVICES, json={**basics.references, **fields})


def found(netbox: NetBox, query: str) -> list[dict[str, Any]]:
    """Return the devices that a query finds."""
    results: list[dict[str, Any]] = netbox.ask("GET", f"{DEVICES}?{query}").json()["results"]
    return results
