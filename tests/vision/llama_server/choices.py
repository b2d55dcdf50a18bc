"""What the environment says about the vision servers of the tests."""

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

VARIABLES = ("HWLAB_OMLX_URL", "HWLAB_TEST_VISION_URL")
"""What names a server of the user's own; its model is in one that ends in `_MODEL`."""

_ROOT = Path(__file__).resolve().parents[3]


class Demand(Enum):
    """What happens to the tests where no server can be had."""

    REQUIRED = "required"
    OFF = "off"
    IF_POSSIBLE = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A server that is there already, and the model to ask for."""

    url: str
    model: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen; `theirs` by the variable that names the address."""

    demand: Demand
    home: Path
    theirs: dict[str, Theirs]


def choices() -> Choices:
    """Read the environment; raises ValueError for a word that it does not know."""
    named = os.environ.get
    found = {}
    for variable in VARIABLES:
        url, model = named(variable, ""), named(variable.replace("_URL", "_MODEL"), "")
        if url and not model:
            raise ValueError(f"{variable} needs {variable.replace('_URL', '_MODEL')} beside it")
        if url:
            found[variable] = Theirs(url, model)
    home = Path(named("HWLAB_TEST_VISION_HOME") or _ROOT / ".vision").absolute()
    try:
        demand = Demand(named("HWLAB_TEST_VISION", "").strip())
    except ValueError:
        raise ValueError("HWLAB_TEST_VISION is 'required', 'off' or not set") from None
    return Choices(demand, home, found)
