"""Which of several device types it is, as a model sees it: an opinion, until the photos say so.

The reasons are in docs/decisions/0014-a-choice-is-an-opinion.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwlab_cli.identify import prompts
from hwlab_cli.identify.device_types import meant, with_answer
from hwlab_cli.identify.grounding.model_name import support
from hwlab_cli.identify.grounding.said import distinct
from hwlab_cli.identify.grounding.whole import plain
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.inquiry import Inquiry, Verdict
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.reply.choice import choice
from hwlab_cli.identify.sightings import without_maker
from hwlab_cli.known_types import Answer, KnownType, KnownTypes
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField, Reading
from hwlab_cli.tier import Tier

_MODEL = IdentifiedField.MODEL
_UNUSABLE, _NONE = -1, 0
_LONGEST = 500  # characters of a line: what is longer, as in some QR codes, is no name


def with_choice(inquiry: Inquiry, verdict: Verdict) -> Verdict:
    """Return a verdict with the catalog's word on it, and a model's where that is not sure.

    Only who identified the device is asked, and once. What it chooses is the device's type where
    the photos say so; else the device waits for a person, who is told of the choice.
    """
    found, types = verdict.found, inquiry.types
    answer = meant(found, types)
    told = with_answer(found, answer, types)
    best = inquiry.best
    # Where another question is open, it is not settled what the types are to be chosen for.
    if best is None or not answer.candidates or found.questions:
        return inquiry.mended(verdict, told)
    chosen = _asked(inquiry, best.tier, answer)
    if chosen == _UNUSABLE:
        return inquiry.mended(verdict, told)
    if chosen == _NONE:
        remark = f"of these, {best.tier.name} chooses none"
    else:
        one = answer.candidates[chosen - 1].type
        among = [candidate.type for candidate in answer.candidates]
        sure = _borne_out(found, one, among, types, inquiry.looked, best.tier)
        if sure is not None:
            return inquiry.mended(verdict, sure)
        remark = (
            f"of these, {best.tier.name} chooses {chosen}. {one.manufacturer} {one.model}, which "
            "the photos do not prove"
        )
    told = replace(told, questions=[*told.questions, remark.replace(";", ",")])
    return inquiry.mended(verdict, told)


def _asked(inquiry: Inquiry, tier: Tier, answer: Answer) -> int:
    names = [_named(one.type) for one in answer.candidates]
    looked = inquiry.looked
    prompt = prompts.choose(
        inquiry.template(prompts.CHOOSE), looked.readings, looked.embedded, names
    )
    said = inquiry.put(tier, prompt, lambda text, _: choice(text, len(names)))
    if said is None:
        return _UNUSABLE
    record = {**said.asked.to_json(), "shadow": False, "candidates": names, "choice": said.value}
    inquiry.records.append(record)
    return said.value or _NONE


def _named(one: KnownType) -> str:
    name = f"{one.manufacturer} {one.model}"
    number = one.part_number
    return f"{name} ({number})" if number and plain(number) not in plain(name) else name


def _borne_out(
    found: Identification,
    one: KnownType,
    among: Sequence[KnownType],
    types: KnownTypes,
    looked: Looked,
    tier: Tier,
) -> Identification | None:
    """Return the identification with a chosen type's name for its model, where the photos have it.

    That is: all of the name, as a model's name for a device is proven, in lines of which the
    catalog is sure by themselves; and no line that names another one that may be meant.
    """
    witness = Witness(looked.readings)
    maker = found.manufacturer if IdentifiedField.MANUFACTURER in found.proven else None
    for name in _names(one):
        if not _says_more(name, found):
            continue
        readings, doubt = support(name, looked.embedded, witness)
        lines = [reading.text for reading in readings if reading.kind is EvidenceKind.TEXT]
        if doubt or any(types.meant(maker, line, None).type != one for line in [name, *lines]):
            continue
        if any(_may_be_meant(other, found, among) for other in _others(one, types, maker, looked)):
            return None
        mended = _renamed(found, name, readings, tier)
        sure = meant(mended, types)
        if sure.type == one:
            return with_answer(mended, sure, types)
    return None


def _others(
    one: KnownType, types: KnownTypes, maker: str | None, looked: Looked
) -> Iterator[KnownType]:
    """Yield the types other than this one that single lines and barcodes name."""
    for text in dict.fromkeys(reading.text[:_LONGEST] for reading in looked.readings):
        known = types.meant(maker, text, None).type
        if known is not None and known != one:
            yield known


def _may_be_meant(other: KnownType, found: Identification, among: Sequence[KnownType]) -> bool:
    return other in among or any(_says_more(name, found) for name in _names(other))


def _names(one: KnownType) -> Iterator[str]:
    for name in dict.fromkeys((one.model, one.part_number)):
        short = without_maker(name, 0)[0] or name
        if short:
            yield short


def _says_more(name: str, found: Identification) -> bool:
    """Tell whether a name has in it what was read: a choice adds to that, and changes nothing."""
    read = found.model or found.part_number or ""
    return bool(read) and plain(read) in plain(name)


def _renamed(
    found: Identification, name: str, readings: list[Reading], tier: Tier
) -> Identification:
    evidence = [*map(Evidence.of, readings), Evidence(EvidenceKind.MODEL, name, detail=tier.name)]
    return replace(
        found,
        model=name,
        evidence={**found.evidence, _MODEL: distinct(evidence)},
        proven=[*(one for one in found.proven if one is not _MODEL), _MODEL],
        doubts=[one for one in found.doubts if not one.startswith(f"the model {found.model} ")],
    )
