"""A night with outages and a power cut: in the morning the report agrees with NetBox."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from delivery_workbench import Workbench
from netbox_access import NetBox
from netbox_server.waiting import until
from night_shift import Evening, Morning, NightShift

from hwlab_cli.model import State


@dataclass(frozen=True)
class Course:
    """How a night goes: after how many identified or delivered devices what happens."""

    photos: int
    first_outage: int
    its_end: int
    power_cut: int
    second_outage: int
    patience: float


SHORT = Course(12, first_outage=0, its_end=2, power_cut=6, second_outage=0, patience=120)
LONG = Course(2000, 200, its_end=500, power_cut=1100, second_outage=400, patience=4 * 3600)


@pytest.mark.parametrize("course", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)])
def test_a_night_of_outages_and_a_power_cut(fresh: NetBox, tmp_path: Path, course: Course) -> None:
    evening = Evening(tmp_path / "evening photos")
    evening.fill(course.photos, seed=7)
    workbench = Workbench(tmp_path / "bench", fresh, fresh.url)
    application = fresh.server.application
    with NightShift(workbench, evening, tmp_path / "report.txt") as shift:

        def reached(count: Callable[[], int], wanted: int) -> None:
            assert until(lambda: count() >= wanted, course.patience, 0.2)

        if not course.first_outage:
            application.stop()
        shift.begin()
        reached(shift.identified, course.first_outage)
        with application.stopped():
            reached(shift.identified, course.its_end)
        reached(shift.identified, course.power_cut)
        shift.pull_the_plug()
        before = shift.delivered()
        if not course.second_outage:
            application.stop()
        shift.begin()
        reached(shift.delivered, before + course.second_outage)
        with application.stopped():
            assert until(shift.waits, course.patience, 0.2)
        agrees(shift.morning(course.patience), evening, workbench)


def agrees(morning: Morning, evening: Evening, workbench: Workbench) -> None:
    """Check the report against the folder, the log and NetBox, to the last device."""
    assert (morning.code, morning.verdict) == (
        3,
        "some photos could not be used, or NetBox refused some; the others are safe",
    )
    assert morning.broken == evening.broken
    assert sorted(morning.photos.values()) == sorted(evening.serials)
    assert morning.counts["not taken in"] == len(evening.broken)
    assert sum(morning.counts.values()) == len(evening.broken) + len(evening.serials)

    log = {one.hw_id: one for one in workbench.intakes()}
    assert {hw_id: one.state.value for hw_id, one in log.items()} == morning.states
    assert set(morning.states.values()) == {"done", "held"}

    devices = workbench.netbox.everything("dcim/devices")
    there = {one["custom_fields"]["hwlab_id"]: one for one in devices}
    assert len(there) == len(devices)
    url = workbench.environment["HWLAB_NETBOX_URL"]
    assert {hw_id: f"{url}/dcim/devices/{one['id']}/" for hw_id, one in there.items()} == {
        hw_id: text for hw_id, text in morning.told.items() if morning.states[hw_id] == "done"
    }
    # A serial that could not be proven is left out; none is ever another than the label's.
    wrong = {
        hw_id: one["serial"]
        for hw_id, one in there.items()
        if one["serial"] not in {"", evening.serials[morning.photos[hw_id]]}
    }
    assert wrong == {}
    for hw_id in morning.states:
        reasons = "; ".join(log[hw_id].reasons)
        assert (log[hw_id].state is State.HELD) == bool(reasons), (hw_id, reasons)
    checked = workbench.run("queue", "check", "--json")
    assert (checked.code, checked.lines[:-1]) == (0, [])
