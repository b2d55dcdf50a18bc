"""What the log says of a photo; apart from what writes it, so that listing loads little."""

from dataclasses import dataclass

from hwlab_cli.model import Box

NOWHERE: Box = (0, 0, 0, 0)
"""The part of a photo that shows an intake's device, among others, where nobody knows where."""


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo whose original is in the store: its hash, and its name as it was given.

    `part` is where on it the intake's device is; None where the photo shows no other, and
    `NOWHERE` where it does and nobody knows which: all that can be read there may be another's.
    """

    sha256: str
    name: str
    part: Box | None = None

    @property
    def can_be_looked_at(self) -> bool:
        """Whether anything on it is known to be the device's own."""
        return self.part != NOWHERE
