"""Many processes at once, killed and interrupted at any moment."""

import random
import time
from collections import Counter
from pathlib import Path
from subprocess import Popen

from oplog_setup import finished, identified, photo, started

from hwlab_cli.model import OpKind, State
from hwlab_cli.oplog import append, claims, query
from hwlab_cli.oplog.checkup import check
from hwlab_cli.oplog.claims import Owner
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.schema import MIGRATIONS
from hwlab_cli.photos.originals import Originals

TOGETHER = """
import sys, time
from pathlib import Path
from oplog_setup import *
from hwlab_cli.oplog.store_lock import holding
home, number = Path(sys.argv[1]), int(sys.argv[2])
originals = Originals(home / "originals")
print("here", flush=True)
while not (home.parent / "go").exists():
    time.sleep(0.001)
"""

FIRST_OPENING = (
    TOGETHER
    + """
with OpLog.open(home) as log, Owner(home) as owner:
    stored(originals, f"photo {number}")
    print(captured(log, owner, f"photo {number}").hw_id)
"""
)

SAME_PHOTOS = (
    TOGETHER
    + """
import random
names = [f"photo {place}" for place in range(40)]
random.Random(number).shuffle(names)
with OpLog.open(home) as log, Owner(home) as owner:
    for name in names:
        with holding(home, exclusive=False):
            result = append.capture(log, [stored(originals, name)], owner)
        print(name, result.hw_id, result.claim is not None, sep="|")
"""
)

DELIVERING = (
    TOGETHER
    + """
with OpLog.open(home) as log, Owner(home) as owner:
    while batch := claims.claim(log, owner, OpKind.CREATE_DEVICE, limit=3):
        settle.sent(log, owner, batch)
        settle.delivered(log, owner, [settle.Delivered(one) for one in batch])
        print(*(claim.hw_id for claim in batch), sep="\\n")
"""
)


def together(script: str, home: Path, count: int) -> list[str]:
    """Run a script in several processes that begin at the same moment."""
    (home.parent / "go").unlink(missing_ok=True)
    home.mkdir(exist_ok=True)
    processes = [started(script, home, number) for number in range(count)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
    (home.parent / "go").touch()
    return [finished(process) for process in processes]


def harmful(home: Path) -> list[str]:
    with OpLog.open(home) as log:
        problems = check(log, Originals(home / "originals"))
    return [problem.what for problem in problems if not problem.harmless]


def test_eight_processes_open_a_new_log_at_once(tmp_path: Path) -> None:
    for attempt in range(3):
        home = tmp_path / f"{attempt}"
        names = [line.strip() for line in together(FIRST_OPENING, home, 8)]
        with OpLog.open(home) as log:
            assert sorted(intake.hw_id for intake in query.intakes(log)) == sorted(names)
            assert len(log.rows("SELECT * FROM migrations")) == len(MIGRATIONS)
        assert harmful(home) == []


def test_eight_processes_capture_the_same_photos_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = [line.split("|") for out in together(SAME_PHOTOS, home, 8) for line in out.split("\n")]
    told = [line for line in told if len(line) == 3]
    assert len(told) == 8 * 40
    assert Counter(name for name, _, new in told if new == "True") == Counter(
        f"photo {place}" for place in range(40)
    )
    holders = {name: hw_id for name, hw_id, _ in told}
    assert all(holders[name] == hw_id for name, hw_id, _ in told)
    with OpLog.open(home) as log:
        found = {intake.hw_id: intake.photos for intake in query.intakes(log)}
    assert {hw_id: (photo(name),) for name, hw_id in holders.items()} == found
    assert harmful(home) == []


def test_four_processes_deliver_each_op_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with OpLog.open(home) as log, Owner(home) as owner:
        names = [identified(log, owner, f"photo {place}") for place in range(60)]
    told = [line for out in together(DELIVERING, home, 4) for line in out.split()]
    assert sorted(told) == sorted(names)
    with OpLog.open(home) as log:
        creates = [intake.ops[1] for intake in query.intakes(log)]
    assert {(op.state, op.attempts) for op in creates} == {(State.DONE, 1)}


WORKING = """
import itertools, sys
from pathlib import Path
from oplog_setup import *
from hwlab_cli.oplog.store_lock import holding
home = Path(sys.argv[1])
originals = Originals(home / "originals")

def tell(what, hw_id):
    print(what, hw_id, flush=True)

with OpLog.open(home) as log, Owner(home) as owner:
    for number in itertools.count():
        with holding(home, exclusive=False):
            kept = stored(originals, f"{owner.name} {number}")
            result = append.capture(log, [kept], owner)
        tell("captured", result.hw_id)
        settle.postponed(log, owner, result.claim, "later")
        for claim in claims.claim(log, owner, OpKind.IDENTIFY, limit=2):
            settle.identified(log, owner, claim, DELL, plan(), None)
            tell("identified", claim.hw_id)
        batch = claims.claim(log, owner, OpKind.CREATE_DEVICE, limit=2)
        settle.sent(log, owner, batch)
        for claim in batch:
            tell("sent", claim.hw_id)
        settle.delivered(log, owner, [settle.Delivered(one) for one in batch])
        for claim in batch:
            tell("delivered", claim.hw_id)
"""


def killed_at_random(home: Path, seed: int) -> list[str]:
    """Let two processes work and kill each at a moment of its own; return what they told."""
    moment = random.Random(seed)
    pair = [started(WORKING, home) for _ in range(2)]
    try:
        for process in pair:
            assert process.stdout
        first = [process.stdout.readline() for process in pair if process.stdout]
        for process in moment.sample(pair, 2):
            time.sleep(moment.uniform(0, 0.06))
            process.kill()
    finally:
        told = [output(process) for process in pair]
    whole = [a + b for a, b in zip(first, told, strict=True)]
    # The last line may have been cut.
    return [line for out in whole for line in out[: out.rfind("\n")].split("\n")]


def output(process: Popen[str]) -> str:
    process.kill()
    assert process.stdout
    assert process.stderr
    # Not by `communicate`, which loses what was read ahead of the first line.
    with process:
        out, err = process.stdout.read(), process.stderr.read()
    assert "Error" not in err, err
    return out


def test_what_was_told_survives_kills_at_any_moment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    seed = random.randrange(2**32)
    reached: dict[str, set[str]] = {
        what: set() for what in ("captured", "identified", "sent", "delivered")
    }
    for kill in range(20):
        for line in killed_at_random(home, seed + kill):
            what, hw_id = line.split()
            reached[what].add(hw_id)
        assert harmful(home) == [], seed
    with OpLog.open(home) as log, Owner(home) as owner:
        found = {intake.hw_id: intake for intake in query.intakes(log)}
        ops = {hw_id: {op.kind: op for op in intake.ops} for hw_id, intake in found.items()}
        assert reached["captured"] <= set(found)
        for hw_id in reached["identified"]:
            assert ops[hw_id][OpKind.IDENTIFY].state is State.DONE
        for hw_id in reached["sent"]:
            assert ops[hw_id][OpKind.CREATE_DEVICE].state in {State.SENT, State.DONE}
        for hw_id in reached["delivered"]:
            assert ops[hw_id][OpKind.CREATE_DEVICE].state is State.DONE
        shas = [kept.sha256 for intake in found.values() for kept in intake.photos]
        assert len(shas) == len(set(shas)) == len(found)
        # Every process is dead: all that is owed can be claimed at once.
        owed = Counter(
            next(op.kind for op in intake.ops if op.state is not State.DONE)
            for intake in found.values()
        )
        for kind in OpKind:
            assert len(claims.claim(log, owner, kind, limit=10**6)) == owed[kind]
    assert min(len(names) for names in reached.values()) > 20


INTERRUPTED = """
import random, signal, sys
from pathlib import Path
from oplog_setup import *

def interrupt(*_):
    raise KeyboardInterrupt

signal.signal(signal.SIGALRM, interrupt)
home, seconds = Path(sys.argv[1]), float(sys.argv[2])
interrupts = 0
names = []
until = time.monotonic() + seconds
with OpLog.open(home) as log, Owner(home) as owner:
    log.connection.execute("PRAGMA synchronous = OFF")
    while time.monotonic() < until:
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.003))
            while True:
                hw_id = captured(log, owner, str(random.random())).hw_id
                names.append(hw_id)
                for claim in claims.claim(log, owner, OpKind.IDENTIFY, limit=1):
                    settle.postponed(log, owner, claim, "")
                query.intake(log, hw_id)
        except KeyboardInterrupt:
            interrupts += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(interrupts, *names)
"""


def test_interrupts_at_any_moment_leave_no_half_and_no_open_transaction(tmp_path: Path) -> None:
    script = "import time\n" + INTERRUPTED.replace(
        "from oplog_setup import *", "from oplog_setup import *\nfrom hwlab_cli.oplog import query"
    )
    interrupts, *names = finished(started(script, tmp_path, 2)).split()
    assert int(interrupts) > 100
    with OpLog.open(tmp_path) as log:
        assert set(names) <= {intake.hw_id for intake in query.intakes(log)}
        problems = check(log, Originals(tmp_path / "originals"))
    # These photos' originals were never stored: no other problem may be there.
    assert {"is missing" in problem.what or problem.harmless for problem in problems} == {True}


def test_a_photo_is_known_to_the_next_process(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from oplog_setup import *\n"
    script += "home = Path(sys.argv[1])\n"
    script += "with OpLog.open(home) as log, Owner(home) as owner:\n"
    script += "    print(append.capture(log, [photo('a')], owner).hw_id)"
    first = finished(started(script, tmp_path))
    assert finished(started(script, tmp_path)) == first
    with OpLog.open(tmp_path) as log:
        assert append.known_photos(log, [photo("a").sha256]) == {photo("a").sha256: first.strip()}
