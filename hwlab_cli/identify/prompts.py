"""What models are asked: templates with named slots, from hwlab or from a user's own folder."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from hwlab_cli.errors import ConfigError
from hwlab_cli.identify.grounding.whole import whole_in
from hwlab_cli.identify.hints import hints, masked
from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.regions import regions
from hwlab_cli.identify.schema import CHOICE, IDENTIFICATION
from hwlab_cli.identify.values import clean
from hwlab_cli.model import Identification, IdentifiedField, Reading

IDENTIFY, REFINE, CHOOSE, RESEARCH = "identify", "refine", "choose", "research"
NEEDED = {
    IDENTIFY: {"schema", "readings"},
    REFINE: {"schema", "readings", "earlier", "hint"},
    CHOOSE: {"schema", "readings", "candidates"},
    RESEARCH: {"schema", "readings", "pages"},
}
"""The slots that each prompt must have."""
ALLOWED = {**NEEDED, IDENTIFY: {*NEEDED[IDENTIFY], "hint"}}
"""The slots that it may have."""

_SLOT = re.compile(r"\{\{([^{}]*)\}\}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONGEST_TEMPLATE = 64 * 1024
_LONGEST_HINT = 2_000
_MOST_CANDIDATES = 50
_IDENTIFIERS = (
    IdentifiedField.SERIAL,
    IdentifiedField.PART_NUMBER,
    IdentifiedField.ASSET_TAG,
    IdentifiedField.MAC_ADDRESSES,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked.

    `hash` tells which template it was made from; `schema` is that of the answer; `examples`
    are objects standing in the text, which are no answer when they are echoed.
    """

    name: str
    text: str
    hash: str
    schema: dict[str, Any] | None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with its slots open, and the file that it is from."""

    name: str
    text: str
    file: Path

    @property
    def hash(self) -> str:
        """The first 12 hexadecimal digits of its SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def load(name: str, folder: str = "") -> Template:
    """Return a prompt's template: the user's where the folder has one, else hwlab's own.

    Raises ConfigError for a folder that is not there, a file that can't be read, and slots
    that are unknown or missing.
    """
    own = _in_folder(name, folder) if folder else None
    path = own or _shipped(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigError(
            f"the prompt can't be read: {(reason or 'no reason given').lower()}",
            item=str(path),
            hint="mend the file, or remove it to have hwlab's own",
        ) from error
    _check(name, text, path)
    return Template(name, text, path)


def load_all(folder: str = "") -> list[Template]:
    """Return every prompt's template in force."""
    return [load(name, folder) for name in NEEDED]


def identify(
    template: Template, readings: Sequence[Reading], embedded: Identification, hint: str = ""
) -> Prompt:
    """Ask what is on the photos; `hint` is what a person says of it."""
    slots = {"readings": _told(readings, embedded), "hint": _from_person(hint)}
    return _filled(template, IDENTIFICATION, slots)


def refine(
    template: Template,
    readings: Sequence[Reading],
    embedded: Identification,
    earlier: Identification,
    hint: str,
) -> Prompt:
    """Ask again, given an earlier answer and what a person says to it."""
    answer = _answer(earlier)
    slots = {
        "readings": _told(readings, embedded),
        "hint": _from_person(hint),
        "earlier": fenced([answer]),
    }
    prompt = _filled(template, IDENTIFICATION, slots)
    # That all of it was right is an answer too.
    examples = tuple(one for one in prompt.examples if one != answer)
    return Prompt(prompt.name, prompt.text, prompt.hash, prompt.schema, examples)


def choose(
    template: Template,
    readings: Sequence[Reading],
    embedded: Identification,
    candidates: Sequence[str],
) -> Prompt:
    """Ask which of several device types it is; the first 50 are numbered from 1."""
    numbered = [f"{n}. {one}" for n, one in enumerate(candidates[:_MOST_CANDIDATES], start=1)]
    slots = {"readings": _told(readings, embedded), "candidates": fenced(numbered)}
    return _filled(template, CHOICE, slots)


def research(
    template: Template,
    readings: Sequence[Reading],
    embedded: Identification,
    pages: Sequence[str],
) -> Prompt:
    """Ask what is on the photos once more, given what was found of it; a line for each page."""
    slots = {"readings": _told(readings, embedded), "pages": fenced(pages)}
    return _filled(template, IDENTIFICATION, slots)


def fenced(lines: Sequence[str]) -> str:
    """Return lines of data between fences which nothing in them can close.

    Each stays one line, in characters that only say something.
    """
    body = "\n".join(_flat(line) for line in lines)
    return f"```text\n{body}\n```"


def _flat(line: str) -> str:
    return " ".join(clean(line).replace("`", "'").split())


def _told(readings: Sequence[Reading], embedded: Identification) -> str:
    return fenced(hints(readings, embedded) or ["nothing"])


def _from_person(hint: str) -> str:
    if not hint.strip():
        return ""
    lines = [line for line in hint[:_LONGEST_HINT].splitlines() if line.strip()]
    return f"A person who has the thing at hand says of it:\n\n{fenced(lines)}"


def _answer(earlier: Identification) -> str:
    """Return an earlier answer as JSON, its numbers masked where they are not proven."""
    fields = earlier.fields_to_json()
    hidden = [
        value
        for name in _IDENTIFIERS
        if name not in earlier.proven
        for value in _values(fields[name.value])
    ]
    text = json.dumps(fields, ensure_ascii=False)
    return masked(text, [span for value in hidden for span in whole_in(text, value)])


def _values(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _filled(template: Template, schema: dict[str, Any], slots: dict[str, str]) -> Prompt:
    known = {**slots, "schema": f"```json\n{json.dumps(schema, separators=(',', ':'))}\n```"}
    # In one go: what looks like a slot in what was filled in is data.
    text = _SLOT.sub(lambda slot: known[slot.group(1).strip()], template.text).strip() + "\n"
    text = _EMPTY_LINES.sub("\n\n", text)
    return Prompt(template.name, text, template.hash, schema, _objects(text))


def _objects(text: str) -> tuple[str, ...]:
    found = (text[one.start : one.end] for one in regions(text, Effort()))
    return tuple(dict.fromkeys(found))


def _check(name: str, text: str, path: Path) -> None:
    slots = {match.group(1).strip() for match in _SLOT.finditer(text)}
    allowed = "{{" + "}}, {{".join(sorted(ALLOWED[name])) + "}}"
    unknown, missing = sorted(slots - ALLOWED[name]), sorted(NEEDED[name] - slots)
    if unknown:
        raise ConfigError(
            f"there is no slot {{{{{unknown[0]}}}}} in this prompt",
            item=str(path),
            hint=f"it may have {allowed}",
        )
    if missing:
        raise ConfigError(
            f"the slot {{{{{missing[0]}}}}} is missing",
            item=str(path),
            hint=f"it must have {'{{' + '}}, {{'.join(sorted(NEEDED[name])) + '}}'}",
        )
    if len(text) > _LONGEST_TEMPLATE:
        raise ConfigError(
            "the prompt is longer than 64 KiB", item=str(path), hint="models read short ones best"
        )


def _in_folder(name: str, folder: str) -> Path | None:
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise ConfigError(
            "there is no such folder",
            item=f"prompts.folder: {folder}",
            hint="name a folder with prompts of your own, or leave it empty",
        )
    file = path / f"{name}.md"
    return file if file.exists() else None


def _shipped(name: str) -> Path:
    installed = Path(str(files("hwlab_cli"))) / "prompts" / f"{name}.md"
    # In a checkout they stand beside the package.
    return installed if installed.exists() else installed.parents[2] / "prompts" / f"{name}.md"
