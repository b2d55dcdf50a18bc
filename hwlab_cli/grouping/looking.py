"""What a photo shows that tells its device from others of the same type."""

from collections.abc import Sequence
from pathlib import Path

from hwlab_cli.grouping.shot import Kind, Name, Shot, Shown
from hwlab_cli.identify import label
from hwlab_cli.identify.own_labels import parted
from hwlab_cli.identify.payload import claims
from hwlab_cli.identify.values import is_identifier, key
from hwlab_cli.model import EvidenceKind, Identification, IdentifiedField, Reading
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo
from hwlab_cli.photos.taken import taken

_NAMING = (
    (IdentifiedField.SERIAL, Kind.SERIAL),
    (IdentifiedField.ASSET_TAG, Kind.ASSET_TAG),
    (IdentifiedField.MAC_ADDRESSES, Kind.MAC),
)


def glanced(photo: Photo, path: Path, *, of_device: bool = False) -> Shot:
    """Return a photo's shot, by a glance at its barcodes. Raises PhotoError."""
    when = taken(photo.data, photo.name)
    return Shot(path, path.parent, of_device, when, shown(readings.glance(photo), is_read=False))


def read(path: Path, max_megapixels: float) -> Shown:
    """Return what a photo shows when its print is read too. Raises PhotoError and StateError."""
    return shown(readings.read_ahead(load.read(path, max_megapixels)), is_read=True)


def shown(found: Sequence[Reading], *, is_read: bool) -> Shown:
    """Return what names the device, by the readings of one photo."""
    rest, labels = parted(found)
    device = label.identify(rest)
    proven = {Name(Kind.LABEL, name) for name in labels}
    doubtful = set()
    for field, kind in _NAMING:
        names = {Name(kind, key(value)) for value in _values(device, field)}
        if field in device.proven:
            proven |= names
        else:
            doubtful |= names
    codes = _left_open(rest, device)
    if is_read and codes and not proven | doubtful:
        doubtful = {Name(Kind.CODE, " ".join(sorted(codes)))}
    several = len(labels) > 1 or _has_two_serials(device)
    return Shown(frozenset(proven), frozenset(doubtful), several, codes, is_read)


def _values(device: Identification, field: IdentifiedField) -> list[str]:
    value = getattr(device, field.value)
    return value if isinstance(value, list) else [value] if value else []


def _has_two_serials(device: Identification) -> bool:
    begins = f"the serial {device.serial} stands beside "
    return any(doubt.startswith(begins) for doubt in device.doubts)


def _left_open(found: Sequence[Reading], device: Identification) -> frozenset[str]:
    """Return the barcodes that may be a serial, and that nothing says to be anything else."""
    explained = {key(name) for name in (device.model, device.part_number) if name}
    explained |= {
        key(piece.text)
        for field, _ in _NAMING
        if field in device.proven
        for piece in device.evidence.get(field, [])
    }
    return frozenset(
        key(claim.value)
        for one in found
        if one.kind is EvidenceKind.BARCODE
        for claim in claims(one.text, one.detail)
        if claim.role is None and is_identifier(claim.value)
    ).difference(explained)
