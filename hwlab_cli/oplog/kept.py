"""What the log says of a photo; apart from what writes it, so that listing loads little."""

from dataclasses import dataclass

from hwlab_cli.model import Box


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo whose original is in the store: its hash, and its name as it was given.

    `part` is where on it the intake's device is; None where the photo shows no other.
    """

    sha256: str
    name: str
    part: Box | None = None
