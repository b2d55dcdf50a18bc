"""The way from a model's answer to what may be believed of it, as a page."""

from collections.abc import Iterable, Sequence

from hwlab_cli.identify.confidence import confidence
from hwlab_cli.identify.grounding.identifier import identifier
from hwlab_cli.identify.grounding.kind import category
from hwlab_cli.identify.grounding.macs import addresses
from hwlab_cli.identify.grounding.maker import maker
from hwlab_cli.identify.grounding.model_name import model_name
from hwlab_cli.identify.grounding.remarks import remarks
from hwlab_cli.identify.grounding.said import Held, own_words, spoken
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.model import Identification, IdentifiedField, Reading

IDENTIFIERS = (IdentifiedField.SERIAL, IdentifiedField.PART_NUMBER, IdentifiedField.ASSET_TAG)
"""The identifiers of which a device has one each."""

_IN_TURN = (IdentifiedField.SERIAL, IdentifiedField.MODEL, *IDENTIFIERS[1:])


def ground(
    answer: Identification,
    readings: Sequence[Reading],
    embedded: Identification,
    *,
    told: str = "",
) -> Identification:
    """Return a model's answer as far as the photos bear it out.

    `embedded` is what the embedded recognizer makes of the same readings: what it proved
    stays. `told` is the prompt: a value that stands in it is no look of the model's own.
    The same readings in another order give the same result, and so does the result itself
    as an answer.
    """
    return grounded(answer, Witness(readings), embedded, told=told)


def grounded(
    answer: Identification, witness: Witness, embedded: Identification, *, told: str = ""
) -> Identification:
    """Return what `ground` does, with the readings taken apart already."""
    result = Identification(
        notes=list(embedded.notes),
        doubts=list(answer.doubts),
        questions=list(answer.questions),
        recognizer=answer.recognizer or embedded.recognizer,
    )
    kind = [maker(answer, embedded, witness), model_name(answer, embedded, witness)]
    _put(result, IdentifiedField.MANUFACTURER, kind[0])
    for name in _IN_TURN:
        if name is IdentifiedField.MODEL:
            _put(result, name, kind[1])
        else:
            _put(result, name, identifier(name, answer, embedded, witness, told))
    _put(result, IdentifiedField.MAC_ADDRESSES, addresses(answer, embedded, witness, told))
    if any(one.overruled for one in kind):
        _put(result, IdentifiedField.CATEGORY, category(Identification(), embedded, result))
        _leave_out(answer, result)
    else:
        _put(result, IdentifiedField.CATEGORY, category(answer, embedded, result))
        _take_over(answer, result, witness)
    result.doubts = list(dict.fromkeys(result.doubts))
    result.confidence = confidence(result)
    return result


def _put(result: Identification, name: IdentifiedField, held: Held) -> None:
    if held.value:
        setattr(result, name.value, held.value)
        result.evidence[name] = held.evidence
        if held.proven:
            result.proven.append(name)
    result.doubts += held.doubts


def _take_over(answer: Identification, result: Identification, witness: Witness) -> None:
    """Take what photos seldom prove, and no identity rests on."""
    result.specs = dict(answer.specs)
    if answer.u_height is not None:
        result.u_height = answer.u_height
        result.evidence[IdentifiedField.U_HEIGHT] = [spoken(answer, str(answer.u_height))]
    result.ai_notes = remarks(answer.ai_notes, _unproven(answer, result), witness)


def _leave_out(answer: Identification, result: Identification) -> None:
    """Leave out what is said of another thing than the photos show."""
    said = [
        name
        for name, value in (
            ("height", answer.u_height),
            ("specs", answer.specs),
            ("notes", answer.ai_notes),
        )
        if value
    ]
    if said:
        left = " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
        result.doubts.append(f"the vision model's {left} are left out: they are of another thing")


def _unproven(answer: Identification, result: Identification) -> Iterable[str]:
    """Yield the identifiers that the model says and the photos don't prove."""
    for name in (*IDENTIFIERS, IdentifiedField.MAC_ADDRESSES):
        believed = getattr(result, name.value) if name in result.proven else []
        for value in own_words(answer, name):
            if value not in believed and value != believed:
                yield value
