"""What one tier says of a device, held against the photos, and whether that is enough."""

from dataclasses import dataclass
from typing import Any

from hwlab_cli.identify.device_types import with_evidence
from hwlab_cli.identify.grounding.ground import IDENTIFIERS
from hwlab_cli.identify.grounding.near import alike
from hwlab_cli.identify.grounding.said import own_words
from hwlab_cli.identify.grounding.several import best_of
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.reply.answer import Reply
from hwlab_cli.identify.values import key
from hwlab_cli.identify.vision.answer import Answer
from hwlab_cli.known_types import NOTHING_KNOWN, KnownTypes
from hwlab_cli.model import Identification, IdentifiedField
from hwlab_cli.tier import EMBEDDED, Tier

NUMBERS = (*IDENTIFIERS, IdentifiedField.MAC_ADDRESSES)
"""The fields that tell one device from all others."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a tier says, as far as the photos bear it out, and what is recorded of it.

    `listed` are all the devices that it names, in its own words.
    """

    tier: Tier
    found: Identification
    said: Identification
    record: dict[str, Any]
    truncated: bool = False
    listed: tuple[Identification, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether no further tier need be asked."""
        sure = (self.found.confidence or 0.0) >= self.tier.good_enough
        return sure and not self.truncated and not self.found.questions and not self.is_refuted

    @property
    def is_refuted(self) -> bool:
        """Whether the photos say otherwise of a number that it names."""
        return any(self._refuted(name) for name in IDENTIFIERS)

    @property
    def worth(self) -> tuple[bool, bool, bool, float]:
        """What makes one opinion better than another."""
        whole, one = not self.truncated, not self.found.questions
        return whole, one, not self.is_refuted, self.found.confidence or 0.0

    def _refuted(self, name: IdentifiedField) -> bool:
        kept = getattr(self.found, name.value)
        return any(
            kept is None or (key(kept) != key(value) and not alike(kept, value))
            for value in own_words(self.said, name)
        )


def of_answer(
    tier: Tier, answer: Answer[Reply], looked: Looked, told: str, types: KnownTypes = NOTHING_KNOWN
) -> Opinion:
    """Hold a model's answer against the photos and the catalog; `told` is what it was asked."""
    reply = answer.value
    for device in reply.devices:
        device.recognizer = tier.name
    said, found = best_of(reply.devices, looked.readings, looked.embedded, told=told)
    found = with_evidence(found, types)
    if reply.truncated:
        found.notes.append(f"the answer of {tier.name} was cut short")
    notes = [*answer.asked.notes, *reply.repairs, *said.notes]
    record = {
        **answer.asked.to_json(),
        "notes": list(dict.fromkeys(notes)),
        "shadow": tier.shadow,
        "truncated": reply.truncated,
        "devices": len(reply.devices),
        "said": said.fields_to_json(),
        "proven": [name.value for name in found.proven],
        "confidence": found.confidence,
    }
    return Opinion(tier, found, said, record, reply.truncated, tuple(reply.devices))


def of_embedded(tier: Tier, looked: Looked) -> Opinion:
    """Return the embedded recognizer's opinion."""
    found = looked.embedded
    record = {"tier": EMBEDDED, "confidence": found.confidence}
    return Opinion(tier, found, Identification(), record)
