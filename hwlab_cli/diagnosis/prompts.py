"""The prompts: hwlab's own, or those that a user put in their place."""

from collections.abc import Iterator
from pathlib import Path

from hwlab_cli.diagnosis.finding import Finding, note, of_error, warning
from hwlab_cli.diagnosis.ground import Ground
from hwlab_cli.errors import ConfigError
from hwlab_cli.identify import prompts


def look(ground: Ground) -> Iterator[Finding]:
    """Yield each prompt in force, and files in the user's folder that are none."""
    folder = ground.settings.prompts.folder if ground.settings else ""
    own = Path(folder).expanduser() if folder else None
    for name in prompts.NEEDED:
        try:
            found = prompts.load(name, folder)
        except ConfigError as error:
            yield of_error("prompts.prompt", error)
            if own and not own.is_dir():
                return
            continue
        details = {"hash": found.hash, "file": str(found.file)}
        if own and found.file.parent == own:
            text = f"your own takes the place of hwlab's: {found.file}"
            yield note("prompts.prompt", name, text, **details)
        else:
            yield Finding("prompts.prompt", name, "hwlab's own", details=details)
    if own:
        yield from _unused(own)


def _unused(folder: Path) -> Iterator[Finding]:
    known = {f"{name}.md" for name in prompts.NEEDED}
    for file in sorted(folder.glob("*.md")):
        if file.name not in {*known, "README.md"}:
            hint = f"call it one of {', '.join(sorted(known))}, or move it away"
            yield warning("prompts.unused", str(file), "no prompt is called so: never asked", hint)
