"""What a device's photos say without a model, for those who ask one."""

from dataclasses import dataclass

from hwlab_cli.model import Identification, Reading
from hwlab_cli.photos.load import Photo


@dataclass(frozen=True, slots=True)
class Looked:
    """Photos of one device, what was read off them, and what the embedded recognizer says."""

    photos: tuple[Photo, ...]
    readings: tuple[Reading, ...]
    embedded: Identification
