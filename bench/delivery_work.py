"""What is delivered in the benches: devices of few types and makers, in a log of their own."""

import random
from collections.abc import Sequence
from pathlib import Path

from hwlab_cli import plan
from hwlab_cli.identify.typed import from_person
from hwlab_cli.model import Category, Identification
from hwlab_cli.oplog import append
from hwlab_cli.oplog.connection import OpLog

TYPES = 40
MAKERS = 15
_CATEGORIES = (Category.SERVER, Category.SWITCH, Category.DISK, Category.NIC, Category.PSU)


def devices(count: int, seed: int, *, types: int = TYPES) -> list[Identification]:
    """Return devices, as many of each type as of the others, in a mixed order."""
    rng = random.Random(seed)
    # Fewer types are of as many fewer makers.
    makers = max(1, round(MAKERS * types / TYPES))
    order = [number % types for number in range(count)]
    rng.shuffle(order)
    return [_device(rng, number, kind, kind % makers) for number, kind in enumerate(order)]


def queue(home: Path, found: Sequence[Identification]) -> None:
    """Make a log that owes the creation of these devices."""
    with OpLog.open(home) as log:
        # A log that is broken off here is thrown away.
        log.connection.execute("PRAGMA synchronous = OFF")
        for one in found:
            append.add(log, one, plan.ops_for(one, (), "hold"), plan.identity_key(one))
        log.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _device(rng: random.Random, number: int, kind: int, maker: int) -> Identification:
    found = from_person(
        {
            "manufacturer": f"Maker {maker:02}",
            "model": f"Model {kind:02}",
            "serial": f"SN{number:06}{rng.randrange(16**6):06X}",
            "part_number": f"PN-{kind:02}-{rng.randrange(1000):03}",
            "mac_addresses": f"02{rng.randrange(16**10):010x}",
            "category": _CATEGORIES[kind % len(_CATEGORIES)].value,
        }
    )
    found.ai_notes = f"Found in box {rng.randrange(100)}; the label is worn."
    return found
