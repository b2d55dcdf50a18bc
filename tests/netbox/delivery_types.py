"""Device types that a workbench's catalog has, and what must come of them in NetBox."""

from pathlib import Path
from typing import Any

import yaml
from catalog_set import imported, write
from delivery_workbench import Workbench, identified
from netbox_changes import made
from netbox_import import KINDS, account, import_yaml

SMALL: dict[str, Any] = {
    "model": "Tiny 24-T",
    "power-ports": [{"name": "PSU1", "type": "iec-60320-c14"}],
    "power-outlets": [{"name": "1", "type": "iec-60320-c13", "power_port": "PSU1"}],
    "interfaces": [{"name": f"Port {port}", "type": "1000base-t"} for port in range(1, 4)],
    "inventory-items": [{"name": "Fan"}, {"name": "CPU"}],
}
REQUESTS = [
    ("POST", "dcim/device-types/$"),
    ("POST", "power-port-templates/"),
    ("POST", "power-outlet-templates/"),
    ("POST", "interface-templates/"),
    ("POST", "inventory-item-templates/"),
    ("PATCH", r"device-types/\d+/"),
    ("POST", r"dcim/devices/$"),
]


class Types:
    """A catalog that a workbench has, filled from a folder of the test's own."""

    def __init__(self, workbench: Workbench, folder: Path) -> None:
        self.workbench = workbench
        self.netbox = workbench.netbox
        self._folder = folder

    def add(self, **fields: Any) -> dict[str, Any]:
        """Put a type into the catalog, of a maker of its own unless one is named."""
        one = {"manufacturer": self.netbox.own("maker"), "u_height": 1, **fields}
        one.setdefault("slug", self.netbox.own("slug"))
        write(self._folder, "any", f"{one['slug']}.yaml", yaml.safe_dump(one, sort_keys=False))
        assert not imported(self.workbench.home, self._folder).broken
        return one

    def delivered(self, one: dict[str, Any]) -> dict[str, Any]:
        """Deliver a device of a type; return it as NetBox has it."""
        hw_id = self.workbench.queue(identified(one["manufacturer"], one["model"]))
        ran = self.workbench.replay()
        assert ran.code == 0, ran.out + ran.err
        return self.workbench.device(hw_id)

    def import_beside(self, one: dict[str, Any]) -> list[str]:
        """Have NetBox itself import a type under another name; return why it did not."""
        if not list(self.workbench.found("dcim/manufacturers", name=one["manufacturer"])):
            name = {"name": one["manufacturer"], "slug": self.netbox.own("slug")}
            made(self.netbox, "dcim/manufacturers", name)
        return import_yaml(self.netbox, yaml.safe_dump(beside(one), sort_keys=False))


def beside(one: dict[str, Any]) -> dict[str, Any]:
    """Return the same type under another name."""
    return {**one, "model": f"{one['model']} imported", "slug": f"{one['slug']}-imported"}


def whole(types: Types, one: dict[str, Any]) -> dict[str, int]:
    """Return how many templates of each kind a type has, each of them once, all tags gone."""
    said = account(types.netbox, one["model"], one["manufacturer"])
    assert said["tags"] == []
    for kind in KINDS:
        names = [template["name"] for template in said[kind]]
        assert len(set(names)) == len(names), names
        assert set(names) == {template["name"] for template in one.get(f"{kind}s", [])}
    assert {outlet["power_port"] for outlet in said["power-outlet"]} <= {"PSU1"}
    return {kind: len(said[kind]) for kind in KINDS if said[kind]}
