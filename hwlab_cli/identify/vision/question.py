"""What is asked of a model, as far as the wire is concerned."""

from typing import Any, Protocol


class Question(Protocol):
    """A prompt as it is sent: its name, its text, its template's hash, the answer's JSON schema."""

    @property
    def name(self) -> str: ...  # noqa: D102 - see above
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def hash(self) -> str: ...  # noqa: D102
    @property
    def schema(self) -> dict[str, Any] | None: ...  # noqa: D102
