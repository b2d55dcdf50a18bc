"""What hwlab claims about speed and reading, as ratios measured in one run."""

import sys
from pathlib import Path

# The benches read photos that examples/ renders, which is no part of the installed package;
# here, so that `python -m bench` needs nothing set, in a clean clone too.
sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))
