"""What a model thought before it spoke, which is no answer, whatever it looks like."""

import re
from dataclasses import dataclass

_WORDS = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad)"
_TAG = re.compile(
    rf"<(?P<end>/?)\s{{0,3}}(?:seed:|ant)?{_WORDS}\b[^<>\n]{{0,40}}>"
    r"|<\|(?P<begins>begin|start|end)_(?:of_)?think(?:ing)?\|>"
    r"|<\|(?P<starts>begin|start|end)_(?:of_)?thought\|>"
    r"|\[(?P<mistral>/?)think\]|◁(?P<kimi>/?)think▷"
    rf"|<\|channel>\s{{0,3}}{_WORDS}\b|(?P<gemma><channel\|>)",
    re.IGNORECASE,
)
# Harmony, the format of gpt-oss: `<|channel|>NAME …<|message|>TEXT`, until the next such token.
_MESSAGE = re.compile(
    r"<\|channel\|>\s*(?P<name>\w{1,20})[^<]{0,100}(?:<\|constrain\|>\s*\w{0,10}\s*)?<\|message\|>"
    r"(?P<text>(?:[^<]|<(?!\|(?:end|return|call|start|channel)\|>))*+)"
)
# The same without its tokens, as some servers leave it.
_FINAL = "assistantfinal"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reply without its thinking; `unfinished` where the thinking went on to the end."""

    text: str
    stripped: bool = False
    unfinished: bool = False


def spoken(reply: str) -> Spoken:
    """Take the thinking out of a reply.

    An end without a beginning: all before it was thinking (servers eat the opening tag).
    A beginning without an end: all behind it is.
    """
    told = _of_channels(reply)
    if told is not None:
        return told
    kept: list[str] = []
    place, thinking, stripped = 0, False, False
    last = len(reply.rstrip())
    for tag in _TAG.finditer(reply):
        if tag.group().endswith("/>"):
            continue
        if _is_end(tag):
            if not thinking:
                # One end too many behind the answer is none.
                trailing = stripped and tag.end() >= last
                kept = [*kept, reply[place : tag.start()]] if trailing else []
            thinking, place, stripped = False, tag.end(), True
        elif not thinking:
            kept.append(reply[place : tag.start()])
            thinking = stripped = True
    if not thinking:
        kept.append(reply[place:])
    if not stripped:
        return Spoken(reply)
    text = "\n".join(kept)
    return Spoken(text, stripped=True, unfinished=thinking or not text.strip())


def _is_end(tag: re.Match[str]) -> bool:
    named = [tag["end"], tag["mistral"], tag["kimi"], tag["gemma"]]
    return any(named) or "end" in {(tag[name] or "").lower() for name in ("begins", "starts")}


def _of_channels(reply: str) -> Spoken | None:
    if "<|channel|>" in reply:
        said = [(match["name"].lower(), match["text"]) for match in _MESSAGE.finditer(reply)]
        if said:
            spoken = [text for name, text in said if name == "final"] or [
                text for name, text in said if name == "commentary"
            ]
            return Spoken("\n".join(spoken), stripped=True, unfinished=not spoken)
    if reply.lstrip()[:8] == "analysis" and not reply.lstrip()[8:9].isspace():
        _, found, text = reply.rpartition(_FINAL)
        if found:
            return Spoken(text, stripped=True)
    return None
