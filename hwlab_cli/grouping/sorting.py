"""Photo files sorted into devices: a glance at each, print where it decides, then the rule.

Of each photo no more stays in memory than what it shows.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hwlab_cli.errors import PhotoError
from hwlab_cli.grouping import looking
from hwlab_cli.grouping.folders import may_be_of_one_device
from hwlab_cli.grouping.shot import Kind, Name, Shot, Shown
from hwlab_cli.names import shown
from hwlab_cli.photos import load
from hwlab_cli.photos.files import file_bytes
from hwlab_cli.photos.taken import taken

Known = Callable[[str], str | None]
"""Tells which intake has the photo with this hash, if any has."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def known_shot(
    path: Path, known: Known, shows_several: Callable[[str], bool]
) -> tuple[str, Shot | None]:
    """Return a photo's hash, and its shot where it was taken in before, which names its intake.

    `shows_several` tells whether the photo with a hash is of other devices, too. Such a photo
    goes with nobody, now as when it was new. It is not looked at again. Raises PhotoError where
    it can't be read.
    """
    name = shown(path)
    data = file_bytes(path, name)
    sha256 = hashlib.sha256(data).hexdigest()
    hw_id = known(sha256)
    if hw_id is None:
        return sha256, None
    names = frozenset({Name(Kind.LABEL, hw_id)})
    when = taken(data, name)
    found = Shown(names, several=shows_several(sha256))
    return sha256, Shot(path, path.parent, taken=when, shown=found, hw_id=hw_id)


def glances(
    paths: Sequence[Path], folders: set[Path], max_megapixels: float, jobs: int
) -> Iterator[Shot | PhotoError]:
    """Yield the shot of each photo by a glance at it, or why it can't be used, in order.

    `folders` may each be those of a device, if nothing speaks against it.
    """

    def glance(path: Path) -> Shot:
        of_device = path.parent in folders and may_be_of_one_device(path.parent)
        return looking.glanced(load.read(path, max_megapixels), path, of_device=of_device)

    return _in_threads(glance, paths, jobs)


def with_print(
    shots: Sequence[Shot], max_megapixels: float, jobs: int
) -> Iterator[Shot | PhotoError]:
    """Yield these shots with what their print says too, or why it can't be read, in order.

    What was read is kept for when the device is identified. Raises StateError.
    """

    def read(shot: Shot) -> Shot:
        return replace(shot, shown=looking.read(shot.path, max_megapixels))

    return _in_threads(read, shots, jobs)


def _in_threads(
    do: Callable[[_Item], _Result], items: Iterable[_Item], jobs: int
) -> Iterator[_Result | PhotoError]:
    def tried(item: _Item) -> _Result | PhotoError:
        try:
            return do(item)
        except PhotoError as error:
            return error

    # No `with`: that would wait for the photos that are being looked at, also on Ctrl-C.
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="group")
    try:
        yield from pool.map(tried, items)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
