"""What came of asking a model, and what is recorded of it."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask of one tier, as it is recorded with an identification.

    `prompt` is the prompt's hash, `extras` what was in force beyond the plain request,
    `requests` how many went out, `thought` whether the model thought before it spoke, `error` why
    there was no answer, else empty. `answered_by` is the server's word: many repeat whatever name
    they were asked for.
    """

    tier: str
    endpoint: str
    model: str
    answered_by: str = ""
    prompt: str = ""
    seconds: float = 0.0
    first_token_seconds: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    finish_reason: str | None = None
    extras: tuple[str, ...] = ()
    requests: int = 0
    notes: tuple[str, ...] = ()
    thought: bool = False
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return asdict(self) | {"extras": list(self.extras), "notes": list(self.notes)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Asked":
        """Read back what `to_json` wrote; what later versions added is left out."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("extras", "notes"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """An answer that was read: its value, the model's own text, and how it came."""

    value: T
    text: str
    asked: Asked
