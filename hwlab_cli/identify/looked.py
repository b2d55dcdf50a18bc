"""What a device's photos say without a model, for those who ask one."""

from dataclasses import dataclass

from hwlab_cli.model import Identification, Reading
from hwlab_cli.photos.load import Photo


@dataclass(frozen=True, slots=True)
class Looked:
    """Photos of one device, what was read off them, and what the embedded recognizer says.

    `labels` are the hw_ids of the labels of ours that they show.
    """

    photos: tuple[Photo, ...]
    readings: tuple[Reading, ...]
    embedded: Identification
    labels: tuple[str, ...] = ()
