"""Which of a reply's devices is the one on the photos."""

from collections.abc import Sequence

from hwlab_cli.identify.grounding.ground import grounded
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.wording import named
from hwlab_cli.model import EvidenceKind, Identification, Reading, Shown

_MOST_NAMED = 5


def best_of(
    devices: Sequence[Identification],
    readings: Sequence[Reading],
    embedded: Identification,
    *,
    told: str = "",
) -> tuple[Identification, Identification]:
    """Return the device of a reply that the photos support best: as it was said, and grounded.

    An intake is one device: where a reply names several, a person is asked, and told of all,
    each by itself: what one of them proves is nothing of another's.
    """
    witness = Witness(readings)
    each = [grounded(device, witness, embedded, told=told) for device in devices]
    best = max(range(len(each)), key=lambda place: (*_support(each[place]), -place))
    if len(each) > 1:
        others = [named(one) for place, one in enumerate(devices) if place != best]
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        nobody = Identification(recognizer=embedded.recognizer)
        alone = (grounded(device, witness, nobody, told=told) for device in devices)
        each[best].several = [Shown(one) for one in alone]
        each[best].questions.append(
            f"the vision model sees {len(each)} devices on the photos, also "
            f"{', '.join(others[:_MOST_NAMED])}{more}: an intake is one device"
        )
    return devices[best], each[best]


def _support(one: Identification) -> tuple[int, int, float]:
    # What the embedded recognizer proved is proven in each: the one that agrees is meant.
    agreeing = [
        name
        for name in one.proven
        if any(piece.kind is EvidenceKind.MODEL for piece in one.evidence.get(name, []))
    ]
    return len(agreeing), -len(one.doubts), one.confidence or 0.0
