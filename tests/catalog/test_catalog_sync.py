"""The catalog and a real NetBox: what is new, what changed, what has gone, and outages."""

import itertools
from pathlib import Path
from typing import Any

import netbox_changes
import pytest
from catalog_set import models
from delivery_workbench import Workbench
from fault_proxy.faults import html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox

from hwlab_cli.catalog import sync
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.netbox.client import Client

TYPES = r"dcim/device-types/"


@pytest.fixture
def bench(pristine: NetBox, fault_proxy: FaultProxy, tmp_path: Path) -> Workbench:
    """Return a hwlab that reaches a NetBox on its first day through the proxy."""
    return Workbench(tmp_path / "bench", pristine, fault_proxy.url)


def make(netbox: NetBox, maker: str, *some: str, **fields: Any) -> list[dict[str, Any]]:
    slug = maker.lower().replace(" ", "-")
    found = netbox.ask("GET", f"/api/dcim/manufacturers/?slug={slug}").json()["results"]
    by = found or [netbox_changes.made(netbox, "dcim/manufacturers", {"name": maker, "slug": slug})]
    bodies = [
        {"manufacturer": by[0]["id"], "model": model, "slug": f"{slug}-{model.lower()}", **fields}
        for model in some
    ]
    answer = netbox.ask("POST", "/api/dcim/device-types/", json=bodies)
    assert answer.status_code == 201, answer.text
    made: list[dict[str, Any]] = answer.json()
    return made


def synced(bench: Workbench) -> dict[str, int]:
    ran = bench.run("catalog", "sync", "--json")
    assert ran.code == 0, ran.err
    names = ("types", "added", "updated", "unchanged", "removed")
    return {name: ran.summary[name] for name in names if ran.summary[name]}


def types(bench: Workbench) -> dict[str, DeviceType]:
    with Catalog.open(bench.home) as catalog:
        return {one.model: one for _, _, one in catalog.types()}


def test_all_that_matching_needs_is_taken_in(pristine: NetBox, bench: Workbench) -> None:
    (made,) = make(
        pristine,
        "Cisco Systems",
        "C9300-48P",
        part_number="0012345",
        u_height=1.5,
        is_full_depth=False,
        airflow="front-to-rear",
        weight=7.5,
        weight_unit="kg",
    )
    assert synced(bench) == {"types": 1, "added": 1}
    one = types(bench)["C9300-48P"]
    assert (one.manufacturer, one.slug, one.key) == (
        "Cisco Systems",
        "cisco-systems-c9300-48p",
        str(made["id"]),
    )
    assert (one.part_number, one.u_height, one.is_full_depth) == ("0012345", 1.5, False)
    assert (one.airflow, one.weight, one.weight_unit) == ("front-to-rear", 7.5, "kg")


def test_offline_afterwards_a_match_names_netboxs_type(pristine: NetBox, bench: Workbench) -> None:
    (made,) = make(pristine, "Dell", "PowerEdge-R720")
    synced(bench)
    nowhere = {"HWLAB_NETBOX_URL": "http://127.0.0.1:9"}
    ran = bench.run("catalog", "match", "Dell R720", "--json", **nowhere)
    assert ran.code == 0
    assert ran.lines[0]["netbox_id"] == made["id"]
    (source,) = bench.run("catalog", "stats", "--json").of_type("source")
    assert (source["kind"], source["types"], source["manufacturers"]) == ("netbox", 1, 1)


def test_only_what_changed_is_read_again(
    pristine: NetBox, bench: Workbench, fault_proxy: FaultProxy
) -> None:
    kept, changed, gone = make(pristine, "Dell", "A1", "B2", "C3")
    assert synced(bench) == {"types": 3, "added": 3}
    assert synced(bench) == {"types": 3, "unchanged": 3}
    path = f"/api/dcim/device-types/{changed['id']}/"
    assert pristine.ask("PATCH", path, json={"part_number": "NEW-1"}).ok
    assert pristine.ask("DELETE", f"/api/dcim/device-types/{gone['id']}/").status_code == 204
    make(pristine, "Dell", "D4")
    fault_proxy.forget()
    assert synced(bench) == {"types": 3, "added": 1, "updated": 1, "unchanged": 1, "removed": 1}
    asked = fault_proxy.seen("GET", r"device-types/.*part_number")
    assert len(asked) == 1
    assert asked[0].target.count("&id=") + asked[0].target.count("?id=") == 2
    found = types(bench)
    assert sorted(found) == ["A1", "B2", "D4"]
    assert found["B2"].part_number == "NEW-1"
    assert found["A1"].key == str(kept["id"])


def test_a_manufacturer_that_is_renamed_is_renamed_here(pristine: NetBox, bench: Workbench) -> None:
    make(pristine, "Hewlett Packard", "DL380")
    synced(bench)
    (maker,) = pristine.ask("GET", "/api/dcim/manufacturers/").json()["results"]
    path = f"/api/dcim/manufacturers/{maker['id']}/"
    assert pristine.ask("PATCH", path, json={"name": "HPE"}).ok
    synced(bench)
    assert types(bench)["DL380"].manufacturer == "HPE"
    assert bench.run("catalog", "match", "HPE DL380").code == 0


def test_several_pages_and_a_deletion_between_them(
    pristine: NetBox, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "_PAGE", 10)
    made = make(pristine, "Dell", *[f"X{number:03}" for number in range(45)])
    settings = bench.settings().netbox
    client = Client(settings)
    really = Client.find
    pages = itertools.count()

    def find(self: Client, endpoint: str, **filters: Any) -> Any:
        if endpoint == "dcim/device-types/" and next(pages) == 1:
            # By counting pages, the eleventh would be the tenth now, and never be seen.
            path = f"/api/dcim/device-types/{made[3]['id']}/"
            assert pristine.ask("DELETE", path).status_code == 204
        return really(self, endpoint, **filters)

    monkeypatch.setattr(Client, "find", find)
    with Catalog.open(bench.home) as catalog:
        plan = sync.look(catalog, client)
        assert len(plan.stamps) == 45
        changes = sync.carry_out(catalog, client, plan)
    client.close()
    assert changes.added == 44
    assert models(bench.home) == [f"X{number:03}" for number in range(45) if number != 3]
    monkeypatch.undo()
    assert synced(bench) == {"types": 44, "unchanged": 44}


def test_many_that_changed_are_read_in_pages(
    pristine: NetBox, bench: Workbench, fault_proxy: FaultProxy
) -> None:
    make(pristine, "Dell", *[f"Y{number:04}" for number in range(600)])
    assert synced(bench) == {"types": 600, "added": 600}
    assert len(fault_proxy.seen("GET")) <= 5


@pytest.mark.parametrize("nth", [1, 2], ids=["listing", "reading"])
def test_an_outage_leaves_the_catalog_as_it_was(
    pristine: NetBox, bench: Workbench, fault_proxy: FaultProxy, nth: int
) -> None:
    make(pristine, "Dell", "A1")
    synced(bench)
    make(pristine, "Dell", "B2")
    path = TYPES if nth == 1 else r"dcim/device-types/.*part_number"
    fault_proxy.inject(html_answer(503), method="GET", path=path)
    ran = bench.run("catalog", "sync", "--json")
    assert ran.code == 7
    assert "catalog is as it was" in ran.of_type("error")[0]["hint"]
    assert models(bench.home) == ["A1"]
    assert bench.run("catalog", "match", "Dell A1").code in {0, 10}
    assert synced(bench) == {"types": 2, "added": 1, "unchanged": 1}


def test_another_netbox_takes_the_place_of_the_first(pristine: NetBox, bench: Workbench) -> None:
    make(pristine, "Dell", "A1")
    synced(bench)
    with Catalog.open(bench.home) as catalog:
        (before,) = catalog.sources()
    assert bench.run("catalog", "sync", HWLAB_NETBOX_URL=pristine.url).code == 0
    with Catalog.open(bench.home) as catalog:
        (after,) = catalog.sources()
    assert (before.kind, after.kind) == (SourceKind.NETBOX, SourceKind.NETBOX)
    assert (after.place, after.types) == (pristine.url, 1)


def test_a_token_that_may_not_look_is_told(pristine: NetBox, bench: Workbench) -> None:
    make(pristine, "Dell", "A1")
    token = netbox_changes.limited_token(pristine, ["view"], ["dcim.site"])
    ran = bench.run("catalog", "sync", "--json", HWLAB_NETBOX_TOKEN=token.token)
    assert ran.code == 8
    assert models(bench.home) == []
