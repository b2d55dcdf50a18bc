"""Who made the thing: by its name in print, by the formats of its codes, by its addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from netaddr import EUI, NotRegisteredError

from hwlab_cli.identify import makers as known
from hwlab_cli.identify.claim import Claim
from hwlab_cli.identify.links import LINK, host
from hwlab_cli.identify.looks import Look, serials_named
from hwlab_cli.identify.makers import Maker, find_models, named
from hwlab_cli.identify.values import find_macs, key
from hwlab_cli.identify.vocabulary import Role
from hwlab_cli.model import Evidence, EvidenceKind, Reading

# How much one reading says for a maker; a product often names its parts' makers too.
_NAMED = 3  # its name, as makers print it on what they make
_FORMAT = 2  # a code in a format that only this maker uses
_REGISTERED = 2  # to whom a MAC address's first half belongs
_LINKED = 1  # whose site a link leads to
_MENTIONED = 0  # a processor's sticker, who builds for others: says nothing by itself

_LOOKS_THAT_PROVE = 2
_GENERAL_DOMAINS = {"com", "net", "org", "co", "info", "biz"}
_MODELS = {Role.MODEL, Role.PID, Role.PRODUCT, Role.TYPE}
_CODES = _MODELS | {Role.PART_NUMBER}


@dataclass(slots=True)
class Manufacturer:
    """A maker, why, whether it is proven, and what a person should know."""

    maker: Maker
    evidence: list[Evidence]
    proven: bool
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sign:
    maker: Maker
    weight: int
    evidence: Evidence


def manufacturer(
    looks: Sequence[Look], codes: Sequence[tuple[Reading, Sequence[Claim]]]
) -> Manufacturer | None:
    """Return the maker that a device's readings name best; None where nothing names one.

    Its weight is the sum over all signs of it. It is proven where its name, or a code in its
    own format, was read in two looks, and no other maker is named as well as it is.
    """
    signs = [*_printed(looks), *_coded(codes), *_registered(looks, codes), *_linked(looks, codes)]
    weights: dict[str, int] = {}
    for sign in signs:
        weights[sign.maker.name] = weights.get(sign.maker.name, 0) + sign.weight
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    if not ranked or not weights[ranked[0]]:
        return None
    best = ranked[0]
    mine = [sign for sign in signs if sign.maker.name == best and sign.weight]
    result = Manufacturer(mine[0].maker, _distinct(mine), proven=False)
    print_looks = {
        (sign.evidence.photo, sign.evidence.look)
        for sign in mine
        if sign.evidence.kind is EvidenceKind.TEXT and sign.weight != _LINKED
    }
    equals = [name for name in ranked[1:] if weights[name] == weights[best]]
    if equals:
        result.doubts.append(f"the manufacturer {best} is named no better than {equals[0]} is")
    elif len(print_looks) >= _LOOKS_THAT_PROVE:
        result.proven = True
    elif print_looks:
        result.doubts.append(f"the manufacturer {best} was read in only one look at the print")
    else:
        result.doubts.append(f"the manufacturer {best} is not printed: {mine[0].evidence.text}")
    return result


def _distinct(signs: Sequence[_Sign]) -> list[Evidence]:
    return list(dict.fromkeys(sign.evidence for sign in signs))


def _printed(looks: Sequence[Look]) -> Iterator[_Sign]:
    for look in looks:
        mentioned: dict[str, Maker] = {}
        for line in look.lines:
            for hit in known.find(line.text):
                yield _Sign(hit.maker, _NAMED if hit.strong else _MENTIONED, Evidence.of(line))
                mentioned[hit.maker.name] = hit.maker
            for model in find_models(line.text, None):
                role, (start, end) = look.role_at(line, *model.span), model.span
                foreign = known.is_foreign(line.text[:start], line.text[end:])
                if not foreign and (role is None or role in _CODES):
                    yield _Sign(model.maker, _FORMAT, Evidence.of(line))
        # A mention counts where the model, named as such, is in a format of that maker.
        for pair in look.pairs:
            if pair.role in _MODELS:
                for maker in mentioned.values():
                    if any(hit.span[0] == 0 for hit in find_models(pair.value, maker)):
                        yield _Sign(maker, _FORMAT, Evidence.of(pair.reading))


def _coded(codes: Sequence[tuple[Reading, Sequence[Claim]]]) -> Iterator[_Sign]:
    for code, claims in codes:
        for claim in claims:
            if claim.sure and claim.role in _CODES:
                for model in find_models(claim.value, None):
                    text = f"{claim.value} is in a format of {model.maker.name}"
                    evidence = Evidence(EvidenceKind.BARCODE, text, code.photo, code.box)
                    yield _Sign(model.maker, _FORMAT, evidence)


def _registered(
    looks: Sequence[Look], codes: Sequence[tuple[Reading, Sequence[Claim]]]
) -> Iterator[_Sign]:
    serials = serials_named(looks)
    found: dict[str, _Sign] = {}
    for reading, mac in _addresses(looks, codes):
        # Some makers' serials have twelve hexadecimal digits too.
        if key(mac) in serials:
            continue
        try:
            organization = str(EUI(mac).oui.registration()["org"])
        except NotRegisteredError:
            continue
        maker = known.of_oui(organization)
        if maker is not None:
            text = f"{mac[:8]} is registered to {organization}"
            evidence = Evidence(EvidenceKind.OUI, text, reading.photo, reading.box)
            found.setdefault(maker.name, _Sign(maker, _REGISTERED, evidence))
    yield from found.values()


def _addresses(
    looks: Sequence[Look], codes: Sequence[tuple[Reading, Sequence[Claim]]]
) -> Iterator[tuple[Reading, str]]:
    for look in looks:
        for pair in look.pairs:
            if pair.role is Role.MAC:
                yield from ((pair.reading, mac) for mac, _, _ in find_macs(pair.rest))
        for line in look.lines:
            if not any(phrase.role is Role.OTHER for phrase in look.words_in(line)):
                found = find_macs(line.text)
                yield from ((line, mac) for mac, _, _ in found if not key(mac).isdigit())
    for code, claims in codes:
        yield from ((code, claim.value) for claim in claims if claim.role is Role.MAC)


def _linked(
    looks: Sequence[Look], codes: Sequence[tuple[Reading, Sequence[Claim]]]
) -> Iterator[_Sign]:
    found: dict[str, _Sign] = {}
    lines = [line for look in looks for line in look.lines]
    for reading in [*(code for code, _ in codes), *lines]:
        for link in LINK.findall(reading.text):
            site = host(link)
            maker = _owner(site) if site else None
            if site and maker is not None and not maker.licensor:
                text = f"a link leads to {site}"
                evidence = Evidence(reading.kind, text, reading.photo, reading.box, reading.look)
                found.setdefault(maker.name, _Sign(maker, _LINKED, evidence))
    yield from found.values()


def _owner(site: str) -> Maker | None:
    """Return the maker whose domain a host is in: `support.hpe.com` is HPE's."""
    labels = site.split(".")
    while len(labels) > 1 and (labels[-1] in _GENERAL_DOMAINS or len(labels[-1]) == 2):
        labels.pop()
    return named(labels[-1])
