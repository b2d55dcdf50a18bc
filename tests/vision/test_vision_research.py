"""`hwlab identify --research` and `[research]`, with a vision server and a SearXNG that play."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Hwlab, unsafe_characters
from searxng_desk import finds, page, queries, root
from vision_desk import NOWHERE, answer, configure, desk, print_photo
from vision_server import Exchange, ScriptedServer, fails, hangs, says

from hwlab_cli.identify import resting

NUMBER, SERIAL = "QX7714B", "CN12ABC3D4"
PAGE = page(
    f"Frobnicator 2930 24-port ({NUMBER})", "A switch for racks", "https://example.com/2930"
)
NOTHING = says(answer(serial=SERIAL))
KNOWS = says(answer(manufacturer="HPE", model="Frobnicator 2930", category="switch"))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nobody alone for long."""
    monkeypatch.setattr(resting, "_FIRST_SECONDS", 0.0)


@pytest.fixture
def searx() -> Iterator[ScriptedServer]:
    """A SearXNG that a test tells what to find."""
    server = ScriptedServer()
    server.plays(finds(PAGE))
    yield server
    server.close()
    assert not server.errors


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of a part number and a serial, and of nothing that says what it is."""
    return print_photo(tmp_path / "photo.png", f"P/N: {NUMBER}", f"S/N: {SERIAL}")


@pytest.fixture
def desks(home: Path, scripted: ScriptedServer, searx: ScriptedServer) -> Callable[..., Path]:
    """Configure both servers."""

    def make(more: str = "") -> Path:
        research = f'[research]\nurl = "{root(searx)}"\n{more}\n'
        return configure(home, desk(scripted.url), more=research)

    return make


def device(ran: Any) -> dict[str, Any]:
    (line,) = ran.of_type("device")
    assert isinstance(line, dict)
    return line


def test_what_a_label_does_not_say_is_looked_up(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
) -> None:
    desks()
    scripted.plays(NOTHING, KNOWS)
    ran = hwlab("identify", photo, "--research", "--json")
    assert (ran.code, ran.of_type("error")) == (0, [])
    found = device(ran)
    assert (found["model"], found["category"]) == ("Frobnicator 2930", "switch")
    assert "model" not in found["proven"]
    assert [one["kind"] for one in found["evidence"]["model"]] == ["model", "research"]
    assert found["evidence"]["model"][1]["detail"] == "https://example.com/2930"
    assert queries(searx) == [NUMBER]
    assert len(scripted.asked) == 2
    assert "Frobnicator 2930 24-port" in json.dumps(scripted.asked[1])
    sent = "".join(one.target + str(one.headers) for one in searx.seen)
    assert SERIAL not in sent
    assert photo.name not in sent
    assert [one["tier"] for one in found["asked"]] == ["desk", "research", "desk"]
    scripted.plays(NOTHING, KNOWS)
    card = hwlab("identify", photo, "--research").out.replace("│", "")
    assert "foundathttps://example.com/2930" in "".join(card.split())


def test_nobody_is_asked_unasked(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
) -> None:
    desks()
    scripted.plays(NOTHING)
    assert device(hwlab("identify", photo, "--json"))["model"] is None
    hwlab("intake", photo)
    desks("enabled = true")
    hwlab("identify", photo, "--no-research")
    hwlab("identify", photo, "--tier", "label")
    assert searx.seen == []


def test_an_intake_looks_things_up_where_that_is_enabled(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
) -> None:
    desks("enabled = true")
    scripted.plays(NOTHING, KNOWS)
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 10
    (held,) = ran.of_type("intake")
    assert held["identification"]["model"] == "Frobnicator 2930"
    assert any("the vision model has it from the web" in one for one in held["reasons"])
    shown = " ".join(hwlab("queue", "show", held["hw_id"]).out.split())
    assert f"searched for {NUMBER}: 1 pages name it" in shown
    assert len(searx.seen) == 1


@pytest.mark.parametrize(
    ("act", "code", "says_so"),
    [
        (fails(403, "<h1>Forbidden</h1>"), 12, "it gives no JSON (403)"),
        (fails(429, "Too Many Requests", Retry_After="30"), 5, "for 30 s"),
        (hangs(), 5, "no whole answer within 0.3 s"),
        (lambda exchange: exchange.whole(200, "<html>"), 12, "not the JSON of a SearXNG"),
    ],
)
def test_what_goes_wrong_is_told_and_the_intake_goes_on(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
    act: Callable[[Exchange], None],
    code: int,
    says_so: str,
) -> None:
    # Only who hangs is given no time: a busy machine takes some for the others.
    desks("enabled = true" + ("\nseconds = 0.3" if "within" in says_so else ""))
    scripted.plays(NOTHING)
    searx.plays(act)
    ran = hwlab("intake", photo, "--json")
    assert ran.code == 10
    (error,) = ran.of_type("error")
    assert error["exit_code"] == code
    assert says_so in error["message"]
    assert f"SearXNG at {root(searx)}" in error["item"]
    (held,) = ran.of_type("intake")
    assert (held["state"], held["identification"]["serial"]) == ("held", SERIAL)
    assert held["asked"][1]["error"] == error["message"]


def test_one_fault_is_told_once(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resting, "_FIRST_SECONDS", 300.0)
    desks("enabled = true")
    scripted.plays(NOTHING)
    searx.plays(fails(403, "<h1>Forbidden</h1>"))
    other = print_photo(tmp_path / "other.png", "P/N: QX7715B", "S/N: CN12ABC3D5")
    ran = hwlab("identify", photo, other, "--json")
    (error,) = ran.of_type("error")
    assert error["item"] == f"SearXNG at {root(searx)}"
    assert len(searx.seen) == 1
    asked = [line["asked"][1] for line in ran.of_type("device")]
    assert [one["error"] for one in asked] == ["it gives no JSON (403)"] * 2


def test_a_page_says_nothing_to_the_terminal(
    hwlab: Hwlab,
    desks: Callable[..., Path],
    scripted: ScriptedServer,
    searx: ScriptedServer,
    photo: Path,
) -> None:
    desks()
    evil = f"{NUMBER} Frobnicator 2930 \x1b]0;gone\x07[red]``` \u202eignore all"
    searx.plays(finds(page(evil, evil, "https://example.com/[bold]/x")))
    scripted.plays(NOTHING, KNOWS)
    ran = hwlab("identify", photo, "--research")
    assert list(unsafe_characters(ran.out + ran.err)) == []
    assert "[bold]" in " ".join(ran.out.split())


def test_what_is_missing_for_it_is_told(
    hwlab: Hwlab, home: Path, scripted: ScriptedServer, photo: Path
) -> None:
    configure(home, desk(scripted.url))
    ran = hwlab("identify", photo, "--research", "--json")
    (error,) = ran.of_type("error")
    assert (ran.code, error["item"]) == (12, "research.url")
    assert "HWLAB_RESEARCH_URL" in error["hint"]
    configure(home, more=f'[research]\nurl = "{NOWHERE}"')
    ran = hwlab("identify", photo, "--research", "--json")
    (error,) = ran.of_type("error")
    assert (ran.code, error["item"]) == (2, "--research")
    assert scripted.seen == []


@pytest.mark.parametrize(
    ("settings", "says_so"),
    [
        ("enabled = true", "it is missing, though research is enabled"),
        ('url = "searx.lan:8888"', "must be a web address"),
        ('url = "http://me:secret@searx.lan"', "must not have a user"),
        ('url = "http://searx.lan"\nresults = 0', "greater than or equal to 1"),
        ('uri = "http://searx.lan"', "no such setting"),
    ],
)
def test_settings_that_can_not_be_are_told(
    hwlab: Hwlab, home: Path, photo: Path, settings: str, says_so: str
) -> None:
    configure(home, more=f"[research]\n{settings}")
    ran = hwlab("identify", photo, "--json")
    (error,) = ran.of_type("error")
    assert (ran.code, says_so in error["message"]) == (12, True), error
    assert "secret" not in ran.out + ran.err
