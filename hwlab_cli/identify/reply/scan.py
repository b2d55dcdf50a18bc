"""One pass over an object, however it is written: its brackets, its strings, where it ends."""

import re
from dataclasses import dataclass, field
from typing import Literal

from hwlab_cli.identify.reply import grammar
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.mending import Mending
from hwlab_cli.identify.reply.regions import Region

_LONGEST_GAP = 200
_NESTED_WRONGLY = 3
_Last = Literal["open", "comma", "key", "colon", "string", "close"]
_WRITTEN_AS_VALUE = {"string", "close"}


class Seen:
    """What passes over one text have seen of it, so that none looks for it again."""

    def __init__(self, text: str, effort: Effort) -> None:
        self.text = text
        self.effort = effort
        self.text_end = len(text.rstrip())
        self._no_end_from: dict[str, int] = {}
        self._next_fence = -1

    def has_no_end(self, mark: str, at: int) -> bool:
        """Tell whether what begins with a mark here is known to have no end."""
        return at >= self._no_end_from.get(mark, len(self.text))

    def remember_no_end(self, mark: str, at: int) -> None:
        """Remember that what begins with a mark here, or later, has no end."""
        self._no_end_from[mark] = at

    def fence_after(self, at: int) -> int:
        """Return where the next code fence stands, the text's end where there is none."""
        if at > self._next_fence:
            match = grammar.FENCE.search(self.text, at)
            self._next_fence = match.start() if match else len(self.text)
        return self._next_fence


@dataclass(slots=True)
class _Frame:
    """A bracket that is open, and what is whole inside of it."""

    bracket: str
    start: int
    children: list[Region] = field(default_factory=list)


class Scan:
    """Follows brackets and strings from the beginning of an object to its end."""

    def __init__(self, seen: Seen, start: int) -> None:
        self._seen = seen
        self._text = seen.text
        self._mending = Mending(seen.text, seen.effort)
        self._found = Region(start, len(seen.text), closed=False, mending=self._mending)
        self._frames: list[_Frame] = []
        # Where the last thing that counts ended, and what it was.
        self._mark = start
        self._last: _Last = "open"
        self._place: int | None = start

    def region(self) -> Region:
        """Return the region that begins at the start."""
        follow = {
            "string": self._string,
            "quote": self._string,
            "open": self._open,
            "close": self._close,
            "comma": self._comma,
            "comment": self._comment,
            "fence": self._fence,
        }
        while self._place is not None and self._seen.effort.look():
            token = grammar.TOKEN.search(self._text, self._place)
            if token is None:
                break
            follow[token.lastgroup or ""](token)
        if not self._found.closed:
            self._found.at_end = self._found.end >= self._seen.text_end
            self._found.children = [child for frame in self._frames for child in frame.children]
        return self._found

    def _go_on(self, place: int, last: _Last) -> None:
        self._place = self._mark = place
        self._last = last

    def _stop(self, end: int) -> None:
        """End the region here, unclosed."""
        self._found.end = end
        self._place = None

    def _fence(self, token: re.Match[str]) -> None:
        self._stop(token.start())

    def _comma(self, token: re.Match[str]) -> None:
        at = token.start()
        if self._in_object() and grammar.DECIMAL_COMMA.match(self._text, at):
            self._place = token.end()
            return
        self._end_bare(at)
        if self._last in {"open", "comma"} and self._mark == self._skip_blank(at):
            self._mending.replace(at, at + 1, "")
        self._go_on(token.end(), "comma")

    def _string(self, token: re.Match[str]) -> None:
        at, gap = token.start(), self._text[self._mark : token.start()]
        value = grammar.LINE_OF_VALUE.match(gap) if self._last == "key" else None
        bare = gap.strip()
        if bare == ";" and self._last in _WRITTEN_AS_VALUE:
            self._mending.replace(self._mark, at, ",")
            self._go_on(at, "comma")
            bare = ""
        if bare and bare[-1] not in ":=>(" and value is None:
            self._place = at + 1  # an inch, or an apostrophe
            return
        is_key = value is not None or (
            not bare and self._in_object() and self._last not in {"colon", "key"}
        )
        if value is not None:
            self._end_bare(self._mark + value.end())
            self._mending.replace(at, at, ",")
        elif not bare and self._last in _WRITTEN_AS_VALUE:
            self._mending.replace(at, at, ",")
        elif bare:
            self._end_key(at)
        elif self._last == "key":
            self._mending.replace(at, at, ":")
        key = grammar.KEY.match(self._text, at) if is_key else None
        end = key.end() if key else self._string_end(token)
        if end is None:
            self._found.open_string = at
            self._stop(self._seen.fence_after(at))
            return
        if token.lastgroup == "quote" or end != token.end():
            self._mending.string(at, end, is_key=is_key)
        # A string in a value's place before a colon is two: a quotation mark is missing.
        runs_on = not is_key and self._text[end : end + 1] == ":"
        self._mending.tangled = self._mending.tangled or runs_on
        self._go_on(end, "key" if is_key or runs_on else "string")

    def _end_key(self, at: int) -> None:
        """Mend what stands before a value that begins at `at`: a bare key, or its colon."""
        gap = self._text[self._mark : at]
        if self._last == "key":
            colon = grammar.COLON.fullmatch(gap)
            if not gap.strip():
                self._mending.replace(at, at, ":")
            elif colon is None or "(" in gap:
                self._mending.tangled = True
            elif gap.strip() != ":":
                self._mending.replace(self._mark, at, ":")
        elif self._last in {"open", "comma"} and grammar.KEY_AND_COLON.fullmatch(gap):
            self._mending.key(self._mark, at)
        elif gap.strip() != ":":
            self._mending.tangled = True

    def _end_bare(self, at: int) -> None:
        """Mend a bare value, and perhaps a bare key before it, that end at `at`."""
        gap = self._text[self._mark : at]
        if self._last == "key":
            colon = grammar.COLON.match(gap)
            if colon is None:
                self._mending.tangled = True
                return
            if colon.group().strip() != ":":
                self._mending.replace(self._mark, self._mark + colon.end(), ":")
            self._mending.value(self._mark + colon.end(), at)
        elif self._last == "colon":
            self._mending.value(self._mark, at)
        elif not gap.strip():
            return
        elif self._last in {"open", "comma"} and not self._in_object():
            self._mending.value(self._mark, at)
        elif self._last in {"open", "comma"} and (key := grammar.KEY_AND_COLON.match(gap)):
            self._mending.key(self._mark, self._mark + key.end())
            self._mending.value(self._mark + key.end(), at)
        else:
            self._mending.tangled = True

    def _skip_blank(self, at: int) -> int:
        """Return where the blanks before `at` begin, but not before the mark."""
        return self._mark + len(self._text[self._mark : at].rstrip())

    def _open(self, token: re.Match[str]) -> None:
        at = token.start()
        if self._frames and not self._is_value(at):
            pattern = grammar.OBJECT if token.group() == "{" else grammar.ARRAY
            if pattern.match(self._text, at):
                # Something new begins: the object before was broken off.
                self._stop(self._broken_off(at))
            else:
                self._place = token.end()
            return
        if self._last == "close" and self._frames:
            self._mending.replace(at, at, ",")
        elif self._frames and (self._last == "key" or self._text[self._mark : at].strip()):
            self._end_key(at)
        self._frames.append(_Frame(token.group(), at))
        self._go_on(token.end(), "open")

    def _close(self, token: re.Match[str]) -> None:
        """Close what a bracket closes, and what was left open inside of it."""
        wanted = "{" if token.group() == "}" else "["
        if all(frame.bracket != wanted for frame in self._frames[-_NESTED_WRONGLY:]):
            self._place = token.end()
            return
        at = token.start()
        self._end_bare(at)
        if self._last == "comma" and self._mark == self._skip_blank(at):
            self._mending.replace(self._mark - 1, self._mark, "")
        while (frame := self._frames.pop()).bracket != wanted:
            self._mending.replace(at, at, "}" if frame.bracket == "{" else "]")
        if not self._frames:
            self._stop(token.end())
            self._found.closed, self._found.children = True, frame.children
            return
        whole = Region(frame.start, token.end(), closed=True, children=frame.children)
        self._frames[-1].children.append(whole)
        self._go_on(token.end(), "close")

    def _comment(self, token: re.Match[str]) -> None:
        at, end = token.start(), self._comment_end(token)
        if end is None:
            self._place = token.end()
            return
        self._mending.replace(at, end, " ")
        gap = self._text[self._mark : at].strip()
        if gap in {":", ""}:
            self._go_on(end, "colon" if gap else self._last)
        else:
            self._end_bare(at)
            self._go_on(end, "string")

    def _comment_end(self, token: re.Match[str]) -> int | None:
        """Return where a comment ends; None where it is none (`http://…`)."""
        before = self._text[token.start() - 1]
        end = "*/" if token.group() == "/*" else "\n"
        if not (before.isspace() or before in "{[,}]\"'"):
            return None
        if self._seen.has_no_end(end, token.start()):
            return None
        found = self._text.find(end, token.end())
        if found < 0:
            self._seen.remember_no_end(end, token.start())
            return None
        return found + len(end) if end == "*/" else found

    def _string_end(self, token: re.Match[str]) -> int | None:
        """Return where the string that begins here ends; None where it never does."""
        at, quote = token.start(), self._text[token.start()]
        stop = self._seen.fence_after(at)
        if token.lastgroup == "string" and token.end() <= stop:
            return token.end()
        if self._seen.has_no_end(quote, at):
            return None
        match = grammar.STRING_ENDS[quote].search(self._text, at + 1, stop)
        if match is None:
            if stop == len(self._text):
                self._seen.remember_no_end(quote, at)
            return None
        return match.end()

    def _in_object(self) -> bool:
        return bool(self._frames) and self._frames[-1].bracket == "{"

    def _is_value(self, at: int) -> bool:
        """Tell whether a bracket at `at` belongs to what is open, by what stands before it."""
        if at - self._mark > _LONGEST_GAP:
            return False
        gap = self._text[self._mark : at]
        match self._last:
            case "key":
                return not gap.strip() or grammar.COLON.fullmatch(gap) is not None
            case "string" | "close":
                return not gap.strip() and not self._in_object()
        return not gap.strip() or grammar.KEY_AND_COLON.fullmatch(gap) is not None

    def _broken_off(self, at: int) -> int:
        """Return where an object ended that has no end: with the line, or what last counted."""
        line_end = self._text.find("\n", self._mark, at)
        if line_end >= 0:
            return line_end
        return self._mark if self._last in _WRITTEN_AS_VALUE else at
