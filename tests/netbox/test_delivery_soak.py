"""Many intakes through random faults and kills, until all are delivered: each is there once.

When a fault strikes depends on the machine too: a seed brings back the intakes and the faults,
not the very moments. `HWLAB_SOAK_SEED` sets it.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from delivery_workbench import Workbench, folded
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from soak_intakes import Pile, piles
from soak_replays import Replay
from soak_weather import Weather

from hwlab_cli.model import State
from hwlab_cli.oplog import query

# Read before any fixture has a hand in the environment.
_SEED = os.environ.get("HWLAB_SOAK_SEED", "")
_PATIENCE = 4.0  # seconds that hwlab waits for an answer
_SHARE = 0.12  # of requests that meet a fault


@dataclass
class Soak:
    """A log that fills while replays of it are killed, and a NetBox in bad weather."""

    workbench: Workbench
    weather: Weather
    rng: random.Random
    folder: Path
    taken: dict[str, Pile] = field(default_factory=dict)
    ends: Counter[int] = field(default_factory=Counter)

    @property
    def kills(self) -> int:
        """How many replays were killed that had not ended by themselves."""
        return self.ends[-signal.SIGKILL]

    def run(self, intakes: int, kills: int) -> None:
        """Take intakes in little by little, until there were so many of them and of kills."""
        coming = piles(self.rng)
        at_once = intakes // 5
        while self.kills < kills:
            # The others keep pace with the kills, so that there is always something to break off.
            due = at_once + (intakes - at_once) * (self.kills + 1) // kills
            self._take_in(islice(coming, due - len(self.taken)))
            self._round(doomed=True)
        self._take_in(islice(coming, intakes - len(self.taken)))

    def drain(self, rounds: int) -> None:
        """Replay in the same weather until nothing waits."""
        for _ in range(rounds):
            with self.workbench.log() as log:
                tally = query.tally(log)
            if not tally[State.READY] + tally[State.SENT]:
                return
            self._round(doomed=False)
        raise AssertionError(f"still waiting after {rounds} replays: {tally}")

    def _round(self, *, doomed: bool) -> None:
        replays = []
        for number in range(2 if self.rng.random() < 0.25 else 1):
            watch = doomed and self.rng.random() < 0.2
            said = self.folder / f"said-{number}"
            replays.append(Replay(self.workbench, said, *["--watch"] * watch))
            if doomed:
                replays[-1].doom(self.rng, self.weather, surely=watch)
        for replay in replays:
            self.ends[replay.ended()] += 1
            self.weather.clear_up()
        self.weather.forget_kills()

    def _take_in(self, some: Iterator[Pile]) -> None:
        for pile in some:
            self.taken[self.workbench.queue(pile.found, *pile.photos)] = pile


@pytest.fixture
def soak(fresh: NetBox, fault_proxy: FaultProxy, tmp_path: Path) -> Iterator[Soak]:
    """Return a soak that is about to begin."""
    seed = int(_SEED) if _SEED else random.SystemRandom().randrange(10**9)
    sys.stdout.write(f"seed {seed}: HWLAB_SOAK_SEED={seed} brings it back\n")
    rng = random.Random(seed)
    settings = {"read_seconds": str(_PATIENCE), "batch": "10", "connections": "3"}
    workbench = Workbench(tmp_path / "soak", fresh, fault_proxy.url, **settings)
    weather = Weather(random.Random(rng.random()), fresh.server, patience=_PATIENCE, share=_SHARE)
    fault_proxy.choose(weather)
    yield Soak(workbench, weather, rng, tmp_path)
    fault_proxy.choose(None)
    weather.clear_up()


def test_a_short_soak(soak: Soak, fresh: NetBox) -> None:
    soak.run(intakes=60, kills=12)
    soak.drain(rounds=100)
    assert sum(soak.weather.met.values()) > 0
    all_there_once(soak, fresh)


@pytest.mark.soak
def test_a_soak(soak: Soak, fresh: NetBox, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{capsys.readouterr().out}")
        begin = time.monotonic()
        soak.run(intakes=1000, kills=200)
        soak.drain(rounds=1000)
        minutes = (time.monotonic() - begin) / 60
        sys.stdout.write(
            f"{len(soak.taken)} intakes in {minutes:.0f} minutes; replays by exit code:"
            f" {dict(soak.ends)}; faults: {dict(soak.weather.met)}\n"
        )
    all_there_once(soak, fresh)
    assert set(soak.weather.met) == soak.weather.kinds


def all_there_once(soak: Soak, netbox: NetBox) -> None:
    """Check that NetBox has every intake once with all that is known of it, and nothing else."""
    workbench = soak.workbench
    for one in workbench.intakes():
        assert one.state is State.DONE, (one.hw_id, one.state, one.reasons)
    devices = netbox.everything("dcim/devices")
    found = {one["custom_fields"]["hwlab_id"]: one for one in devices}
    assert len(devices) == len(found) == len(soak.taken)
    proxy = workbench.environment["HWLAB_NETBOX_URL"]
    pictures: dict[int, list[dict[str, Any]]] = {}
    for picture in netbox.everything("extras/image-attachments"):
        pictures.setdefault(picture["object_id"], []).append(picture)
    for one in workbench.intakes():
        device, pile = found[one.hw_id], soak.taken[one.hw_id]
        assert one.netbox_url == f"{proxy}/dcim/devices/{device['id']}/"
        as_taken_in(one.hw_id, pile, device)
        names = sorted(picture["name"] for picture in pictures.pop(device["id"], []))
        assert names == sorted(f"{one.hw_id} {photo.sha256[:16]}" for photo in one.photos)
        assert len(names) == len(pile.photos)
    assert pictures == {}
    makers = netbox.everything("dcim/manufacturers")
    assert_no_twins([one["name"] for one in makers])
    kinds = netbox.everything("dcim/device-types")
    assert_no_twins([f"{one['manufacturer']['id']} {one['model']}" for one in kinds])
    checked = workbench.run("queue", "check", "--json")
    assert (checked.code, checked.lines[:-1]) == (0, [])


def as_taken_in(hw_id: str, pile: Pile, device: dict[str, Any]) -> None:
    """Check one device against what was taken in."""
    wanted = pile.found
    assert device["name"] == hw_id
    assert device["asset_tag"] == (wanted.asset_tag or hw_id)
    assert device["serial"] == (wanted.serial or "")
    assert device["status"]["value"] == "inventory"
    assert device["site"]["name"] == "Intake"
    assert wanted.category
    assert folded(device["role"]["name"]).startswith(folded(wanted.category.value))
    kind = device["device_type"]
    assert folded(kind["model"]) == folded(wanted.model or "")
    assert folded(kind["manufacturer"]["name"]) == folded(wanted.manufacturer or "")
    assert device["comments"] == (wanted.ai_notes or "")
    assert [tag["slug"] for tag in device["tags"]] == ["hwlab"]
    fields = dict(device["custom_fields"])
    assert fields.pop("hwlab_catalog_status") in {"created", "matched"}
    assert fields == {
        "hwlab_id": hw_id,
        "hwlab_category": wanted.category.value,
        "hwlab_confidence": wanted.confidence,
        "hwlab_part_number": wanted.part_number,
        "hwlab_mac_addresses": ", ".join(wanted.mac_addresses) or None,
    }


def assert_no_twins(names: list[str]) -> None:
    """Check that no two names are the same but for their spelling."""
    assert [name for name, count in Counter(map(folded, names)).items() if count > 1] == []
