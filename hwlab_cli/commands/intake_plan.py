"""`hwlab intake --dry-run`: what would be queued."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from hwlab_cli import home
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.commands.mishaps import Mishaps
from hwlab_cli.errors import ExitCode, overall

if TYPE_CHECKING:
    from hwlab_cli.asking import Models
    from hwlab_cli.config import Settings
    from hwlab_cli.oplog.connection import OpLog
    from hwlab_cli.photos.load import Photo


class Planned:
    """Looks at devices, and tells what an intake would queue; writes nothing."""

    def __init__(
        self,
        settings: "Settings",
        models: "Models",
        mishaps: Mishaps,
        *,
        json: bool,
        is_one: bool = False,
    ) -> None:
        self._settings = settings
        self._models = models
        self._mishaps = mishaps
        self._json = json
        self._is_one = is_one
        self._types = CatalogTypes(home.state_folder())

    def told(self, devices: Iterable[Sequence["Photo"]], codes: set[ExitCode]) -> ExitCode:
        """Tell of each device; `codes` are those of what went wrong before."""
        from hwlab_cli.oplog.connection import OpLog
        from hwlab_cli.show.progress import Progress

        with (
            OpLog.open(home.state_folder(), create=False) as log,
            Progress("identifying", 1) as progress,
        ):
            self._models.listener = progress.heard
            for photos in devices:
                codes.update(self._each(log, photos))
        return overall(codes)

    def _each(self, log: "OpLog", photos: Sequence["Photo"]) -> Iterator[ExitCode]:
        from hwlab_cli import plan
        from hwlab_cli.commands.identify_each import each_identified
        from hwlab_cli.identify.own_labels import with_labels
        from hwlab_cli.oplog import query
        from hwlab_cli.oplog.append import known_photos
        from hwlab_cli.oplog.kept import KeptPhoto
        from hwlab_cli.show import lines
        from hwlab_cli.show.card import card

        known = known_photos(log, [photo.sha256 for photo in photos])
        each = each_identified(photos, self._models, self._types, is_one=self._is_one)
        for looked, verdict in each:
            found = verdict.found
            kept = [KeptPhoto(photo.sha256, photo.name) for photo in photos]
            only = looked.labels[0] if len(looked.labels) == 1 else ""
            here = only if only and query.is_here(log, only) else ""
            found = with_labels(found, looked.labels, here)
            ops = plan.ops_for(found, kept, self._settings.intake.unproven)
            names = [photo.name for photo in photos]
            self._mishaps.tell(verdict.faults, ", ".join(names))
            if self._json:
                lines.write(
                    {
                        **lines.looked(looked, found, names),
                        "known": sorted(set(known.values())),
                        "ops": [
                            {
                                "kind": op.kind.value,
                                "state": op.state.value,
                                "reason": op.reason,
                                "body": op.body,
                            }
                            for op in ops
                        ],
                    }
                )
            else:
                foot = [f"taken in before, as {hw_id}" for hw_id in dict.fromkeys(known.values())]
                foot += [f"its label is on it: would be added to {here}"] if here else []
                foot += [f"would be held: {op.reason}" for op in ops if op.reason]
                foot += ["dry run: nothing was written"]
                card(found, ", ".join(names), foot)
            fault = verdict.missed or verdict.unusable
            if fault is not None:
                yield fault.exit_code
            else:
                yield ExitCode.HELD if ops[0].reason else ExitCode.DONE
