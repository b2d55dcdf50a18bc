"""`queue list` and a capture's append with 1,000 ops in the log, and with up to a million.

`queue list` as a person types it, which shows the newest 50 intakes and counts the rest; the
reading alone that it does; and reading the newest that are held. Aim: flat, at most 1.5 times.
"""

import contextlib
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench import scratch
from bench.filled_log import OPS_EACH, fill
from bench.verdict import Verdict, tell
from hwlab_cli.model import State
from hwlab_cli.oplog import append, query
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.kept import KeptPhoto

SEED = 20_261_124
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_SHOWN = 50
_HELD = 5  # a page that the smallest log fills too
_COMMANDS = 15
_READS = 300
_APPENDS = 1_000
_AIM = 1.5

Seconds = dict[int, list[float]]
"""How long each run took, by the number of ops in the log."""


def main(sizes: Sequence[int] = _SIZES, seed: int = SEED) -> list[Verdict]:
    """Fill a log of each size, then ask them in turn."""
    with scratch.folder() as folder:
        homes = {ops: folder / str(ops) for ops in sizes}
        for ops, home in homes.items():
            begin = time.perf_counter()
            fill(home, ops, seed, originals=ops == sizes[0])
            size = sum(file.stat().st_size for file in home.glob("*.sqlite3")) / 2**20
            print(
                f"{ops:,} ops of {ops // OPS_EACH:,} intakes, seed {seed}: {size:.0f} MiB,"
                f" filled in {time.perf_counter() - begin:.0f} s"
            )
        print(f"the smallest: {_hwlab(homes[sizes[0]], 'queue', 'check')}")
        measured = {
            "queue list": _commands(homes),
            "its reading alone": _reads(homes, _newest),
            "reading what is held": _reads(homes, _held),
            "append": _appends(homes, random.Random(seed)),
        }
    verdicts = []
    for what, seconds in measured.items():
        for average in (statistics.median, statistics.mean):
            told = ", ".join(f"{average(times) * 1000:.2f} ms" for times in seconds.values())
            print(f"{what}, {average.__name__}s by size: {told}")
        largest, smallest = (statistics.median(seconds[ops]) for ops in (sizes[-1], sizes[0]))
        name = f"{what}, {sizes[-1]:,} ops / {sizes[0]:,} ops"
        verdicts.append(Verdict(name, largest / smallest, "at most", _AIM))
    return verdicts


def _commands(homes: dict[int, Path]) -> Seconds:
    for home in homes.values():
        _hwlab(home, "queue", "list")
    return _in_turn(
        {ops: partial(_hwlab, home, "queue", "list") for ops, home in homes.items()}, _COMMANDS
    )


def _reads(homes: dict[int, Path], read: Callable[[OpLog], object]) -> Seconds:
    with contextlib.ExitStack() as stack:
        logs = {ops: stack.enter_context(OpLog.open(home)) for ops, home in homes.items()}
        return _in_turn({ops: partial(read, log) for ops, log in logs.items()}, _READS)


def _newest(log: OpLog) -> None:
    shown = list(query.intakes(log, newest=_SHOWN))
    assert len(shown) == min(_SHOWN, sum(query.tally(log).values()))


def _held(log: OpLog) -> None:
    assert len(list(query.intakes(log, [State.HELD], newest=_HELD))) == _HELD


def _appends(homes: dict[int, Path], rng: random.Random) -> Seconds:
    with contextlib.ExitStack() as stack:
        appends = {}
        for ops, home in homes.items():
            log, owner = stack.enter_context(OpLog.open(home)), stack.enter_context(Owner(home))
            appends[ops] = partial(_append, log, owner, rng)
        return _in_turn(appends, _APPENDS)


def _append(log: OpLog, owner: Owner, rng: random.Random) -> None:
    append.capture(log, [KeptPhoto(rng.randbytes(32).hex(), "IMG_0001.jpg")], owner)


def _in_turn(work: Mapping[int, Callable[[], object]], rounds: int) -> Seconds:
    """Measure each, in turn so that a slow moment of the machine meets all of them."""
    seconds: Seconds = {ops: [] for ops in work}
    for _ in range(rounds):
        for ops, one in work.items():
            begin = time.perf_counter()
            one()
            seconds[ops].append(time.perf_counter() - begin)
    return seconds


def _hwlab(home: Path, *arguments: str) -> str:
    hwlab = Path(sys.executable).with_name("hwlab")
    done = subprocess.run(
        [hwlab, *arguments],
        env=scratch.environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


if __name__ == "__main__":
    tell(main())
