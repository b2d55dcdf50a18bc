"""How the environment chooses the NetBox to test with, and what is said when there is none."""

import os
from pathlib import Path

import pytest
from netbox_server import locks
from netbox_server.choices import PROJECT, VERSION, Demand, choices
from netbox_server.installation import HERE
from netbox_server.missing import MissingError
from netbox_server.python import find_python


@pytest.fixture(autouse=True)
def no_choices(home: Path) -> None:
    """Begin without any of the variables; `home` has taken them away."""


def test_without_a_word_it_is_one_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = choices()
    assert chosen.demand is Demand.WANTED
    assert not chosen.is_theirs
    assert chosen.home == PROJECT / ".netbox"
    monkeypatch.setenv("HWLAB_TEST_NETBOX_HOME", "elsewhere")
    assert choices().home == Path.cwd() / "elsewhere"


def test_ci_demands_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "HWLAB_TEST_NETBOX=required" in (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    monkeypatch.setenv("HWLAB_TEST_NETBOX", "required")
    assert choices().demand is Demand.REQUIRED


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"": "please"}, "HWLAB_TEST_NETBOX is 'required', 'off' or not set"),
        ({"_URL": "http://127.0.0.1:8001"}, "go together"),
        ({"_TOKEN": "nbt_a.b"}, "go together"),
        ({"_DUMP": "nothing.dump"}, "is no file: nothing.dump"),
    ],
)
def test_a_choice_that_makes_no_sense_is_told(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], told: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"HWLAB_TEST_NETBOX{name}", value)
    with pytest.raises(ValueError, match=told):
        choices()


def test_the_version_is_the_same_in_both_places() -> None:
    requirements = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert f"netbox=={VERSION}" in requirements


def test_a_python_that_is_none_is_missing(tmp_path: Path) -> None:
    script = tmp_path / "python3.12"
    # As a version manager's shim does for a version that is not selected.
    script.write_text("#!/bin/sh\necho no such version >&2\nexit 127\n", encoding="utf-8")
    script.chmod(0o755)
    for named in (str(script), str(tmp_path / "nothing"), str(tmp_path)):
        with pytest.raises(MissingError, match=r"Python 3\.12 to 3\.14"):
            find_python(named)


def test_a_lock_is_held_by_one_until_it_lets_go(tmp_path: Path) -> None:
    first = locks.take(tmp_path / "folder" / "lock")
    assert first is not None
    assert locks.take(tmp_path / "folder" / "lock") is None
    os.close(first)
    again = locks.take(tmp_path / "folder" / "lock")
    assert again is not None
    os.close(again)
