"""What an identification takes of an answer that was given with pages at hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.grounding.said import distinct
from hwlab_cli.identify.research.pages import Page
from hwlab_cli.identify.wording import called
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField

_NAMING = (IdentifiedField.MANUFACTURER, IdentifiedField.MODEL, IdentifiedField.CATEGORY)
# What grounding says of a name that is not on the photos.
_ALONE = "only the vision model says it"
_FROM_THERE = "the vision model has it from the web"


def taken(found: Identification, answer: Identification, pages: Sequence[Page]) -> Identification:
    """Return an identification with the names that it lacked, as an answer has them.

    The answer was held against the photos as any other: what these prove of it is proven, and
    pages prove nothing. No identifier is taken: those are the photos' alone, and of what was
    known before nothing changes.
    """
    mended = replace(
        found,
        proven=list(found.proven),
        evidence=dict(found.evidence),
        doubts=list(found.doubts),
    )
    for name in _NAMING:
        value = getattr(answer, name.value)
        if getattr(found, name.value) is not None or value is None:
            continue
        setattr(mended, name.value, value)
        backing = list(_backing(name, str(value), pages))
        mended.evidence[name] = distinct([*answer.evidence.get(name, []), *backing])
        if name in answer.proven:
            mended.proven.append(name)
        elif name is not IdentifiedField.CATEGORY:
            mended.doubts.append(_doubt(name, value, answer, found_there=bool(backing)))
    mended.confidence = confidence(mended)
    return mended


def _doubt(name: IdentifiedField, value: str, answer: Identification, *, found_there: bool) -> str:
    begins = f"the {called(name)} {value} "
    doubt = next((one for one in answer.doubts if one.startswith(begins)), f"{begins}is not proven")
    return doubt.replace(_ALONE, _FROM_THERE) if found_there else doubt


def _backing(name: IdentifiedField, value: str, pages: Sequence[Page]) -> Iterator[Evidence]:
    """Yield the pages that say so; of a category, which has many words, all of them."""
    for page in pages:
        if name is IdentifiedField.CATEGORY or page.names(value):
            yield Evidence(EvidenceKind.RESEARCH, page.text, detail=page.address)
