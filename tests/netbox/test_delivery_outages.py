"""NetBox away and back: its database, its processes, and when it asks to be left alone."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from delivery_workbench import Workbench, identified
from fault_proxy.faults import Do, Point, html_answer
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_server.waiting import until

from hwlab_cli.delivery.run import Delivery
from hwlab_cli.workspace import Workspace

DEVICES = r"dcim/devices/$"
ATTACHMENTS = r"extras/image-attachments/$"


@pytest.fixture
def hw_ids(workbench: Workbench) -> list[str]:
    """Return the names of three devices that wait to be delivered."""
    maker = workbench.netbox.own("Maker")
    return [workbench.queue(identified(maker, "1"), workbench.photo(seed)) for seed in range(3)]


def test_a_database_that_is_stopped_and_started(
    ours: NetBox, workbench: Workbench, hw_ids: list[str]
) -> None:
    before = workbench.attempts()
    with ours.server.database.stopped():
        ran = workbench.replay()
        assert ran.code == 7
        assert ran.of_type("error")[-1]["message"] == "it has lost its database"
        assert workbench.attempts() == before
    assert workbench.replay().code == 0
    workbench.all_is_well(delivered=hw_ids)


def test_a_database_that_stops_in_mid_request(
    ours: NetBox, workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    before = workbench.attempts()
    stopped = Do(ours.server.database.stop, Point.SENT)
    fault_proxy.inject(stopped, method="POST", path=DEVICES)
    assert workbench.replay().code == 7
    assert workbench.attempts() == before
    ours.server.database.start()
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


def test_workers_that_are_killed_in_mid_request(
    ours: NetBox, workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    database = ours.server.database
    with contextlib.ExitStack() as locked:

        def kill() -> None:
            # It has all of the request, and is about to store the devices.
            assert until(lambda: database.waiting() > 0, 60)
            ours.server.application.kill_workers()
            locked.close()

        fault_proxy.inject(Do(kill, Point.SENT), method="POST", path=DEVICES)
        locked.enter_context(database.locked("dcim_device"))
        ran = workbench.replay()
    assert ran.code in {0, 7}
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


def test_workers_that_are_killed_when_it_is_done(
    ours: NetBox, workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    for path in (DEVICES, ATTACHMENTS):
        killed = Do(ours.server.application.kill_workers, Point.SENT)
        fault_proxy.inject(killed, method="POST", path=path)
    workbench.replay()
    workbench.drain_later()
    workbench.all_is_well(delivered=hw_ids)


def test_a_server_that_hangs_and_carries_on_later(
    ours: NetBox, workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    before = workbench.attempts()
    with contextlib.ExitStack() as hung:
        hang = Do(lambda: hung.enter_context(ours.server.application.hung()), Point.BEFORE)
        fault_proxy.inject(hang, method="POST", path=DEVICES)
        ran = workbench.run("queue", "replay", "--json", HWLAB_NETBOX_READ_SECONDS="0.5")
        assert ran.code == 7
        assert {one.state for one in workbench.intakes()} == {"sent"}
        assert workbench.attempts() == before
    # What was asked for before is carried out now, or has just been.
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


def test_a_server_that_is_stopped_and_started(
    ours: NetBox, workbench: Workbench, hw_ids: list[str]
) -> None:
    with ours.server.application.stopped():
        ran = workbench.run("queue", "replay", HWLAB_NETBOX_URL=ours.url)
        assert ran.code == 7
        assert ran.err.splitlines()[-3:] == [
            "error: NetBox: it can't be reached: connection refused",
            "  try: `hwlab queue replay` goes on later",
            "nothing to carry out; 3 waiting",
        ]
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


# When it asks to be left alone


def test_what_it_asked_for_is_kept_by_every_run(
    workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    with workbench.uploads_refused(fault_proxy):
        # One with a photo left, the others still to be created.
        assert workbench.replay("--limit", "1").code == 7
    workbench.skip_waits()
    begin = datetime.now(UTC)
    fault_proxy.inject(html_answer(503, retry_after="600"), times=None)
    assert workbench.replay().code == 7
    fault_proxy.clear()
    fault_proxy.forget()
    ran = workbench.run("queue", "replay")
    assert ran.code == 7
    assert ran.err.startswith("nothing to carry out; 3 waiting, some until ")
    assert fault_proxy.seen() == []
    early, late = begin + timedelta(seconds=590), datetime.now(UTC) + timedelta(seconds=600)
    for one in workbench.intakes():
        due = next(op for op in one.ops if op.state != "done").not_before
        assert due is not None
        assert early < datetime.fromisoformat(due) <= late

    settings = workbench.settings()
    with Workspace(workbench.home, settings) as work:
        delivery = Delivery(work)
        work.log.clock = lambda: begin + timedelta(seconds=500)
        assert list(delivery.run()) == []
        assert fault_proxy.seen() == []
        work.log.clock = lambda: datetime.now(UTC) + timedelta(seconds=601)
        assert len(list(delivery.run())) == 5
    workbench.all_is_well(delivered=hw_ids)


def test_it_can_ask_for_an_hour_at_most(
    workbench: Workbench, fault_proxy: FaultProxy, hw_ids: list[str]
) -> None:
    fault_proxy.inject(html_answer(503, retry_after="9" * 400))
    assert workbench.replay().code == 7
    for hw_id in hw_ids:
        due = workbench.intake(hw_id).ops[-2].not_before
        assert due is not None
        assert datetime.fromisoformat(due) <= datetime.now(UTC) + timedelta(hours=1)


# Photos, which nothing in NetBox keeps from being there twice


def test_a_photo_that_may_be_under_way_is_not_sent_again_at_once(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    # Killed with its upload on the way to NetBox.
    hold = workbench.killed_at(fault_proxy, Point.BEFORE, "POST", ATTACHMENTS)
    fault_proxy.forget()
    assert workbench.intake(hw_id).state == "sent"
    ran = workbench.replay()
    assert ran.code == 7
    (line,) = ran.of_type("op")
    assert line["reason"] == "an upload of it got no answer, and may be carried out yet"
    assert fault_proxy.seen("POST") == []
    # It arrives after all.
    hold.released.set()
    device = workbench.device(hw_id)
    assert until(lambda: len(workbench.attachments(device)) == 1, 60)
    workbench.skip_waits()
    assert workbench.replay().code == 0
    assert fault_proxy.seen("POST") == []
    workbench.all_is_well(delivered=[hw_id])


def test_a_photo_that_never_arrived_is_sent_again_in_the_end(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    workbench.killed_at(fault_proxy, Point.BEFORE, "POST", ATTACHMENTS)
    with Workspace(workbench.home, workbench.settings()) as work:
        delivery = Delivery(work)
        (told,) = delivery.run()
        assert told.intake.state == "sent"
        assert list(delivery.run()) == []
        now = datetime.now(UTC)
        work.log.clock = lambda: now + timedelta(seconds=61)
        (told,) = delivery.run()
        assert told.intake.state == "done"
    workbench.all_is_well(delivered=[hw_id])
