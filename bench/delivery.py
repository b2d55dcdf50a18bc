"""Delivering 400 devices of 40 types and 15 makers to a real NetBox with two workers.

`hwlab queue replay` against a plain pynetbox script, both beginning with a NetBox that is only
set up: at least 3 times its devices a second. And against the best of the senders written here
for nothing else, with all that the devices refer to there already: at least 0.95 of it.
Requests of hwlab's per device, lookups among them: under 0.2. Its own CPU: under 2 ms a device.
"""

import argparse
import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench import scratch
from bench.delivery_netbox import Target, target
from bench.delivery_peers import Sender, bodies, plain
from bench.delivery_replay import Measured, replayed
from bench.delivery_work import TYPES, devices, queue
from bench.verdict import Verdict, tell
from hwlab_cli.model import Identification

SEED = 20_261_126
_DEVICES = 400
_PLAIN_DEVICES = 100
_ROUNDS = 3
_SENDERS = (
    *(Sender(1, connections) for connections in (1, 2, 4)),
    *(Sender(50, connections) for connections in (1, 2, 4)),
    *(Sender(10, connections, whole_types=True) for connections in (1, 2, 4)),
    *(Sender(50, connections, whole_types=True) for connections in (2, 4)),
    *(Sender(20, connections, whole_types=True, kept=False) for connections in (2, 3, 4)),
)
_HEAT_DEVICES = 120
_FINALISTS = 2

Run = Callable[[], float]


def main(seed: int = SEED, rounds: int = _ROUNDS) -> list[Verdict]:
    """Deliver in turn, one way and another, so that a slow moment of the machine meets all."""
    found = devices(_DEVICES, seed)
    with scratch.folder() as folder, target() as netbox:
        netbox.fresh()
        Sender(10, 4, whole_types=True).send(netbox, bodies(netbox, found)[:80])
        netbox.warm()
        hwlab = _Hwlab(folder, netbox)
        verdicts = _against_plain(netbox, hwlab, found, seed, rounds)
        verdicts += _against_senders(netbox, hwlab, found, seed, rounds)
        verdicts += hwlab.verdicts()
    return verdicts


class _Hwlab:
    """Replays of logs that are made for them, and what these took."""

    def __init__(self, folder: Path, netbox: Target) -> None:
        self._folder = folder
        self._netbox = netbox
        self._measured: list[tuple[Measured, int]] = []

    def deliver(self, found: Sequence[Identification]) -> float:
        """Deliver these from a log of their own; return how many a second."""
        home = self._folder / f"replay-{len(self._measured)}"
        queue(home, found)
        before = self._netbox.requests_of_hwlab()
        measured = replayed(home, self._netbox.settings)
        assert measured.delivered == len(found)
        self._measured.append((measured, self._netbox.requests_of_hwlab() - before))
        return measured.delivered / measured.seconds

    def verdicts(self) -> list[Verdict]:
        """Return what its runs took besides time, the worst of each."""
        requests = [number / one.delivered for one, number in self._measured]
        cpu = [1000 * one.cpu_seconds / one.delivered for one, _ in self._measured]
        runs = f"the worst of {len(self._measured)} runs"
        spread = f"the median of {len(cpu)} runs, {min(cpu):.2f} to {max(cpu):.2f}"
        return [
            Verdict("requests a device", max(requests), "at most", 0.2, runs),
            Verdict("ms of CPU a device", statistics.median(cpu), "at most", 2.0, spread),
        ]


def _against_plain(
    netbox: Target, hwlab: _Hwlab, found: Sequence[Identification], seed: int, rounds: int
) -> list[Verdict]:
    # As many devices of each type as the others deliver: it is the rate that is compared.
    fewer = devices(_PLAIN_DEVICES, seed, types=TYPES * _PLAIN_DEVICES // _DEVICES)
    rates = _in_turn(
        netbox,
        {"plain script": lambda: plain(netbox, fewer), "hwlab": lambda: hwlab.deliver(found)},
        rounds,
    )
    _show("NetBox only set up", rates)
    ratio = statistics.median(rates["hwlab"]) / statistics.median(rates["plain script"])
    return [Verdict("hwlab / plain script, devices a second", ratio, "at least", 3.0)]


def _against_senders(
    netbox: Target, hwlab: _Hwlab, found: Sequence[Identification], seed: int, rounds: int
) -> list[Verdict]:
    fewer = devices(_HEAT_DEVICES, seed, types=TYPES * _HEAT_DEVICES // _DEVICES)
    heats = _in_turn(
        netbox, {one.name: partial(_sent, netbox, one, fewer) for one in _SENDERS}, rounds=1
    )
    _show(f"heats of {_HEAT_DEVICES} devices", heats)
    best = sorted(_SENDERS, key=lambda one: max(heats[one.name]), reverse=True)[:_FINALISTS]

    def ours() -> float:
        bodies(netbox, found)  # what they refer to is there then, as it is for the senders
        return hwlab.deliver(found)

    runs: dict[str, Run] = {one.name: partial(_sent, netbox, one, found) for one in best}
    rates = _in_turn(netbox, {**runs, "hwlab": ours}, rounds)
    _show("all that is referred to there already", rates)
    medians = {name: statistics.median(one) for name, one in rates.items()}
    ratio = medians.pop("hwlab") / max(medians.values())
    limit = max(medians, key=lambda name: medians[name])
    return [Verdict("hwlab / best sender, devices a second", ratio, "at least", 0.95, limit)]


def _sent(netbox: Target, sender: Sender, found: Sequence[Identification]) -> float:
    return sender.send(netbox, bodies(netbox, found))


def _in_turn(netbox: Target, runs: Mapping[str, Run], rounds: int) -> dict[str, list[float]]:
    """Return the rates of each, each time on a NetBox as new."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            netbox.fresh()
            rates[name].append(run())
    return rates


def _show(title: str, rates: Mapping[str, Sequence[float]]) -> None:
    print(f"{title}, devices a second:")
    for name, one in sorted(rates.items(), key=lambda item: -statistics.median(item[1])):
        told = ", ".join(f"{rate:.1f}" for rate in one)
        print(f"  {statistics.median(one):5.1f}  {name}  ({told})", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    options = parser.parse_args()
    tell(main(options.seed, options.rounds))
