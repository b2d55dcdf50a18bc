"""What the page on the code's layout names is there: rooms, files, and what to look at in them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hwlab_cli"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_NAME = re.compile(r"`([^`]+)`")
# | `file` | `names` | what to do |
WALKS = re.findall(r"^\| `([^`]+\.py)` \| (`[^|]+) \|", PAGE, re.MULTILINE)


def found(path: str) -> Path | None:
    """Return a file or folder that the page names, whose paths begin in the package or the root."""
    places = [base / path for base in (PACKAGE, ROOT)]
    return next((place for place in places if place.exists()), None)


def test_every_path_is_there() -> None:
    named = [name for name in _NAME.findall(PAGE) if re.fullmatch(r"[\w.-]+(/[\w.-]*)+", name)]
    assert len(named) > 40
    assert [name for name in named if not found(name)] == []


def test_every_room_has_its_line() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert [room for room in sorted(rooms) if f"`{room}/`" not in PAGE] == []
    single = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert [file for file in sorted(single) if f"`{file}`" not in PAGE] == []


@pytest.mark.parametrize(("file", "names"), WALKS, ids=[file for file, _ in WALKS])
def test_what_a_walk_names_is_there(file: str, names: str) -> None:
    path = found(file)
    assert path
    there = defined(path)
    for name in _NAME.findall(names):
        assert any(one.startswith(name) if name.endswith("_") else one == name for one in there), (
            f"{file} has no {name}"
        )


def test_there_are_walks() -> None:
    assert len(WALKS) > 15


def defined(path: Path) -> set[str]:
    """Return what a file defines at its top, and in its classes as `Class.name`."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names |= _names(node)
        if isinstance(node, ast.ClassDef):
            inner = {name for one in node.body for name in _names(one)}
            names |= {f"{node.name}.{name}" for name in inner}
    return names


def _names(node: ast.stmt) -> set[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {one.id for one in targets if isinstance(one, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()
