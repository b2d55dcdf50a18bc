"""Draw the terminal of the README: real runs of the command, as a person sees them, as SVG.

The commands run at a terminal of their own, on a state folder that is gone afterwards. What
differs from run to run, the hw_id, is always the one that the documents use.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "terminal.svg"
COMMANDS = (
    "hwlab intake examples/dell-server.jpg",
    "hwlab label HW-4F7K2M98 --size zebra-2x1 --output label.png",
)
_TITLE = "hwlab"
_COLUMNS, _ROWS = 80, 60
_SECONDS = 120
_ANY_HW_ID = re.compile(r"HW-[0-9A-HJKMNP-TV-Z]{8}")
_HW_ID = "HW-4F7K2M98"
# No font is fetched from anywhere: each system has its own.
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: {char_height}px;
    line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Draw the picture again."""
    PICTURE.write_text(drawn(seen()), encoding="utf-8")
    print(PICTURE.relative_to(ROOT))


def seen() -> list[Text]:
    """Run the commands; return what the terminal shows of each and of its prompt, line by line."""
    found: list[Text] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(ROOT / "examples")
        (Path(folder) / "config.toml").touch()
        hw_id = _HW_ID
        for command in COMMANDS:
            shown = _run(command.replace(_HW_ID, hw_id), Path(folder))
            if named := _ANY_HW_ID.search("".join(line.plain for line in shown)):
                hw_id = named.group()
            found += [Text.assemble(("$ ", "green"), (command, "bold")), *shown]
    return found


def _run(command: str, folder: Path) -> list[Text]:
    screen = pyte.Screen(_COLUMNS, _ROWS)
    stream = pyte.ByteStream(screen)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HWLAB_")},
        "HWLAB_HOME": str(folder / "state"),
        "HWLAB_CONFIG": str(folder / "config.toml"),
        "TERM": "xterm-256color",
    }
    environment.pop("NO_COLOR", None)
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable,
        ["-m", "hwlab_cli", *shlex.split(command)[1:]],
        cwd=folder,
        env=environment,
        dimensions=(_ROWS, _COLUMNS),
        timeout=_SECONDS,
    )
    child.expect(pexpect.EOF)
    stream.feed(child.before or b"")
    child.close()
    if child.exitstatus:
        raise RuntimeError(f"{command} ended with {child.exitstatus}: {screen.display}")
    lines = [_line(screen, row) for row in range(_ROWS)]
    while lines and not lines[-1].plain:
        lines.pop()
    return lines


def _line(screen: pyte.Screen, row: int) -> Text:
    line = Text()
    for column in range(_COLUMNS):
        one = screen.buffer[row][column]
        style = _color(one.fg)
        if one.bold:
            style += " bold"
        line.append(one.data, style.strip() or None)
    line.rstrip()
    return line


def _color(name: str) -> str:
    if name == "default":
        return ""
    if re.fullmatch("[0-9a-f]{6}", name):
        return f"#{name}"
    return name.replace("brown", "yellow").replace("bright", "bright_")


def drawn(lines: list[Text]) -> str:
    """Return a picture of a terminal that shows these lines."""
    console = Console(width=_COLUMNS, record=True, file=io.StringIO(), force_terminal=True)
    for line in lines:
        plain = line.plain
        # A name of as many characters takes its place: every style stays where it is.
        line.plain = _ANY_HW_ID.sub(_HW_ID, plain)
        console.print(line, soft_wrap=True)
    return console.export_svg(title=_TITLE, code_format=_FORMAT, unique_id="hwlab")


if __name__ == "__main__":
    main()
