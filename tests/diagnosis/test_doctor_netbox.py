"""`hwlab doctor netbox` and `catalog`, on a real NetBox: ready, not set up, not permitted, away."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from delivery_workbench import Workbench
from diagnosis_at import faults, found, only
from fault_proxy.faults import Answer, html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import limited_token


def test_a_netbox_that_is_ready_and_a_catalog_of_it(workbench: Workbench) -> None:
    assert workbench.run("catalog", "sync").code == 0
    ran = workbench.run("doctor", "netbox", "catalog", "--json")
    assert ran.code == 0, ran.out
    assert {one["severity"] for one in ran.of_type("finding")} <= {"ok", "note"}
    assert only(ran, "netbox.setup")["found"] == "complete"
    assert abs(only(ran, "netbox.clock")["details"]["seconds"]) <= 60
    rights = only(ran, "netbox.right")["details"]["count"]
    listed = workbench.run("netbox", "check", "--json").of_type("check")
    assert rights == sum(one["found"] == "permitted" for one in listed)
    source = only(ran, "catalog.source")
    assert (source["item"], source["details"]["days"]) == (
        workbench.environment["HWLAB_NETBOX_URL"],
        0,
    )
    # Devices that go elsewhere are not matched with what that NetBox has.
    elsewhere = {"HWLAB_NETBOX_URL": "http://127.0.0.1:1"}
    ran = workbench.run("doctor", "catalog", "--json", **elsewhere)
    assert only(ran, "catalog.source")["severity"] == "warning"


def test_what_is_missing_there_is_told_and_not_made(pristine: NetBox, workbench: Workbench) -> None:
    pristine.server.reset()
    ran = workbench.run("doctor", "netbox", "--json")
    assert (ran.code, set(faults(ran))) == (12, {"netbox.setup"})
    assert "custom field hwlab_id" in {one["item"] for one in found(ran, "netbox.setup")}
    assert {one["hint"] for one in found(ran, "netbox.setup")} == {"`hwlab netbox setup` does it"}
    shown = workbench.run("doctor", "netbox").out
    assert shown.count("`hwlab netbox setup` does it") == 1
    again = workbench.run("doctor", "netbox", "--json")
    assert len(faults(again)) == len(faults(ran))


def test_rights_that_are_missing_are_told_one_by_one(workbench: Workbench) -> None:
    token = limited_token(workbench.netbox, ["view"]).token
    ran = workbench.run("doctor", "netbox", "--json", HWLAB_NETBOX_TOKEN=token)
    assert (ran.code, set(faults(ran))) == (8, {"netbox.right"})
    missing = {one["item"] for one in found(ran, "netbox.right") if one["severity"] == "fault"}
    assert {"add devices", "change devices", "add image attachments"} <= missing
    assert token not in ran.out + ran.err


def test_a_token_that_is_refused(workbench: Workbench) -> None:
    ran = workbench.run("doctor", "netbox", "--json", HWLAB_NETBOX_TOKEN="nbt_nobody.knows")
    assert (ran.code, faults(ran)) == (8, ["netbox.access"])
    assert "knows" not in ran.out + ran.err


def test_an_outage_and_another_program_in_its_place(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    fault_proxy.inject(html_answer(503), times=None)
    ran = workbench.run("doctor", "netbox", "--json")
    assert (ran.code, faults(ran)) == (7, ["netbox.access"])
    assert "netbox.url is right" in only(ran, "netbox.access")["hint"]
    fault_proxy.clear()
    fault_proxy.inject(html_answer(200), times=None)
    assert workbench.run("doctor", "netbox", "--json").code == 12
    fault_proxy.clear()
    # Away in the middle: what was found stays found.
    fault_proxy.inject(html_answer(503), method="GET", nth=4, times=None)
    ran = workbench.run("doctor", "netbox", "--json")
    assert ran.code == 7
    assert only(ran, "netbox.version")["severity"] == "ok"


@pytest.mark.parametrize("hours", [-2, 2])
def test_clocks_that_disagree(workbench: Workbench, fault_proxy: FaultProxy, hours: int) -> None:
    theirs = datetime.now(UTC) + timedelta(hours=hours)
    headers = {"Date": format_datetime(theirs, usegmt=True)}
    fault_proxy.inject(Answer(503, b"{}", headers=headers), times=None)
    one = only(workbench.run("doctor", "netbox", "--json"), "netbox.clock")
    assert one["severity"] == "warning"
    assert one["details"]["seconds"] == pytest.approx(-3600 * hours, abs=60)
    assert ("ahead of" if hours < 0 else "behind") in one["found"]
