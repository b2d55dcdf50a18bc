"""What hwlab claims about speed and reading, as ratios measured in one run."""

import sys
from pathlib import Path

# The benches read photos that examples/ renders, and deliver to the real NetBox of the tests;
# neither is part of the installed package. Here, so that `python -m bench` needs nothing set,
# in a clean clone too.
_ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(_ROOT / "examples"), str(_ROOT / "tests" / "netbox")]
