"""What photos show, without the log: one device, or each of those on one photo."""

from typing import TYPE_CHECKING

from hwlab_cli.identify.inquiry import Wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hwlab_cli.asking import Models
    from hwlab_cli.identify.inquiry import Verdict
    from hwlab_cli.identify.looked import Looked
    from hwlab_cli.known_types import KnownTypes
    from hwlab_cli.photos.load import Photo


def each_identified(
    photos: "Sequence[Photo]",
    models: "Models",
    types: "KnownTypes",
    *,
    hint: str = "",
    is_one: bool = False,
) -> "Iterator[tuple[Looked, Verdict]]":
    """Yield each device that photos surely show, as it was looked at, and what it is.

    The question whether there are several is asked where that is not sure, unless it `is_one`.
    """
    from hwlab_cli import pipeline
    from hwlab_cli.identify.dividing import divided

    looked = pipeline.look(photos, types, is_one=is_one)
    parts = divided(looked, types)
    if len(parts) == 1:
        verdict = _identified(looked, models, types, hint)
        # What was asked with a hint in it is no second witness.
        listed = verdict.listed if len(verdict.listed) > 1 and not hint else ()
        parts = divided(looked, types, listed)
        if len(parts) == 1:
            yield looked, verdict
            return
    for part in parts:
        yield part, _identified(part, models, types, hint)


def _identified(looked: "Looked", models: "Models", types: "KnownTypes", hint: str) -> "Verdict":
    from dataclasses import replace

    from hwlab_cli import pipeline
    from hwlab_cli.identify.dividing import with_several

    verdict = pipeline.identified(looked, models, Wish(hint), types)
    return replace(verdict, found=with_several(verdict.found, looked))
