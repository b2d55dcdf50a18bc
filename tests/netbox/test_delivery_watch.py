"""`hwlab queue replay --watch`: stays through outages, and ends when it is told to.

And so does `hwlab watch`, which takes photos in meanwhile.
"""

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import LabelPhoto
from delivery_workbench import PATIENCE, Process, Workbench, identified
from fault_proxy.faults import Hold, Point, html_answer
from fault_proxy.proxy import FaultProxy
from netbox_changes import issue_token, revoke
from netbox_server.waiting import until


@pytest.fixture
def maker(workbench: Workbench) -> str:
    return workbench.netbox.own("Maker")


@pytest.fixture
def watch(workbench: Workbench) -> Iterator[Process]:
    """Return one that has begun to watch."""
    process = workbench.start("queue", "replay", "--watch", "--json")
    yield process
    process.killed()


def comes_to_be_done(workbench: Workbench, hw_id: str) -> bool:
    return until(lambda: workbench.intake(hw_id).state == "done", PATIENCE)


def test_it_goes_through_outages_by_itself(
    workbench: Workbench, fault_proxy: FaultProxy, watch: Process, maker: str
) -> None:
    assert watch.says("watching ")
    first = workbench.queue(identified(maker, "1"), workbench.photo(1))
    assert comes_to_be_done(workbench, first)

    fault_proxy.refuse()
    second = workbench.queue(identified(maker, "1"), workbench.photo(2))
    assert watch.says("it can't be reached: connection refused; trying again until it is back")
    fault_proxy.accept()
    assert comes_to_be_done(workbench, second)
    assert workbench.attempts()[second] == [1, 1, 1]
    assert watch.says("NetBox is back")

    fault_proxy.inject(html_answer(503), times=2)
    third = workbench.queue(identified(maker, "1"))
    assert comes_to_be_done(workbench, third)

    watch.send(signal.SIGTERM)
    ran = watch.ended()
    assert ran.code == 0, ran.err
    assert (ran.summary["delivered"], ran.summary["exit_code"]) == (3, 0)
    workbench.all_is_well(delivered=[first, second, third])


def test_it_finishes_what_is_under_way_when_it_is_told_to_end(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str
) -> None:
    hw_ids = [workbench.queue(identified(maker, "1")) for _ in range(3)]
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path=r"dcim/devices/$")
    one_by_one = {"HWLAB_NETBOX_BATCH": "1", "HWLAB_NETBOX_CONNECTIONS": "1"}
    watch = workbench.start("queue", "replay", "--watch", "--json", **one_by_one)
    assert hold.reached.wait(PATIENCE)
    watch.send(signal.SIGTERM)
    assert watch.says("ending, once what is under way is done")
    hold.released.set()
    ran = watch.ended()
    assert ran.code == 0, ran.err
    (line,) = ran.of_type("op")
    assert (line["hw_id"], line["state"]) == (hw_ids[0], "done")
    assert ran.summary["waiting"] == 2
    assert [workbench.attempts()[hw_id] for hw_id in hw_ids[1:]] == [[0], [0]]
    assert len(fault_proxy.seen("POST", r"dcim/devices/$")) == 1
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


def test_ctrl_c_ends_it_at_once(workbench: Workbench, watch: Process) -> None:
    assert watch.says("watching ")
    watch.send(signal.SIGINT)
    ran = watch.ended()
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_it_does_not_wait_for_what_no_waiting_mends(workbench: Workbench, maker: str) -> None:
    issued = issue_token(workbench.netbox)
    workbench.environment["HWLAB_NETBOX_TOKEN"] = issued.token
    watch = workbench.start("queue", "replay", "--watch", "--json")
    assert watch.says("watching ")
    revoke(workbench.netbox, issued)
    hw_id = workbench.queue(identified(maker, "1"))
    ran = watch.ended()
    assert ran.code == 8
    (error,) = ran.of_type("error")
    assert error["message"] == "Invalid v2 token"
    assert workbench.intake(hw_id).state == "ready"


def test_while_nothing_comes_it_asks_nobody_and_reads_its_token_once(
    workbench: Workbench, fault_proxy: FaultProxy, maker: str, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    script = tmp_path / "token.py"
    token = workbench.environment.pop("HWLAB_NETBOX_TOKEN")
    script.write_text(
        f"open({str(asked)!r}, 'a').write('once\\n')\nprint({token!r})\n",
        encoding="utf-8",
    )
    command = f"{sys.executable} {script}"
    watch = workbench.start("queue", "replay", "--watch", HWLAB_NETBOX_TOKEN_COMMAND=command)
    assert watch.says("watching ")
    assert until(asked.exists, PATIENCE)
    assert fault_proxy.seen() == []
    for number in range(2):
        hw_id = workbench.queue(identified(maker, str(number)))
        assert comes_to_be_done(workbench, hw_id)
    watch.send(signal.SIGTERM)
    assert watch.ended().code == 0
    assert asked.read_text(encoding="utf-8") == "once\n"
    workbench.environment["HWLAB_NETBOX_TOKEN"] = token
    workbench.all_is_well(delivered=[one.hw_id for one in workbench.intakes()])


def test_what_comes_into_a_folder_in_an_outage_is_safe_at_once_and_delivered_later(
    workbench: Workbench, fault_proxy: FaultProxy, card: LabelPhoto, tmp_path: Path
) -> None:
    folder = tmp_path / "phone"
    folder.mkdir()
    quick = {"HWLAB_WATCH_STILL_SECONDS": "0.1", "HWLAB_WATCH_QUIET_SECONDS": "0.1"}
    fault_proxy.refuse()
    process = workbench.start("watch", "--json", str(folder), **quick)
    try:
        assert process.says(f"watching {folder}")
        shutil.copy(card.path, folder / "card.jpg")
        assert process.says("trying again until it is back")
        (taken,) = workbench.intakes()
        assert taken.state == "ready"
        fault_proxy.accept()
        assert comes_to_be_done(workbench, taken.hw_id)
        process.send(signal.SIGTERM)
        ran = process.ended()
    finally:
        process.killed()
    assert ran.code == 0, ran.err
    assert (ran.summary["taken"], ran.summary["delivered"]) == (1, 1)
    assert ran.of_type("op")[-1]["intake_state"] == "done"
    workbench.all_is_well(delivered=[taken.hw_id])
