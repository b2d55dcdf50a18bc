"""Which pages are made from the code, and from what."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reference import command_pages, exit_codes, json_lines, man_page, setting_names, settings

ROOT = Path(__file__).parents[1]
_MADE = re.compile(r"(?<=<!-- made by make reference -->\n).*?(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A file of which a part, or all, is made; what stands around that part is written by hand."""

    path: Path
    made: Callable[[], str]
    is_whole: bool = False

    def wanted(self) -> str:
        """Return what the file should have in it."""
        if self.is_whole:
            return self.made()
        there = self.path.read_text(encoding="utf-8")
        made, count = _MADE.subn(lambda _: f"\n{self.made().strip()}\n\n", there)
        if count != 1:
            raise ValueError(f"{self.path.name} has {count} places to write to, not one")
        return made


PAGES = (
    Page(ROOT / "docs" / "commands.md", command_pages.made),
    Page(ROOT / "docs" / "configuration.md", settings.made),
    Page(ROOT / "docs" / "exit-codes.md", exit_codes.made),
    Page(ROOT / "docs" / "json.md", json_lines.made),
    Page(ROOT / "docs" / "hwlab.1", man_page.made, is_whole=True),
    Page(ROOT / "hwlab_cli" / "completion" / "settings.tsv", setting_names.made, is_whole=True),
)
