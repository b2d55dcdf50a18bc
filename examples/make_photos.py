"""Make photos of hardware labels whose content is known, for tests and for trying hwlab."""

import argparse
from pathlib import Path

from rendering import make_set, showcase, write_set


def main() -> None:
    """Read the options and write the photos."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="where the photos and truth.json go")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same pixels")
    parser.add_argument("--count", type=int, default=20, help="how many devices")
    parser.add_argument("--looks", type=int, default=1, help="how many photos of each device")
    parser.add_argument("--difficulty", choices=("easy", "mixed", "hard"), default="mixed")
    parser.add_argument("--long-side", type=int, help="pixels; 8064 makes 48 megapixels")
    parser.add_argument(
        "--examples", action="store_true", help="remake the photos beside this file"
    )
    options = parser.parse_args()
    if options.examples:
        truth = write_set(Path(__file__).parent, showcase(), conditions=False)
        print(f"{len(truth)} example photos")
        return
    if options.out is None:
        parser.error("say --out DIR or --examples")
    truth = make_set(
        options.out,
        options.seed,
        options.count,
        options.difficulty,
        options.long_side,
        options.looks,
    )
    print(f"{len(truth)} photos in {options.out}")


if __name__ == "__main__":
    main()
