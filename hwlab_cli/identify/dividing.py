"""From a look at a photo to one at each of its devices, or to the question which there are."""

from collections.abc import Sequence
from dataclasses import replace

from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.values import key
from hwlab_cli.identify.wording import named
from hwlab_cli.known_types import KnownTypes
from hwlab_cli.model import Identification, Shown

_MOST_NAMED = 12


def divided(
    looked: Looked, types: KnownTypes, listed: Sequence[Identification] = ()
) -> list[Looked]:
    """Return a look at each of the devices that a photo surely shows; else the look itself.

    Each has its own part of the photo, and the readings there alone. `listed` are the devices
    that a model names which saw the whole.
    """
    seen = looked.several
    if seen is None or not seen.is_certain(listed):
        return [looked]
    return [
        Looked(looked.photos, part.readings, with_types(part.found, types), parts=(part.box,))
        for part in seen.parts
    ]


def with_several(found: Identification, looked: Looked) -> Identification:
    """Return an identification with the devices that its photo may show, and the question which.

    There are none where no person can part them: on several photos, or on a part of one.
    """
    if len(looked.photos) != 1 or any(looked.parts):
        return replace(found, several=[])
    seen = looked.several
    if seen is None:
        return found
    serials = {key(part.found.serial or "") for part in seen.parts}
    shown = [Shown(part.found, part.box) for part in seen.parts]
    # What only a model names has a number of its own, for a person who sees it too.
    shown += [
        one for one in found.several if one.found.serial and key(one.found.serial) not in serials
    ]
    names = (f"{number}. {named(one.found)}" for number, one in enumerate(shown[:_MOST_NAMED], 1))
    why = f" ({seen.why})" if seen.why else ""
    question = f"the photo may show {len(shown)} devices: {', '.join(names)}{why}"
    return replace(found, several=shown, questions=[*found.questions, question])
