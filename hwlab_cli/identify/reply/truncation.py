"""Replies that were cut short: how that is told, and how the cut field is marked."""

from typing import Any

CUT = "\U00012345"
"""Stands where a reply was cut: a letter, so that repairing takes it along with what it touches.

From a script that has been dead for two thousand years; replies have it taken out first.
"""

_REASONS = {
    "length",
    "max_tokens",
    "max_output_tokens",
    "max_completion_tokens",
    "model_length",
    "model_context_window_exceeded",
    "incomplete",
    "content_filter",
}


def says_cut(finish_reason: str | None) -> bool:
    """Tell whether a server's finish reason means that the reply is not whole."""
    return (finish_reason or "").strip().casefold() in _REASONS


def is_cut(text: str) -> bool:
    """Tell whether a text was still going on where the reply ended."""
    return CUT in text


def body_says_cut(data: Any) -> bool:
    """Tell whether a server's whole answer, where that is what was read, has such a reason."""
    if not isinstance(data, dict):
        return False
    choices = data.get("choices")
    inside = choices[-1] if isinstance(choices, list) and choices else {}
    reasons = [
        each.get(name)
        for each in (data, inside)
        if isinstance(each, dict)
        for name in ("finish_reason", "done_reason", "stop_reason")
    ]
    return any(says_cut(reason) for reason in reasons if isinstance(reason, str))
