"""The pages that are made from the code: as the code is, and sound."""

import os
import re
import shutil
import subprocess

import pytest
from json_contract import undocumented

from hwlab_cli import __version__
from hwlab_cli.config import SECTIONS, variable
from hwlab_cli.show import lines
from hwlab_cli.show.line_types import LINE_TYPES
from reference import man_page
from reference.command_tree import commands
from reference.pages import PAGES, Page

_REQUIRED = os.environ.get("HWLAB_TEST_SHELLS", "").strip() == "required"
MAN = next(page.path for page in PAGES if page.path.suffix == ".1")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_the_page_is_as_the_code_is(page: Page) -> None:
    assert page.path.read_text(encoding="utf-8") == page.wanted(), "run `make reference`"


def test_a_page_that_has_no_place_for_it_is_an_error() -> None:
    hand_written = Page(PAGES[0].path.with_name("privacy.md"), lambda: "made")
    with pytest.raises(ValueError, match="0 places"):
        hand_written.wanted()


def test_every_line_that_can_be_written_is_told_of_once() -> None:
    told = [(one.type, one.commands) for one in LINE_TYPES]
    assert len(told) == len(set(told))
    for one in LINE_TYPES:
        names = [field.name for field in one.fields]
        assert len(names) == len(set(names)), one


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"message": None}, "message is not text: None"),
        ({"exit_code": True}, "exit_code is not integer: True"),
        ({"more": 1}, "more is unknown"),
        ({"type": "eror"}, "no type of line is called 'eror'"),
    ],
)
def test_a_line_that_differs_is_seen(change: dict[str, object], mistake: str) -> None:
    line = {"type": "error", "exit_code": 4, "message": "m", "hint": None, "item": "i"}
    assert undocumented(line) == []
    assert undocumented({**line, **change}) == [mistake]
    del line["hint"]
    assert undocumented(line) == ["hint is missing"]


@pytest.mark.parametrize(
    ("evidence", "mistake"),
    [
        ({"serial": [{"kind": "text", "text": "7XK2", "photo": None}]}, "evidence.box is missing"),
        ({"serial": [{"kind": "text", "text": "7XK2", "photo": None, "box": [[1, "2"]]}]}, "box"),
        ({"serial": {"kind": "text"}}, "evidence is not object of lists of objects"),
    ],
)
def test_what_differs_inside_a_line_is_seen(evidence: object, mistake: str) -> None:
    from hwlab_cli.model import Identification

    line = lines.device(Identification(), [])
    assert undocumented(line) == []
    (found,) = undocumented({**line, "evidence": evidence})
    assert mistake in found


def test_the_man_page_has_every_command_option_and_variable() -> None:
    text = re.sub(r"\\f[BR]|\\&", "", MAN.read_text(encoding="utf-8"))
    for escaped, plain in {r"\-": "-", r"\(aq": "'", r"\(ga": "`", r"\e": "\\"}.items():
        text = text.replace(escaped, plain)
    rows = text.splitlines()
    assert f'.TH HWLAB 1 "" "hwlab {__version__}" "User Commands"' in rows
    for one in list(commands())[1:]:
        part = text.split(f".SS {one.line}\n")[1].split("\n.S")[0].splitlines()
        assert [name for name, _ in one.parameters if name not in part] == []
    for name, section in SECTIONS.items():
        assert {variable(f"{name}.{key}") for key in section.model_fields} <= set(rows)


def test_nothing_in_the_man_page_is_taken_for_a_request() -> None:
    requests = {
        row.split()[0] for row in MAN.read_text(encoding="utf-8").splitlines() if row[0] in ".'"
    }
    assert requests == {".TH", ".SH", ".SS", ".TP", ".PP", '.\\"'}
    assert man_page._plain(".profile isn't `-x`") == "\\&.profile isn\\(aqt \\fB\\-x\\fR"


def test_the_man_page_is_one_to_those_who_show_it() -> None:
    if mandoc := shutil.which("mandoc"):
        command = [mandoc, "-T", "lint", "-W", "style", str(MAN)]
    elif (man := shutil.which("man")) and shutil.which("groff"):
        command = [man, "--warnings", "-l", str(MAN)]
    else:
        assert not _REQUIRED, "there is no mandoc"
        pytest.skip("neither mandoc nor man is here; the tests above look at its structure")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    told = done.stderr + (done.stdout if command[0] == mandoc else "")
    # What is not released has no date.
    assert [row for row in told.splitlines() if "missing date" not in row] == []
