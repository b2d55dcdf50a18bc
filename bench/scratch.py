"""Where benches work: a folder on the project's own disk, and no configuration of the user's."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_OUT = Path(__file__).parent / "out"


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone after the block.

    Not the system's folder for temporary files: that may be in memory, where making a write
    durable costs nothing, and every ratio to it would be of something else.
    """
    _OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_OUT) as path:
        yield Path(path)


def environment(home: Path) -> dict[str, str]:
    """Return the environment in which a child's state is in `home` and its settings are ours."""
    home.mkdir(parents=True, exist_ok=True)
    config = home.with_suffix(".toml")
    config.touch()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HWLAB_")}
    return {**clean, "HWLAB_HOME": str(home), "HWLAB_CONFIG": str(config)}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep the user's own state and settings out of what runs in the block."""
    before = dict(os.environ)
    with folder() as path:
        # What to measure on, and how to bring up a NetBox for it, are no settings of hwlab's.
        ours = ("HWLAB_TEST_", "HWLAB_BENCH_")
        kept = {name: text for name, text in before.items() if name.startswith(ours)}
        settings = {**environment(path / "state"), **kept}
        try:
            os.environ.clear()
            os.environ.update(settings)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
