"""What the log says of a photo; apart from what writes it, so that listing loads little."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo whose original is in the store: its hash, and its name as it was given."""

    sha256: str
    name: str
