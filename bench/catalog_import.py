"""Importing a library: beside parsing its files and doing nothing with them, and its memory.

Aims: at most 1.3 times a bare loop of `yaml.CSafeLoader` over the same files; memory flat, that is
at most 1.2 times as much for all of them as for the first tenth.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bench import catalog_types, scratch
from bench.verdict import Verdict, tell
from hwlab_cli.catalog.library import Library, import_library
from hwlab_cli.catalog.store import Catalog

_RUNS = 5
_COPIES = 4  # of the library, for its memory
_PEAK = """
import resource, sys
from pathlib import Path
from hwlab_cli.catalog.library import Library, import_library
from hwlab_cli.catalog.store import Catalog

with Catalog.open(Path(sys.argv[1])) as catalog:
    import_library(catalog, Library.at(Path(sys.argv[2])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> list[Verdict]:
    """Import the library and parse it in turn; import parts of it, and look at the memory."""
    library = catalog_types.library()
    return [*_speed(library), _memory(library)]


def _speed(library: Library) -> list[Verdict]:
    ours, again, plain = [], [], []
    for _ in range(_RUNS):
        plain.append(_seconds(lambda: _parse(library)))
        with scratch.folder() as folder:
            ours.append(_seconds(lambda home=folder: _import(home, library)))  # type: ignore[misc]
            again.append(_seconds(lambda home=folder: _import(home, library)))  # type: ignore[misc]
    count = len(library.files)
    # The least disturbed runs: what else the machine does only ever adds.
    mine, theirs, repeated = map(min, (ours, plain, again))
    detail = f"{count / mine:.0f} files a second against {count / theirs:.0f}"
    return [
        Verdict("import / parsing alone", mine / theirs, "at most", 1.3, detail),
        Verdict(
            "the same again / parsing alone",
            repeated / theirs,
            "at most",
            1.0,
            f"{count / repeated:.0f} files a second",
        ),
    ]


def _parse(library: Library) -> None:
    for file in library.files:
        yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)


def _import(home: Path, library: Library) -> None:
    with Catalog.open(home) as catalog:
        import_library(catalog, library)


def _seconds(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _memory(library: Library) -> Verdict:
    with scratch.folder() as folder:
        some = library.files[:: 10 * _COPIES]
        few = _peak(folder / "few", _copied(folder / "some", some, 1))
        many = _peak(folder / "many", _copied(folder / "all", library.files, _COPIES))
    detail = f"{many:.0f} MiB for {_COPIES * len(library.files)} files, {few:.0f} for {len(some)}"
    return Verdict("memory, many files / few", many / few, "at most", 1.2, detail)


def _copied(root: Path, files: tuple[Path, ...], copies: int) -> Path:
    """Make a library of copies, each of other makers than the one before."""
    for copy in range(copies):
        for file in files:
            folder = root / "device-types" / f"{copy} {file.parent.name}"
            folder.mkdir(parents=True, exist_ok=True)
            if copy == 0:
                shutil.copy(file, folder)
                continue
            text = file.read_text(encoding="utf-8")
            text = text.replace("manufacturer: ", f"manufacturer: Copy {copy} of ", 1)
            text = text.replace("\nslug: ", f"\nslug: {copy}-", 1)
            (folder / file.name).write_text(text, encoding="utf-8")
    return root


def _peak(home: Path, root: Path) -> float:
    """Return the peak memory of an import in MiB; macOS counts it in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(home), str(root)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=scratch.environment(home),
    )
    return int(done.stdout) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    tell(main())
