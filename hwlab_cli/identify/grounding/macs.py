"""MAC addresses: each by itself proven by the photos, or only said."""

from hwlab_cli.identify.grounding.near import nearest
from hwlab_cli.identify.grounding.said import Held, distinct, kept, own_words, spoken
from hwlab_cli.identify.grounding.whole import plain
from hwlab_cli.identify.grounding.witness import Witness
from hwlab_cli.identify.sightings import Sighting
from hwlab_cli.identify.values import as_mac, find_macs, is_placeholder, key
from hwlab_cli.model import Evidence, EvidenceKind, Identification, IdentifiedField

_NAME = IdentifiedField.MAC_ADDRESSES
_LOOKS_THAT_PROVE = 2


def addresses(
    answer: Identification, embedded: Identification, witness: Witness, told: str
) -> Held:
    """Hold the addresses that a model says against the photos.

    Where some are proven, only those are kept: the field is proven as a whole, or not at all.
    """
    found, said = kept(embedded, _NAME), own_words(answer, _NAME)
    macs = dict.fromkeys(mac for one in said if (mac := as_mac(one)) and not is_placeholder(one))
    if not macs:
        return found
    known = list(found.value or [])
    proven = list(known) if found.proven else []
    evidence, doubts = list(found.evidence), [] if not found.proven else list(found.doubts)
    for mac in dict.fromkeys([*known, *macs]):
        seen = witness.sightings(_NAME, mac)
        if mac in macs:
            evidence += [*(Evidence.of(one.reading) for one in seen), spoken(answer, mac)]
        if mac in proven:
            continue
        if _is_proven(seen, own=mac in macs and plain(mac) not in plain(told)):
            proven.append(mac)
        else:
            doubts.append(_doubt(mac, seen, witness))
    value = [mac for mac in dict.fromkeys([*known, *macs]) if mac in proven or not proven]
    return Held(value, distinct(evidence), bool(proven), doubts)


def _is_proven(seen: list[Sighting], *, own: bool) -> bool:
    if any(one.reading.kind is EvidenceKind.BARCODE for one in seen):
        return True
    sure = {(one.reading.photo, one.reading.look) for one in seen if not one.doubt}
    return len(sure) + (1 if own and sure else 0) >= _LOOKS_THAT_PROVE


def _doubt(mac: str, seen: list[Sighting], witness: Witness) -> str:
    if seen:
        doubt = next((one.doubt for one in seen if one.doubt), "")
        return f"the MAC address {mac} {doubt or 'was read in only one look at the print'}"
    near = nearest(key(mac), [key(one) for one in _all(witness)])
    if near:
        return f"the MAC address {mac} is the vision model's reading; the photos say {as_mac(near)}"
    return f"the MAC address {mac} stands nowhere on the photos; only the vision model says it"


def _all(witness: Witness) -> list[str]:
    lines = [line.text for view in witness.views for line in view.lines]
    lines += witness.all_coded()
    return [mac for text in lines for mac, _, _ in find_macs(text)]
