"""Labels of our own in a photo: whose they are, and nothing that they say of the device."""

from collections.abc import Sequence
from dataclasses import replace

from hwlab_cli import hw_id
from hwlab_cli.identify.values import lookalike_key
from hwlab_cli.model import EvidenceKind, Identification, Reading


def parted(readings: Sequence[Reading]) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Return the readings without the names of intakes, and the hw_ids in codes of our labels.

    A name that is printed says nothing by itself, and is neither a serial nor an asset tag.
    """
    codes = {
        name: None
        for one in readings
        if one.kind is EvidenceKind.BARCODE and (name := hw_id.in_code(one.text))
    }
    names = {lookalike_key(name) for name in codes}
    kept = tuple(
        one
        for one in readings
        if not (one.kind is EvidenceKind.BARCODE and hw_id.in_code(one.text))
        and not hw_id.is_written(one.text)
        and lookalike_key(one.text) not in names
    )
    return kept, tuple(sorted(codes))


def with_labels(found: Identification, hw_ids: Sequence[str], own: str) -> Identification:
    """Return an identification with a question, where a photo shows another intake's label."""
    others = [name for name in hw_ids if name != own]
    if not others:
        return found
    question = (
        f"a photo shows the label of {', '.join(others)}: if it is that device, discard this one,"
        " and take a photo closer to the label in, where that one was taken in"
    )
    return replace(found, questions=[*found.questions, question])
