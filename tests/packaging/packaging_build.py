"""What would be published, built once for the tests of a worker."""

import os
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hatchling import build

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Built:
    """A source distribution, a wheel made of the tree, and one made of that distribution."""

    sdist: Path
    wheel: Path
    wheel_of_sdist: Path

    def sources(self) -> dict[str, bytes]:
        """The files of the source distribution, without its own top folder."""
        with tarfile.open(self.sdist) as tar:
            return {
                one.name.partition("/")[2]: file.read()
                for one in tar.getmembers()
                if (file := tar.extractfile(one)) is not None
            }


def contents(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def built(folder: Path) -> Built:
    """Build all three into a folder."""
    with _working_in(ROOT):
        sdist = folder / build.build_sdist(str(folder))
        wheel = folder / build.build_wheel(str(folder))
    with tarfile.open(sdist) as tar:
        tar.extractall(folder / "from-sdist", filter="data")
    (source,) = (folder / "from-sdist").iterdir()
    again = folder / "again"
    again.mkdir()
    with _working_in(source):
        wheel_of_sdist = again / build.build_wheel(str(again))
    return Built(sdist, wheel, wheel_of_sdist)


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    # Builders are called in the folder of what they build (peps.python.org/pep-0517).
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
