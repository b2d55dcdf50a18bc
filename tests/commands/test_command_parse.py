"""`hwlab parse`: what scripts rely on, what people see, and what can't be read."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import Hwlab, unsafe_characters

DELL = {"manufacturer": "Dell", "model": "R630", "serial": "000451", "confidence": 0.9}
CISCO = {"manufacturer": "Cisco", "model": "C9300-48P", "serial": "FOC1932X0K1"}
FIELDS = (
    *("manufacturer", "model", "part_number", "serial", "asset_tag", "category"),
    *("mac_addresses", "u_height", "specs", "ai_notes", "confidence"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reply.txt"
    path.write_text(f"Two:\n```json\n{json.dumps([DELL, CISCO])}\n```", encoding="utf-8")
    return path


def test_it_writes_a_device_a_line_then_how_it_was_read(hwlab: Hwlab, file: Path) -> None:
    ran = hwlab("parse", file, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert [line["type"] for line in ran.lines] == ["device", "device", "parse"]
    first, second, last = ran.lines
    assert {name: first[name] for name in DELL} == DELL
    assert {name: second[name] for name in CISCO} == CISCO
    assert second["confidence"] is None
    assert set(FIELDS) <= set(first)
    assert (first["proven"], first["evidence"], first["photos"]) == ([], {}, [])
    assert last == {
        "type": "parse",
        "devices": 2,
        "repairs": ["left out the text around the JSON"],
        "truncated": False,
    }


@pytest.mark.parametrize("arguments", [["-"], []])
def test_it_reads_standard_input(hwlab: Hwlab, arguments: list[str]) -> None:
    ran = hwlab("parse", *arguments, "--json", stdin=json.dumps(DELL))
    assert ran.code == 0
    assert ran.lines[0]["serial"] == "000451"


def test_its_own_output_is_a_reply_like_any_other(hwlab: Hwlab, file: Path) -> None:
    once = hwlab("parse", file, "--json")
    again = hwlab("parse", "--json", stdin=once.out)
    assert again.of_type("device") == once.of_type("device")


def test_a_server_may_say_that_it_cut_the_reply(hwlab: Hwlab) -> None:
    ran = hwlab("parse", "--finish-reason", "length", "--json", stdin=json.dumps(DELL))
    assert ran.code == 0
    assert ran.lines[0]["confidence"] is None
    assert ran.lines[-1]["truncated"] is True


def test_half_a_serial_is_none(hwlab: Hwlab) -> None:
    ran = hwlab("parse", "--json", stdin='{"manufacturer": "Dell", "serial": "0004')
    assert ran.code == 0
    assert (ran.lines[0]["manufacturer"], ran.lines[0]["serial"]) == ("Dell", None)
    assert ran.lines[-1]["truncated"] is True


def test_no_answer_is_6_and_shows_how_the_reply_begins(hwlab: Hwlab, tmp_path: Path) -> None:
    path = tmp_path / "refusal.txt"
    path.write_text("I can't tell.\x1b[31m\n[bold]Sorry[/bold]", encoding="utf-8")
    ran = hwlab("parse", path, "--json")
    assert ran.code == 6
    error, last = ran.lines
    assert (error["type"], error["exit_code"], error["item"]) == ("error", 6, str(path))
    assert "begins “I can't tell. [31m [bold]Sorry[/bold]”" in error["message"]
    assert error["hint"]
    assert last == {"type": "parse", "devices": 0, "repairs": [], "truncated": False}
    assert list(unsafe_characters(ran.err)) == []


def test_an_answer_that_was_not_reached_says_so(hwlab: Hwlab) -> None:
    ran = hwlab("parse", "--json", stdin='<think>{"model": "R630"}')
    assert ran.code == 6
    assert "still thinking" in ran.lines[0]["message"]
    assert ran.lines[-1]["truncated"] is True


def test_people_see_a_card_a_device_and_what_it_took(hwlab: Hwlab, file: Path) -> None:
    ran = hwlab("parse", file)
    assert (ran.code, ran.err) == (0, "")
    flat = " ".join(ran.out.split())
    assert "device 1 of 2" in flat
    assert "serial 000451 ?" in flat
    assert "FOC1932X0K1 ?" in flat
    assert "To read it took: left out the text around the JSON" in flat


def test_what_only_a_model_says_is_shown_too(hwlab: Hwlab) -> None:
    reply = {
        **DELL,
        "u_height": "2U",
        "specs": {"cpu": "2x [red]Xeon[/red]"},
        "ai_notes": "worn\x1b[31m label",
        "model": "[bold]R630",
    }
    ran = hwlab("parse", stdin=json.dumps(reply)[:-1])
    flat = " ".join(ran.out.split())
    assert list(unsafe_characters(ran.out)) == []
    for shown in ("height 2 U", "cpu 2x [red]Xeon[/red]", "notes worn label", "[bold]R630 ?"):
        assert shown in flat
    assert "The reply was cut short" in flat
    assert "confidence" not in flat.partition("the reply was cut short")[0]


def test_a_file_that_is_not_there_is_9(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("parse", tmp_path / "no.txt", "--json")
    assert ran.code == 9
    (error,) = ran.lines
    assert (error["message"], error["item"]) == ("no such file", str(tmp_path / "no.txt"))


def test_a_folder_is_a_mistake(hwlab: Hwlab, tmp_path: Path) -> None:
    ran = hwlab("parse", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "this is a folder" in ran.err


def test_a_file_without_rights_is_named(
    hwlab: Hwlab, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Path.open

    def refuse(path: Path, *arguments: str, **options: str) -> object:
        # Tests may run as root, for whom no file is without rights.
        if path == file:
            raise PermissionError(13, "Permission denied", str(file))
        return really(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    ran = hwlab("parse", file, "--json")
    assert ran.code == 2
    assert ran.lines[0]["message"] == "can't be read: permission denied"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)), b"\0" * 9]
)
def test_what_is_no_text_is_6(hwlab: Hwlab, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    ran = hwlab("parse", path, "--json")
    assert ran.code == 6
    assert ran.lines[0]["message"] == "this is not text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_text_in_other_encodings(hwlab: Hwlab, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "reply.json"
    path.write_text(json.dumps({**DELL, "ai_notes": "Prüfplakette"}, ensure_ascii=False), encoding)
    ran = hwlab("parse", path, "--json")
    assert ran.code == 0
    assert ran.lines[0]["serial"] == "000451"
    if encoding != "latin-1":
        assert ran.lines[0]["ai_notes"] == "Prüfplakette"


@pytest.mark.parametrize("more", [0, 1])
def test_a_megabyte_is_read_and_no_more(hwlab: Hwlab, tmp_path: Path, more: int) -> None:
    path = tmp_path / "reply.json"
    text = json.dumps(DELL)
    path.write_text(text + " " * ((1 << 20) - len(text) + more), encoding="utf-8")
    ran = hwlab("parse", path, "--json")
    assert ran.code == (6 if more else 0)
    if more:
        assert "longer than 1 MiB" in ran.lines[0]["message"]


def test_a_pipe_is_read(hwlab: Hwlab, file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", str(file), str(pipe)]) as writer:
        ran = hwlab("parse", pipe, "--json")
        assert writer.wait(60) == 0
    assert [line["type"] for line in ran.lines] == ["device", "device", "parse"]


def test_nothing_is_written(hwlab: Hwlab, home: Path, file: Path) -> None:
    assert hwlab("parse", file).code == 0
    assert not home.exists()


def test_it_starts_without_what_only_photos_and_netbox_need(file: Path, home: Path) -> None:
    from test_command_start_up import SLOW, loaded

    assert loaded(home, "parse", str(file), "--json") & SLOW == set()
