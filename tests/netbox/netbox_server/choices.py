"""What the environment says about the NetBox to test with."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
VERSION = "4.7.3"


class Demand(StrEnum):
    """What becomes of the live tests when no NetBox can be brought up."""

    WANTED = ""  # they are skipped, with what is missing
    REQUIRED = "required"  # they fail
    OFF = "off"  # they are skipped, and nothing is tried


@dataclass(frozen=True, slots=True)
class Choices:
    """The environment's choices, or their defaults."""

    demand: Demand
    url: str
    token: str
    home: Path
    dump: Path | None
    python: str

    @property
    def is_theirs(self) -> bool:
        """Whether the tests are pointed at a NetBox that was there before."""
        return bool(self.url)


def choices() -> Choices:
    """Read the environment.

    `HWLAB_TEST_NETBOX` is `required`, `off` or unset; `HWLAB_TEST_NETBOX_URL` and
    `HWLAB_TEST_NETBOX_TOKEN` name an existing NetBox; `HWLAB_TEST_NETBOX_HOME` is the folder
    to install in, `HWLAB_TEST_NETBOX_DUMP` a `pg_dump` of a migrated, empty NetBox of this
    version, and `HWLAB_TEST_NETBOX_PYTHON` the Python to run it with.
    Raises ValueError for a word it does not know, and for a URL without a token.
    """

    def said(name: str) -> str:
        return os.environ.get(f"HWLAB_TEST_NETBOX{name}", "").strip()

    try:
        demand = Demand(said(""))
    except ValueError:
        raise ValueError("HWLAB_TEST_NETBOX is 'required', 'off' or not set") from None
    if bool(said("_URL")) != bool(said("_TOKEN")):
        raise ValueError("HWLAB_TEST_NETBOX_URL and HWLAB_TEST_NETBOX_TOKEN go together")
    return Choices(
        demand=demand,
        url=said("_URL").rstrip("/"),
        token=said("_TOKEN"),
        home=Path(said("_HOME") or PROJECT / ".netbox").absolute(),
        dump=_dump(said("_DUMP")),
        python=said("_PYTHON"),
    )


def _dump(said: str) -> Path | None:
    if said:
        if not Path(said).is_file():
            raise ValueError(f"HWLAB_TEST_NETBOX_DUMP is no file: {said}")
        return Path(said).absolute()
    beside = PROJECT.parent / "shared" / f"netbox-{VERSION}.dump"
    return beside if beside.is_file() else None
