"""Reading the fronts and rears of real devices without a model: right, wrong, silent.

The pictures are those of a folder that HWLAB_BENCH_ELEVATIONS names, with a truth.json beside them:
by file name an object with `manufacturer`, `model` and, where there is one, `part_number`. With
HWLAB_BENCH_DEVICETYPES the catalog is asked too. Faces seldom bear a whole model name, so that
silence is no fault: a name that is believed, and wrong, is one. Libraries show some devices by the
face of a sister model, and what stands on that is not the truth: hence aims above none.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import catalog_types, scratch
from bench.verdict import Verdict, tell
from hwlab_cli import pipeline
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.catalog.library import import_library
from hwlab_cli.catalog.makers import maker_of
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.errors import PhotoError
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.values import key
from hwlab_cli.known_types import NOTHING_KNOWN, Answer, KnownTypes
from hwlab_cli.model import Identification, IdentifiedField
from hwlab_cli.photos import load

VARIABLE = "HWLAB_BENCH_ELEVATIONS"
_MOST_MEGAPIXELS = 200


@dataclass(frozen=True, slots=True)
class Truth:
    """What a picture shows."""

    manufacturer: str
    model: str
    part_number: str = ""

    @property
    def names(self) -> set[str]:
        """The keys of what the model may be called."""
        return {key(one) for one in (self.model, self.part_number) if one}


def main(*, verbose: bool = False) -> list[Verdict]:
    """Read every picture, without the catalog and with it."""
    pictures = list(_pictures())
    scores: Counter[tuple[str, str]] = Counter()
    with scratch.folder() as home:
        known = _catalog(home)
        for path, truth in pictures:
            for kind, outcome, said in _outcomes(path, truth, known):
                scores[kind, outcome] += 1
                if verbose and outcome not in {"right", "silent"}:
                    print(f"{path.name}  {kind}: {outcome}: {said}")
    kinds = list(dict.fromkeys(kind for kind, _ in scores))
    for kind in kinds:
        told = [f"{number} {name}" for (one, name), number in sorted(scores.items()) if one == kind]
        print(f"{kind:28} {', '.join(told)}")
    total = f"of {len(pictures)}"
    found = [
        Verdict(f"{kind}: wrong", scores[kind, "wrong"] / len(pictures), "at most", 0.05, total)
        for kind in kinds
        if not kind.startswith("type")
    ]
    found += [
        Verdict(
            f"{kind}: wrong but proven",
            scores[kind, "wrong, proven"] / len(pictures),
            "at most",
            0.03,
            total,
        )
        for kind in kinds
        if not kind.startswith("type")
    ]
    return found + [
        Verdict(f"{kind}: wrong", scores[kind, "wrong"], "at most", 0, total)
        for kind in kinds
        if kind.startswith("type")
    ]


def _pictures() -> Iterator[tuple[Path, Truth]]:
    chosen = os.environ.get(VARIABLE, "")
    if not chosen:
        sys.exit(f"{VARIABLE} names no folder of pictures with a truth.json")
    try:
        listed = json.loads((Path(chosen) / "truth.json").read_text(encoding="utf-8"))
        for name, one in sorted(listed.items()):
            truth = Truth(one["manufacturer"], one["model"], one.get("part_number") or "")
            yield Path(chosen) / name, truth
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.exit(f"the truth.json that {VARIABLE} leads to can't be used: {error!r}")


def _catalog(home: Path) -> KnownTypes:
    if not os.environ.get(catalog_types.VARIABLE):
        print(f"without the catalog: {catalog_types.VARIABLE} names no library", file=sys.stderr)
        return NOTHING_KNOWN
    with Catalog.open(home) as catalog:
        import_library(catalog, catalog_types.library())
    return CatalogTypes(home)


def _outcomes(path: Path, truth: Truth, known: KnownTypes) -> Iterator[tuple[str, str, str]]:
    """Yield what was measured, how it came out, and what was said."""
    try:
        photo = load.read(path, _MOST_MEGAPIXELS)
    except PhotoError as error:
        sys.exit(f"{path}: {error.message}")
    found = pipeline.look([photo]).embedded
    yield from _names("", found, truth)
    if known is NOTHING_KNOWN:
        return
    yield from _names(" with catalog", with_types(found, known), truth)
    answer = Answer()
    if found.model or found.part_number:
        answer = known.meant(found.manufacturer, found.model, found.part_number)
    yield "type", *_typed(answer, truth)


def _names(how: str, found: Identification, truth: Truth) -> Iterator[tuple[str, str, str]]:
    maker, model = found.manufacturer, found.model
    # Who sells another's brand says so in the model: Tripp Lite PDUMH20HVAT, of Eaton.
    brand = maker is not None and key(truth.model).startswith(key(maker))
    right = maker is not None and (brand or maker_of(maker) == maker_of(truth.manufacturer))
    yield f"manufacturer{how}", *_told(found, IdentifiedField.MANUFACTURER, maker, right)
    names = truth.names
    right = model is not None and key(model) in names
    if model is not None and not right and any(key(model) in name for name in names):
        # As faces have it: 7050CX3-32S, of a DCS-7050CX3-32S-F.
        yield f"model{how}", "a part of it", model
    else:
        yield f"model{how}", *_told(found, IdentifiedField.MODEL, model, right)


def _told(
    found: Identification, field: IdentifiedField, said: str | None, right: bool
) -> tuple[str, str]:
    if said is None:
        return "silent", ""
    if right:
        return "right", said
    return "wrong, proven" if field in found.proven else "wrong", said


def _typed(answer: Answer, truth: Truth) -> tuple[str, str]:
    if answer.type is not None:
        right = {key(answer.type.model), key(answer.type.part_number)} & truth.names
        same_maker = maker_of(answer.type.manufacturer) == maker_of(truth.manufacturer)
        said = f"{answer.type.manufacturer} {answer.type.model}"
        return "right" if right and same_maker else "wrong", said
    asked = [one.type for one in answer.candidates]
    if any(key(one.model) in truth.names for one in asked):
        return "asked, the right one among them", ""
    return ("asked, the right one not among them", answer.question) if asked else ("silent", "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="name what was neither")
    with scratch.alone():
        tell(main(verbose=parser.parse_args().verbose))
