"""hwlab for scripts in Python: what `from hwlab_cli import …` offers.

Nothing here prints or exits; what goes wrong is raised as a HwlabError.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from hwlab_cli import config, home, hw_id, pipeline
from hwlab_cli.asking import Models
from hwlab_cli.carried import Carried
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.config import Settings
from hwlab_cli.errors import UsageError
from hwlab_cli.identify.inquiry import Wish
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.reply.answer import read as parse_reply
from hwlab_cli.model import Identification, State
from hwlab_cli.oplog import query
from hwlab_cli.oplog.append import Captured
from hwlab_cli.oplog.claims import give_back, release
from hwlab_cli.oplog.query import Intake
from hwlab_cli.photos import load
from hwlab_cli.photos.load import Photo
from hwlab_cli.workspace import Workspace

__all__ = ["Lab", "Reply", "Settings", "identify_photos", "parse_reply"]

PathLike = str | os.PathLike[str]


def identify_photos(
    photos: PathLike | Iterable[PathLike],
    *,
    hint: str = "",
    tier: str | None = None,
    settings: Settings | None = None,
) -> Identification:
    """Say what the one device on these photos is, and what proves it; nothing is queued.

    `hint` is what a person knows of it, for the models; `tier` names the only one to ask. A tier
    that can't be asked is passed over, and `asked` of the result says so: with none configured, or
    none there, it is what the label says. `settings` are those in force unless given. Raises
    PhotoError for a photo that can't be used, ConfigError for settings that are wrong, UsageError
    for a tier that there is not, or no photo at all.
    """
    chosen = settings or config.load()
    usable = _read(photos, chosen)
    folder = home.state_folder()
    types = CatalogTypes(folder)
    with Models(chosen, folder, only=tier) as models:
        looked = pipeline.look(usable, types, is_one=True)
        return pipeline.identified(looked, models, Wish(hint), types).found


class Lab:
    """The state folder, open for work; to be used in a `with`, by one thread.

    Any number of processes may have it open at once. `folder` is the one in force (HWLAB_HOME)
    unless given, and so are `settings`. Raises ConfigError, and StateError for a folder that
    can't be used.
    """

    def __init__(self, folder: PathLike | None = None, settings: Settings | None = None) -> None:
        self.settings = settings or config.load()
        self._folder = Path(folder) if folder is not None else home.state_folder()
        self._work = Workspace(self._folder, self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._work.__exit__(kind, error, trace)

    def capture(self, photos: PathLike | Iterable[PathLike], *, again: bool = False) -> str:
        """Take photos of one device in; return its hw_id.

        When this returns, the intake survives a power cut. Photos that were taken in before are
        not taken in twice, unless `again`: the hw_id is that of the intake that has them. Photos
        that show an intake's label are added to it. Raises PhotoError for a photo that can't be
        used (then nothing was taken in), and UsageError where none is named.
        """
        usable = _read(photos, self.settings)
        labelled = None if again else pipeline.whose_label(self._work, usable)
        captured = self._captured(usable, labelled, again=again)
        if captured.claim is not None:
            give_back(self._work.log, self._work.owner, captured.claim)
        return captured.hw_id

    def replay(self, hw_ids: Sequence[str] | None = None, *, jobs: int = 1) -> Iterator[Carried]:
        """Carry on with what is ready: identify it, and deliver it where a NetBox is configured.

        Yields an intake each time that one of its ops was carried out, or could not be, with the
        error that kept it from that. `hw_ids` limits to those, `jobs` is how many photos are read
        at once. When all is done that can be done, what kept NetBox from being asked is raised.
        Nothing is done before the first is asked for. Raises NotFoundError for a hw_id that there
        is not.
        """
        if jobs < 1:
            raise UsageError("at least one photo is read at once", item="jobs", hint="jobs=1")
        only = [self.intake(name).hw_id for name in hw_ids] if hw_ids is not None else None
        try:
            yield from self._replayed(only, jobs)
        finally:
            # Who leaves the loop early leaves the rest to the next replay, and to others.
            # A loop that is forgotten rather than left may end after its Lab, whose claims are
            # free by then.
            with contextlib.suppress(sqlite3.ProgrammingError):
                release(self._work.log, self._work.owner)

    def _replayed(self, only: Sequence[str] | None, jobs: int) -> Iterator[Carried]:
        with Models(self.settings, self._folder) as models:
            yield from pipeline.replay(self._work, jobs, models, only=only)
            pipeline.record_shadows(self._work, models, wait_for_all=True)
        if not self.settings.netbox.url:
            return
        from hwlab_cli.delivery.run import Delivery  # loads requests

        delivery = Delivery(self._work)
        yield from delivery.run(only=only)
        if delivery.fault is not None:
            raise delivery.fault

    def intakes(self, *states: State) -> Iterator[Intake]:
        """Yield the intakes in these states, or all, in the order in which they were captured."""
        yield from query.intakes(self._work.log, states)

    def intake(self, name: str) -> Intake:
        """Return one intake, its hw_id as a person types it; raises NotFoundError."""
        return query.intake(self._work.log, hw_id.parse(name))

    def _captured(self, photos: Sequence[Photo], labelled: str | None, *, again: bool) -> Captured:
        if labelled is not None:
            return pipeline.add_labelled(self._work, labelled, photos)
        return pipeline.capture(self._work, photos, again=again)


def _read(photos: PathLike | Iterable[PathLike], settings: Settings) -> list[Photo]:
    paths = [photos] if isinstance(photos, (str, os.PathLike)) else photos
    usable = [load.read(Path(path), settings.photos.max_megapixels) for path in paths]
    if not usable:
        raise UsageError("no photo is named", hint="name at least one")
    return usable
