"""Crashes and outages between a device type and its templates: all of it is made, and once."""

from collections.abc import Sequence
from itertools import cycle

import pytest
from delivery_types import REQUESTS, SMALL, Types, whole
from delivery_workbench import identified
from fault_proxy.faults import Fault, Point, Reset, html_answer
from fault_proxy.proxy import FaultProxy


@pytest.mark.parametrize(
    "points",
    [
        [Point.BEFORE, Point.AFTER],
        pytest.param([Point.BEFORE], marks=pytest.mark.soak),
        pytest.param([Point.AFTER], marks=pytest.mark.soak),
    ],
    ids=["by turns", "before", "after"],
)
def test_a_replay_that_is_killed_at_any_request_is_gone_on_with(
    types: Types, fault_proxy: FaultProxy, points: Sequence[Point]
) -> None:
    every = []
    for (method, path), point in zip(REQUESTS, cycle(points), strict=False):
        one = types.add(**SMALL)
        every.append(one)
        types.workbench.queue(identified(one["manufacturer"], one["model"]))
        types.workbench.killed_at(fault_proxy, point, method, path)
    types.workbench.drain_later()
    for one in every:
        assert whole(types, one)["interface"] == 3
    for intake in types.workbench.intakes():
        device = types.workbench.device(intake.hw_id)
        listed = types.workbench.found("dcim/interfaces", device_id=device["id"])
        assert len(listed) == 3


FAULTS: dict[str, Fault] = {
    "not arrived": Reset(Point.BEFORE),
    "carried out, no answer": Reset(Point.AFTER),
    "carried out, an answer that can't be read": html_answer(200, point=Point.AFTER),
    "unavailable": html_answer(503),
}


@pytest.mark.parametrize(
    "faults",
    [
        list(FAULTS.values()),
        *(pytest.param([fault], marks=pytest.mark.soak) for fault in FAULTS.values()),
    ],
    ids=["by turns", *FAULTS],
)
def test_an_outage_at_any_request_ends_the_run_and_doubles_nothing(
    types: Types, fault_proxy: FaultProxy, faults: Sequence[Fault]
) -> None:
    one = types.add(**SMALL)
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    for (method, path), fault in zip(REQUESTS[:-1], cycle(faults), strict=False):
        fault_proxy.inject(fault, method=method, path=path)
    assert types.workbench.replay().code == 7
    assert types.workbench.intake(hw_id).state == "ready"
    assert types.workbench.devices(hw_id) == []
    types.workbench.drain(rounds=10)
    assert whole(types, one) == {
        "power-port": 1,
        "power-outlet": 1,
        "interface": 3,
        "inventory-item": 2,
    }
    device = types.workbench.device(hw_id)
    assert len(types.workbench.found("dcim/interfaces", device_id=device["id"])) == 3


def test_items_without_an_answer_are_given_time_to_arrive(
    types: Types, fault_proxy: FaultProxy
) -> None:
    one = types.add(**SMALL)
    hw_id = types.workbench.queue(identified(one["manufacturer"], one["model"]))
    fault_proxy.inject(Reset(Point.BEFORE), method="POST", path="inventory-item-templates/")
    assert types.workbench.replay().code == 7
    (op,) = types.workbench.intake(hw_id).ops
    assert op.not_before is not None
    ran = types.workbench.replay()
    assert ran.of_type("op") == []
    types.workbench.drain()
    assert whole(types, one)["inventory-item"] == 2
