"""The commands that deliver: what they do, what they say, and how they end."""

import json
from typing import Any

import pytest
from conftest import LabelPhoto
from delivery_workbench import Workbench, identified, lines
from fault_proxy.faults import html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import basics, issue_token, made, revoke

OP = {"type", "hw_id", "kind", "state", "reason", "intake_state", "reasons", "netbox_url"}
COUNTS = ("identified", "delivered", "adopted", "held", "failed", "waiting")


@pytest.fixture
def maker(workbench: Workbench) -> str:
    return workbench.netbox.own("Maker")


# intake and add


def test_intake_delivers_at_once_and_says_where(
    fresh: NetBox,
    workbench: Workbench,
    remembered_readings: None,
    notebook: LabelPhoto,
    card: LabelPhoto,
    sticker: LabelPhoto,
) -> None:
    ran = workbench.run("intake", notebook.path, "--json")
    assert ran.code == 0, ran.out
    (line,) = ran.of_type("intake")
    device = workbench.device(line["hw_id"])
    assert line["state"] == "done"
    url = f"{workbench.environment['HWLAB_NETBOX_URL']}/dcim/devices/{device['id']}/"
    assert line["netbox_url"] == url
    assert (ran.summary["delivered"], ran.summary["queued"]) == (1, 0)
    assert device["serial"] == notebook.truth["serial"]

    # Two more, of which one needs a person; what people see.
    ran = workbench.run("intake", card.path, sticker.path)
    assert ran.code == 10
    (fresh_one,) = [one for one in workbench.intakes() if one.state == "done" and one.row_id > 1]
    assert fresh_one.netbox_url is not None
    assert fresh_one.netbox_url in ran.out
    assert "2 taken, 1 held, 1 delivered" in ran.err
    workbench.all_is_well(delivered=[line["hw_id"], fresh_one.hw_id])


def test_intake_is_safe_when_netbox_is_away(
    fresh: NetBox,
    workbench: Workbench,
    fault_proxy: FaultProxy,
    remembered_readings: None,
    notebook: LabelPhoto,
    card: LabelPhoto,
) -> None:
    with fault_proxy.refusing():
        ran = workbench.run("intake", notebook.path, card.path, "--json")
    assert ran.code == 7
    assert [line["state"] for line in ran.of_type("intake")] == ["ready", "ready"]
    (error,) = ran.of_type("error")
    assert (error["exit_code"], error["item"]) == (7, "NetBox")
    assert ran.summary["queued"] == 2
    assert workbench.run("queue", "check").code == 0
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=[one.hw_id for one in workbench.intakes()])


def test_add_delivers_at_once(workbench: Workbench, fault_proxy: FaultProxy, maker: str) -> None:
    serial = workbench.netbox.own("SN")
    command = ["add", "--manufacturer", maker, "--model", "Rack 1", "--serial", serial]
    ran = workbench.run(*command, "--json")
    assert ran.code == 0
    (line,) = ran.of_type("intake")
    device = workbench.device(line["hw_id"])
    assert (line["state"], device["serial"]) == ("done", serial)
    assert line["netbox_url"].endswith(f"/dcim/devices/{device['id']}/")
    assert ran.summary["delivered"] == 1

    with fault_proxy.refusing():
        ran = workbench.run("add", "--manufacturer", maker, "--model", "Rack 2", "--json")
    assert ran.code == 7
    (line,) = ran.of_type("intake")
    assert (line["state"], line["netbox_url"], ran.summary["queued"]) == ("ready", None, 1)

    # Another machine has the serial's device already.
    elsewhere = Workbench(
        workbench.home.parents[1] / "elsewhere",
        workbench.netbox,
        workbench.environment["HWLAB_NETBOX_URL"],
    )
    ran = elsewhere.run(*command, "--json")
    assert ran.code == 10
    (held,) = ran.of_type("intake")
    assert device["name"] in held["reasons"][0]
    workbench.drain()
    workbench.all_is_well(delivered=[one.hw_id for one in workbench.intakes()])


def test_a_token_that_is_refused_keeps_what_is_taken_in(workbench: Workbench, maker: str) -> None:
    issued = issue_token(workbench.netbox)
    revoke(workbench.netbox, issued)
    ran = workbench.run(
        "add",
        "--manufacturer",
        maker,
        "--model",
        "Rack 1",
        "--json",
        HWLAB_NETBOX_TOKEN=issued.token,
    )
    assert ran.code == 8
    (line,) = ran.of_type("intake")
    assert line["state"] == "ready"
    workbench.drain()
    workbench.all_is_well(delivered=[line["hw_id"]])


# replay


def test_replay_tells_of_every_op_and_counts(workbench: Workbench, maker: str) -> None:
    first = basics(workbench.netbox)
    by = workbench.netbox.ask("GET", f"/api/dcim/manufacturers/{first.manufacturer}/").json()
    serial = workbench.netbox.own("SN")
    made(workbench.netbox, "dcim/devices", {**first.references, "serial": serial})
    good = workbench.queue(identified(maker, "Rack 1", category="server"), workbench.photo(1))
    there = workbench.queue(identified(maker, "Rack 2", category="server"))
    workbench.made_already(there)
    held = workbench.queue(identified(by["name"], "Rack 1", serial=serial))
    bad = workbench.queue(identified("M" * 100, f"{maker} Rack", category="server"))
    with workbench.log() as log, log.writing() as connection:
        body = json.dumps({**workbench.intake(bad).ops[0].body, "manufacturer": "M" * 101})
        connection.execute("UPDATE ops SET body = ? WHERE intake_id = 4", (body,))
    ran = workbench.replay()
    assert ran.code == 3
    told = [(line["hw_id"], line["kind"], line["state"]) for line in ran.of_type("op")]
    assert set(told) == {
        (good, "create_device", "done"),
        (good, "attach_photo", "done"),
        (there, "create_device", "done"),
        (there, "patch_custom_fields", "done"),
        (held, "create_device", "held"),
        (bad, "create_device", "failed"),
    }
    assert len(told) == 6
    for line in ran.of_type("op"):
        assert set(line) >= OP
        assert (line["netbox_url"] is None) == (line["hw_id"] in {held, bad})
    last = lines(ran, "op")
    assert last[held]["reasons"] == [last[held]["reason"]]
    counts = {name: ran.summary[name] for name in COUNTS}
    assert counts == {
        "identified": 0,
        "delivered": 1,
        "adopted": 1,
        "held": 1,
        "failed": 1,
        "waiting": 0,
    }
    # And once more, there is nothing left to do.
    ran = workbench.run("queue", "replay")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing to carry out\n")


def test_replay_says_to_people_what_became_of_each(workbench: Workbench, maker: str) -> None:
    hw_id = workbench.queue(identified(maker, "Rack [bold]1"), workbench.photo(1))
    ran = workbench.run("queue", "replay")
    assert (ran.code, ran.out) == (0, "")
    url = workbench.intake(hw_id).netbox_url
    assert ran.err.splitlines() == [
        f"{hw_id} create_device: done  {maker} Rack [bold]1  {url}",
        f"{hw_id} attach_photo: done  {maker} Rack [bold]1",
        "1 delivered",
    ]


def test_limit_and_only_leave_the_others_alone(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    hw_ids = [workbench.queue(identified(maker, "1"), workbench.photo(n)) for n in range(4)]
    ran = workbench.replay("--only", hw_ids[2])
    assert (ran.code, {line["hw_id"] for line in ran.of_type("op")}) == (0, {hw_ids[2]})
    with workbench.uploads_refused(fault_proxy):
        # Created, and its photo left.
        assert workbench.replay("--only", hw_ids[3]).code == 7
    workbench.skip_waits()
    ran = workbench.replay("--limit", "1")
    assert {line["hw_id"] for line in ran.of_type("op")} == {hw_ids[0]}
    assert (ran.code, ran.summary["waiting"]) == (0, 2)
    workbench.all_is_well(delivered=[hw_ids[0], hw_ids[2]], halfway=[hw_ids[3]])
    ran = workbench.replay("--limit", "2")
    assert {line["hw_id"] for line in ran.of_type("op")} == {hw_ids[1], hw_ids[3]}
    workbench.all_is_well(delivered=hw_ids)
    assert workbench.replay("--only", "HW-00000000").code == 9


# replay --dry-run


def steps(ran: Any) -> list[tuple[str, str | None, str]]:
    return [(line["action"], line["hw_id"], line["name"]) for line in ran.of_type("plan")]


def everything(workbench: Workbench) -> str:
    """Return all that NetBox has to do with, and its own record of changes."""
    paths = (
        *(f"dcim/{name}" for name in ("devices", "device-types", "manufacturers", "sites")),
        *(f"extras/{name}" for name in ("image-attachments", "tags", "custom-fields")),
        "dcim/device-roles",
        "core/object-changes",
    )
    return json.dumps([workbench.found(path) for path in paths])


def test_a_plan_is_exact_and_changes_nothing(
    fresh: NetBox, workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    serial = "SN-1"
    first = basics(fresh)
    by = fresh.ask("GET", f"/api/dcim/manufacturers/{first.manufacturer}/").json()["name"]
    there = made(fresh, "dcim/devices", {**first.references, "serial": serial, "name": "mine"})
    url = f"{workbench.environment['HWLAB_NETBOX_URL']}/dcim/devices/{there['id']}/"

    create = workbench.queue(identified("Acme", "Rack 1", category="ups"), workbench.photo(1))
    again = workbench.queue(identified("ACME", "rack-1", category="ups"))
    matched = workbench.queue(identified(by, "Rack 7", asset_tag="T-1"))
    duplicate = workbench.queue(identified(by, "Rack 1", serial=serial))
    adopted = workbench.queue(identified("Bolt", "Rack 2"), workbench.photo(2))
    workbench.made_already(adopted)
    halfway = workbench.queue(identified("Bolt", "Rack 2"), workbench.photo(3))
    with workbench.uploads_refused(fault_proxy):
        assert workbench.replay("--only", halfway).code == 7
    workbench.skip_waits()
    held = workbench.queue(identified("Acme", "Rack 1", serial="1"))
    with workbench.log() as log, log.writing() as connection:
        change = "UPDATE ops SET state = 'held', reason = 'in doubt' WHERE intake_id = ?"
        connection.execute(change, (workbench.intake(held).row_id,))
    resting = workbench.queue(identified("Acme", "Rack 1"))
    with workbench.log() as log, log.writing() as connection:
        change = "UPDATE ops SET not_before = '2999-01-01T00:00:00+00:00' WHERE intake_id = ?"
        connection.execute(change, (workbench.intake(resting).row_id,))

    workbench.environment["HWLAB_NETBOX_SITE"] = "Hall 2"
    before = everything(workbench), workbench.bytes()
    fault_proxy.forget()
    ran = workbench.replay("--dry-run")
    assert ran.code == 0, ran.err
    assert {one.method for one in fault_proxy.seen()} == {"GET"}
    assert (everything(workbench), workbench.bytes()) == before
    assert steps(ran) == [
        ("make", None, "manufacturer Acme"),
        ("make", None, "device type Acme Rack 1"),
        ("make", None, f"device type {by} Rack 7"),
        ("make", None, "site Hall 2"),
        ("create", create, "Acme Rack 1"),
        ("attach", create, "label.jpg"),
        ("create", again, "ACME rack-1"),
        ("create", matched, f"{by} Rack 7"),
        ("hold", duplicate, f"{by} Rack 1"),
        ("adopt", adopted, "Bolt Rack 2"),
        ("attach", adopted, "label.jpg"),
        ("patch", adopted, "Bolt Rack 2"),
        ("attach", halfway, "label.jpg"),
        ("blocked", resting, "Acme Rack 1"),
        ("blocked", held, "Acme Rack 1"),
    ]
    by_hw_id = {line["hw_id"]: line for line in ran.of_type("plan")}
    assert by_hw_id[duplicate]["reason"] == f"duplicate of mine in NetBox ({url}): same serial"
    assert by_hw_id[held]["reason"] == "held: in doubt"
    assert by_hw_id[resting]["reason"] == "to be left alone until 2999-01-01T00:00:00+00:00"
    assert by_hw_id[matched]["body"]["asset_tag"] == "T-1"
    assert by_hw_id[again]["body"]["name"] == again
    # People are told the same.
    said = workbench.run("queue", "replay", "--dry-run")
    assert said.out.splitlines()[4] == f"create    {create}  Acme Rack 1"
    assert said.err == "dry run: nothing was made\n"
    assert workbench.bytes() == before[1]

    # And so it comes to pass.
    fault_proxy.forget()
    real = workbench.replay()
    assert real.code == 10
    done = {(line["hw_id"], line["kind"], line["state"]) for line in real.of_type("op")}
    assert done == {
        (create, "create_device", "done"),
        (create, "attach_photo", "done"),
        (again, "create_device", "done"),
        (matched, "create_device", "done"),
        (duplicate, "create_device", "held"),
        (adopted, "create_device", "done"),
        (adopted, "attach_photo", "done"),
        (adopted, "patch_custom_fields", "done"),
        (halfway, "attach_photo", "done"),
    }
    posted = [
        (one.path.split("/")[-2], one.objects)
        for one in fault_proxy.seen("POST")
        if "image" not in one.path
    ]
    assert sorted(posted) == [
        ("device-types", 2),
        ("devices", 3),
        ("manufacturers", 1),
        ("sites", 1),
    ]
    assert len(fault_proxy.seen("POST", "image")) == 3


def test_a_plan_keeps_to_limit_and_only(workbench: Workbench, maker: str) -> None:
    hw_ids = [workbench.queue(identified(maker, "1")) for _ in range(4)]

    def planned(*arguments: str) -> list[str | None]:
        ran = workbench.replay("--dry-run", *arguments)
        assert ran.code == 0
        return [hw_id for action, hw_id, _ in steps(ran) if action == "create"]

    assert planned("--limit", "2") == hw_ids[:2]
    assert planned("--only", hw_ids[3], "--only", hw_ids[1]) == [hw_ids[1], hw_ids[3]]
    assert workbench.replay("--dry-run", "--watch").code == 2
    assert workbench.replay("--dry-run", "--only", hw_ids[0][:-1]).code == 9


def test_a_plan_can_be_made_only_with_netbox(workbench: Workbench, fault_proxy: FaultProxy) -> None:
    workbench.queue(identified("Acme", "1"))
    before = workbench.bytes()
    fault_proxy.inject(html_answer(503), times=None)
    ran = workbench.replay("--dry-run")
    assert ran.code == 7
    assert ran.of_type("error")[0]["message"] == "it is not available (503)"
    assert workbench.bytes() == before
