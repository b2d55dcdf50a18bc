"""The answer to a shell: a line that says what comes, then a line for each word.

A line is a word and, behind a tab, what it means. Neither has anything in it that a shell or a
terminal would act upon: words that a shell would have to quote are left out, and meanings, which
come from photos and models too, are made harmless.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence

from hwlab_cli.completion.place import Place, place
from hwlab_cli.completion.sources import Kind, Word, kind_of, words
from hwlab_cli.show.plain import one_line

SHELLS = ("bash", "zsh", "fish")

_PLAIN = re.compile(r"[A-Za-z0-9._=:/@%+-]+")
_LONGEST = 70


def main(shell: str) -> None:
    """Answer on standard output what can stand for the last of this process's arguments.

    Whatever goes wrong: a shell gets nothing then, and a person who only pressed a key sees
    nothing of it.
    """
    *before, typed = sys.argv[1:] or [""]
    try:
        text = "".join(f"{line}\n" for line in answer(before, typed, shell))
    except Exception:  # noqa: BLE001 - a traceback would be written over what is being typed
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def answer(before: Sequence[str], typed: str, shell: str) -> Iterator[str]:
    """Yield the lines of the answer; `before` are the words after `hwlab`, `typed` the last."""
    if shell == "bash":
        before, typed = _joined(before, typed)
    here = place(before, typed)
    if here is None:
        return
    yield _kind(here).value
    # bash takes what stands before `=` for a word of its own, the others complete the whole.
    prefix = "" if shell == "bash" else here.before
    for word, meaning in _words(here):
        if _PLAIN.fullmatch(word) and word.casefold().startswith(here.typed.casefold()):
            told = one_line(meaning, _LONGEST)
            yield f"{prefix}{word}\t{told}" if told else f"{prefix}{word}"


def _joined(before: Sequence[str], typed: str) -> tuple[list[str], str]:
    """Put together again what bash takes apart: `--size`, `=` and `large` are one word."""
    found: list[str] = []
    for word in [*before, typed]:
        opens = word == "=" and bool(found) and found[-1].startswith("--")
        goes_on = bool(found) and found[-1].startswith("--") and found[-1].endswith("=")
        if opens or goes_on:
            found[-1] += word
        else:
            found.append(word)
    return found[:-1], found[-1]


def _kind(here: Place) -> Kind:
    return Kind.WORDS if here.parameter is None else kind_of(here.parameter)


def _words(here: Place) -> Iterator[Word]:
    if here.is_option:
        for one in here.options:
            if not here.used.intersection(one.opts):
                for name in (*one.opts, *one.secondary_opts):
                    if name.startswith("--"):
                        yield name, one.help or ""
    elif here.parameter is not None:
        yield from words(here)
    else:
        for name in here.names:
            yield name, here.about(name)
