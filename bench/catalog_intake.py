"""What the catalog adds to an intake at 5,000 device types: its first look-up, and each later one.

Of each device the model is asked for as it is written, without its maker, and with a part number
that no type has. Aims: milliseconds, beside the second and more that reading a photo takes.
"""

import random
import statistics
import time

from bench import catalog_types, scratch
from bench.verdict import Verdict, tell
from hwlab_cli.catalog import definition
from hwlab_cli.catalog.device_type import DeviceType, SourceKind
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.model import Identification

_TYPES = 5_000
_DEVICES = 300
_SEED = 20_261_121


def main() -> list[Verdict]:
    """Fill a catalog, then ask it as an intake does."""
    rng = random.Random(_SEED)
    some = catalog_types.grown(catalog_types.types(catalog_types.library()), _TYPES, rng)
    with scratch.folder() as home:
        with Catalog.open(home) as catalog, catalog.replacing(SourceKind.FOLDER, "bench") as writer:
            for number, one in enumerate(some):
                keyed = DeviceType(
                    one.manufacturer, one.model, one.slug, str(number), one.part_number
                )
                writer.put(keyed, definition.as_json(dict(one.data)))
            writer.done()
        types = CatalogTypes(home)
        begin = time.perf_counter()
        types.read()
        first = time.perf_counter() - begin
        seconds = []
        for one in rng.sample(some, _DEVICES):
            maker = one.manufacturer if rng.random() < 0.7 else None
            part_number = f"9{rng.randrange(10**9):09}" if rng.random() < 0.5 else None
            found = Identification(manufacturer=maker, model=one.model, part_number=part_number)
            begin = time.perf_counter()
            with_types(found, types)
            seconds.append(time.perf_counter() - begin)
    median, slowest = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    detail = f"of {_DEVICES} devices, {len(some)} types"
    return [
        Verdict("seconds to read the catalog", first, "at most", 2, f"{len(some)} types"),
        Verdict("median milliseconds a device", median * 1e3, "at most", 5, detail),
        Verdict("95 % of devices, milliseconds", slowest * 1e3, "at most", 15, detail),
    ]


if __name__ == "__main__":
    with scratch.alone():
        tell(main())
