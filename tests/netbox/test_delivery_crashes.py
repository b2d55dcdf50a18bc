"""Replays that are killed, and several at once: each device is there once all the same."""

import shutil
import signal
import threading
from collections.abc import Sequence
from itertools import cycle

import pytest
from delivery_workbench import PATIENCE, Workbench, folded, identified
from fault_proxy.faults import Do, Hold, Point
from fault_proxy.proxy import FaultProxy
from netbox_server.waiting import until

DEVICES = r"dcim/devices/$"
ATTACHMENTS = r"extras/image-attachments/$"
REQUESTS = [
    ("GET", r"dcim/devices/\?"),
    ("POST", "dcim/manufacturers/"),
    ("POST", "dcim/device-types/"),
    ("POST", DEVICES),
    ("PATCH", r"dcim/devices/\d+/"),
    ("POST", ATTACHMENTS),
]


@pytest.mark.parametrize(
    "points",
    [
        [Point.BEFORE, Point.AFTER],
        pytest.param([Point.BEFORE], marks=pytest.mark.soak),
        pytest.param([Point.AFTER, Point.BEFORE], marks=pytest.mark.soak),
        pytest.param([Point.AFTER], marks=pytest.mark.soak),
    ],
    ids=["by turns", "before", "by other turns", "after"],
)
def test_a_replay_that_is_killed_at_any_request_loses_nothing_and_doubles_nothing(
    workbench: Workbench, fault_proxy: FaultProxy, points: Sequence[Point]
) -> None:
    hw_ids: list[str] = []
    for number, ((method, path), point) in enumerate(zip(REQUESTS, cycle(points), strict=False)):
        hw_id = workbench.queue(
            identified(workbench.netbox.own("Maker"), "1"), workbench.photo(number)
        )
        hw_ids.append(hw_id)
        if method == "PATCH":
            workbench.made_already(hw_id)
        workbench.killed_at(fault_proxy, point, method, path)
    # Each was killed at another place in its own delivery, and meets those of the others.
    states = {workbench.intake(hw_id).state.value for hw_id in hw_ids}
    assert states <= {"ready", "sent", "done"}
    # Nothing is under way: it is done, or will never arrive.
    workbench.drain_later()
    workbench.all_is_well(delivered=hw_ids)


def test_two_replays_at_once_share_the_work(workbench: Workbench, fault_proxy: FaultProxy) -> None:
    maker = workbench.netbox.own("Maker")
    hw_ids = [
        workbench.queue(identified(maker, f"Rack {number % 3}"), workbench.photo(number))
        for number in range(12)
    ]
    # Neither is answered anything before both have claimed their share.
    both = threading.Barrier(2)
    fault_proxy.inject(Do(lambda: both.wait(PATIENCE), Point.BEFORE), times=2)
    replays = [workbench.start("queue", "replay", "--json", "--limit", "6") for _ in "ab"]
    for replay in replays:
        ran = replay.ended()
        assert ran.code == 0, ran.out + ran.err
        assert ran.summary["delivered"] == 6
    workbench.all_is_well(delivered=hw_ids)
    created = [one for one in fault_proxy.seen("POST", DEVICES) if one.netbox_status == 201]
    assert sum(one.objects for one in created) == 12
    assert len(fault_proxy.seen("POST", ATTACHMENTS)) == 12


def test_what_a_live_replay_works_on_is_left_to_it(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path=DEVICES)
    first = workbench.start("queue", "replay", "--json")
    assert hold.reached.wait(PATIENCE)
    ran = workbench.replay()
    assert (ran.code, ran.of_type("op")) == (0, [])
    assert ran.summary["waiting"] == 1
    hold.released.set()
    assert first.ended().code == 0
    workbench.all_is_well(delivered=[hw_id])


def test_ctrl_c_waits_for_no_answer_and_forgets_nothing(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
    hold = Hold(Point.AFTER)
    fault_proxy.inject(hold, method="POST", path=DEVICES)
    replay = workbench.start("queue", "replay", HWLAB_NETBOX_READ_SECONDS="10000")
    assert hold.reached.wait(PATIENCE)
    replay.send(signal.SIGINT)
    ran = replay.ended()
    assert ran.code == 130
    assert "interrupted; what was announced is safe" in ran.err
    assert workbench.intake(hw_id).state == "sent"
    hold.released.set()
    ran = workbench.replay()
    assert ran.summary["adopted"] == 1
    workbench.all_is_well(delivered=[hw_id])


def test_what_arrives_between_two_looks_is_no_duplicate_of_itself(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    maker, serial = workbench.netbox.own("Maker"), workbench.netbox.own("SN")
    hw_id = workbench.queue(identified(maker, "1", serial=serial))
    hold = workbench.killed_at(fault_proxy, Point.BEFORE, "POST", DEVICES)

    def arrive() -> None:
        hold.released.set()
        assert until(lambda: bool(workbench.found("dcim/devices", serial=serial)), PATIENCE)

    # Its marker was looked for before, and was not there.
    fault_proxy.inject(Do(arrive, Point.BEFORE), method="GET", path=r"dcim/devices/.*serial=")
    ran = workbench.replay()
    assert (ran.code, ran.summary["adopted"]) == (0, 1), ran.out
    workbench.all_is_well(delivered=[hw_id])


# Machines that know nothing of each other


@pytest.fixture
def elsewhere(workbench: Workbench) -> Workbench:
    """Return another machine, with a log of its own."""
    folder = workbench.home.parents[1] / "elsewhere"
    return Workbench(folder, workbench.netbox, workbench.environment["HWLAB_NETBOX_URL"])


@pytest.mark.parametrize("path", ["manufacturers", "device-types"])
def test_two_machines_that_make_the_same_at_once_make_one(
    workbench: Workbench, elsewhere: Workbench, fault_proxy: FaultProxy, path: str
) -> None:
    stem = workbench.netbox.own("maker")
    here = workbench.queue(identified(stem, "Rack Star-9"))
    there = elsewhere.queue(identified(stem.upper(), "RACK STAR 9"))
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path=f"dcim/{path}/$")
    slow = workbench.start("queue", "replay", "--json")
    assert hold.reached.wait(PATIENCE)
    # It found nothing, and is about to make what somebody else makes meanwhile.
    assert elsewhere.replay().code == 0
    hold.released.set()
    ran = slow.ended()
    assert ran.code == 0, ran.out + ran.err
    workbench.all_is_well(delivered=[here])
    elsewhere.all_is_well(delivered=[there])
    makers = [
        one for one in workbench.found("dcim/manufacturers") if folded(one["name"]) == folded(stem)
    ]
    assert len(makers) == 1
    assert len(workbench.found("dcim/device-types", manufacturer_id=makers[0]["id"])) == 1


def test_two_copies_of_one_log_make_one_device(
    workbench: Workbench, elsewhere: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    shutil.copytree(workbench.home, elsewhere.home)
    hold = Hold(Point.BEFORE)
    fault_proxy.inject(hold, method="POST", path=DEVICES)
    slow = workbench.start("queue", "replay", "--json")
    assert hold.reached.wait(PATIENCE)
    assert elsewhere.replay().code == 0
    hold.released.set()
    ran = slow.ended()
    assert ran.code == 0, ran.out + ran.err
    assert ran.summary["adopted"] == 1
    for one in (workbench, elsewhere):
        one.all_is_well(delivered=[hw_id])


def test_the_same_photo_on_another_machine_is_held_with_where_the_device_is(
    workbench: Workbench, elsewhere: Workbench
) -> None:
    maker, serial = workbench.netbox.own("Maker"), workbench.netbox.own("SN").upper()
    here = workbench.queue(identified(maker, "1", serial=serial), workbench.photo(1))
    assert workbench.replay().code == 0
    there = elsewhere.queue(
        identified(maker.upper(), "1", serial=serial.lower()), workbench.photo(1)
    )
    ran = elsewhere.replay()
    assert ran.code == 10
    url = workbench.intake(here).netbox_url
    assert elsewhere.intake(there).reasons == [
        f"duplicate of {here} in NetBox ({url}): same serial"
    ]
    workbench.all_is_well(delivered=[here])
    elsewhere.all_is_well(delivered=[])


def test_the_same_photo_without_a_serial_is_held_too(
    workbench: Workbench, elsewhere: Workbench
) -> None:
    maker = workbench.netbox.own("Maker")
    here = workbench.queue(identified(maker, "1"), workbench.photo(1), workbench.photo(2))
    assert workbench.replay().code == 0
    there = elsewhere.queue(identified(maker, "1"), workbench.photo(2), workbench.photo(3))
    other = elsewhere.queue(identified(maker, "1"), workbench.photo(4))
    again = workbench.queue(identified(maker, "1"), workbench.photo(1), again=True)
    assert workbench.replay().code == 0
    ran = elsewhere.replay()
    assert ran.code == 10
    url = workbench.intake(here).netbox_url
    assert elsewhere.intake(there).reasons == [f"duplicate of {here} in NetBox ({url}): same photo"]
    # Here it was taken in twice on purpose.
    workbench.all_is_well(delivered=[here, again])
    elsewhere.all_is_well(delivered=[other])
