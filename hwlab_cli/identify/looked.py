"""What a device's photos say without a model, for those who ask one."""

from dataclasses import dataclass

from hwlab_cli.identify.several import Several
from hwlab_cli.model import Box, Identification, Reading
from hwlab_cli.photos.load import Photo


@dataclass(frozen=True, slots=True)
class Looked:
    """Photos of one device, what was read off them, and what the embedded recognizer says.

    `labels` are the hw_ids of the labels of ours that they show. `parts` are the photos' parts
    where the device is, with the readings there alone; None for all of a photo. `several` are the
    devices that the one photo seems to show.
    """

    photos: tuple[Photo, ...]
    readings: tuple[Reading, ...]
    embedded: Identification
    labels: tuple[str, ...] = ()
    parts: tuple[Box | None, ...] = ()
    several: Several | None = None
