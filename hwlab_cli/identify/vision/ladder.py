"""What is asked of a server beyond the plain request, and what is left of it once it says no."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Format = Literal["json_schema", "json_object with schema", "json_object", "none"]
Thinking = Literal["reasoning_effort", "chat_template_kwargs", "none"]

FORMATS: tuple[Format, ...] = ("json_schema", "json_object with schema", "json_object", "none")
THINKING: tuple[Thinking, ...] = ("reasoning_effort", "chat_template_kwargs", "none")

_BUDGET = "max_tokens"
_NEW_BUDGET = "max_completion_tokens"
# Words by which servers refuse a response_format without naming it.
_OF_FORMAT = ("json_schema", "json_object", "json schema", "grammar", "guided_json")


@dataclass(frozen=True, slots=True)
class Rungs:
    """How far down the ladder an endpoint's model stands.

    `dropped` are parameters that it refused by name, those of the tier's `extra_body` among them.
    """

    format: Format = FORMATS[0]
    thinking: Thinking = THINKING[0]
    dropped: frozenset[str] = field(default_factory=frozenset)

    def body(
        self,
        *,
        max_tokens: int,
        name: str,
        schema: dict[str, Any] | None,
        extra_body: dict[str, Any],
    ) -> dict[str, Any]:
        """Return what goes into a request beside model and messages."""
        budget = _NEW_BUDGET if _BUDGET in self.dropped else _BUDGET
        # Without a temperature some servers take 1, and invent.
        wanted: dict[str, Any] = {
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        match self.thinking:
            case "reasoning_effort":
                wanted["reasoning_effort"] = "none"
            case "chat_template_kwargs":
                wanted["chat_template_kwargs"] = {"enable_thinking": False}
        if schema is not None and self.format != "none":
            wanted["response_format"] = _response_format(self.format, name, schema)
        wanted |= extra_body
        body = {key: value for key, value in wanted.items() if key not in self.dropped}
        if not body.get("stream"):
            body.pop("stream_options", None)
        if not {_BUDGET, _NEW_BUDGET} & (extra_body.keys() - self.dropped):
            body[budget] = max_tokens
        return body

    def extras(self, body: dict[str, Any]) -> tuple[str, ...]:
        """Return the names of what was in force in such a body, for the record."""
        named: list[str] = []
        if "response_format" in body:
            named.append(self.format)
        named += [one for one in THINKING if one in body]
        named += sorted(body.keys() - {"response_format", "temperature", "stream", *THINKING})
        return tuple(name for name in named if name not in {_BUDGET, _NEW_BUDGET})

    def without(self, refused: Iterable[str]) -> "Rungs":
        """Return the rungs that are left when these parameters were refused."""
        rungs = self
        for name in refused:
            if name == "response_format" and rungs.format != "none":
                rungs = replace(rungs, format=_below(FORMATS, rungs.format))
            elif name == rungs.thinking:
                rungs = rungs.thinking_on()
            else:
                rungs = replace(rungs, dropped=rungs.dropped | {name})
        return rungs

    def thinking_on(self) -> "Rungs":
        """Return the rungs with the next way to switch thinking off, as this one does nothing."""
        return replace(self, thinking=_below(THINKING, self.thinking))

    def with_format_of(self, other: "Rungs") -> "Rungs":
        """Return these rungs with another's response_format."""
        return replace(self, format=other.format)

    def free(self) -> "Rungs":
        """Return the rungs without any response_format."""
        return replace(self, format="none")


def refused(
    body: dict[str, Any], named: Iterable[str], words: str, *, is_fault: bool = False
) -> set[str]:
    """Return which parameters of a request a refusal is about.

    `named` are those that it names as such (`param`, `loc`), `words` is its message; `is_fault`
    where the server broke down over it. What a request can't do without is never among them.
    """
    can_go = body.keys() - {"model", "messages", _NEW_BUDGET}
    by_name = {part for name in named for part in _parts(name)} & can_go
    if by_name:
        return by_name
    said = words.casefold()
    # One that breaks down speaks of streams and temperatures of its own.
    found = {name for name in can_go if (not is_fault or "_" in name) and _names(said, name)}
    if "response_format" in can_go and any(word in said for word in _OF_FORMAT):
        found.add("response_format")
    return found


def _names(said: str, name: str) -> bool:
    return re.search(rf"(?<![a-z_]){re.escape(name.casefold())}(?![a-z_])", said) is not None


def _parts(name: str) -> list[str]:
    return name.replace("[", ".").replace("]", "").split(".")


def _response_format(rung: Format, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    match rung:
        case "json_schema":
            described = {"name": name, "schema": schema, "strict": True}
            return {"type": "json_schema", "json_schema": described}
        case "json_object with schema":
            return {"type": "json_object", "schema": schema}
        case _:
            return {"type": "json_object"}


def _below(rungs: tuple[Any, ...], rung: Any) -> Any:
    return rungs[min(rungs.index(rung) + 1, len(rungs) - 1)]
