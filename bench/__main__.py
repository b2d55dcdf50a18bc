"""Run the benches: all of them, or those that are named. Exits with 1 where an aim is missed.

Also where a bench could not be run at all, since its aims are not known to be met.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from bench import scratch
from bench.verdict import Verdict, tell

BENCHES = (
    "start_up",
    "photo_loading",
    "log_append",
    "log_growth",
    "delivery",
    "delivery_memory",
    "memory",
    "batch_memory",
    "labels",
    "elevations",
    "replies",
    "vision",
    "vision_batch",
    "catalog_import",
    "catalog_match",
    "catalog_intake",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run benches one after the other; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; all by default"
    )
    names = parser.parse_args(arguments).names or BENCHES
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        parser.error(f"no bench is called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    verdicts: list[Verdict] = []
    left_out = []
    with scratch.alone():
        for name in names:
            bench = importlib.import_module(f"bench.{name}")
            print(f"== {name}: {(bench.__doc__ or '').splitlines()[0]}", flush=True)
            try:
                found = bench.main()
            except SystemExit as reason:
                # The rest is measured also where this one's needs are not met.
                print(f"NOT MEASURED  {reason}\n", flush=True)
                left_out.append(name)
                continue
            tell(found)
            print(flush=True)
            verdicts += found
    missed = [verdict for verdict in verdicts if not verdict.met]
    print(f"{len(verdicts) - len(missed)} of {len(verdicts)} aims met")
    tell(missed)
    if left_out:
        print(f"not measured: {', '.join(left_out)}")
    return 1 if missed or left_out else 0


if __name__ == "__main__":
    sys.exit(main())
