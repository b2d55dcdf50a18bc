"""`hwlab catalog`: what scripts rely on, what people see, and what both get told."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from catalog_set import LIBRARY, R720, models, write, yaml
from conftest import Hwlab, unsafe_characters

FILES = len(list((LIBRARY / "device-types").glob("*/*")))


@pytest.fixture
def filled(hwlab: Hwlab) -> Hwlab:
    assert hwlab("catalog", "import", LIBRARY).code == 0
    return hwlab


def test_an_import_counts_what_it_did(hwlab: Hwlab, home: Path) -> None:
    ran = hwlab("catalog", "import", LIBRARY, "--json")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.lines == [
        {
            "type": "summary",
            "types": FILES,
            "added": FILES,
            "updated": 0,
            "unchanged": 0,
            "removed": 0,
            "skipped": 0,
            "modules_ignored": 2,
            "exit_code": 0,
        }
    ]
    again = hwlab("catalog", "import", LIBRARY)
    assert again.out == f"{FILES} device types: {FILES} unchanged, 2 modules ignored\n"
    assert len(models(home)) == FILES


def test_a_broken_file_is_told_and_the_others_are_taken_in(hwlab: Hwlab, tmp_path: Path) -> None:
    write(tmp_path / "lib", "Dell", "good.yaml", yaml(R720))
    write(tmp_path / "lib", "Dell", "\x1b[31mbad.yaml", "model: [")
    ran = hwlab("catalog", "import", tmp_path / "lib", "--json")
    assert ran.code == 3
    (error,) = ran.of_type("error")
    assert error["exit_code"] == 3
    assert error["item"] == "device-types/Dell/\x1b[31mbad.yaml"
    assert error["message"].startswith("not YAML: ")
    assert (ran.summary["added"], ran.summary["skipped"]) == (1, 1)
    assert list(unsafe_characters(ran.err)) == []
    assert "bad.yaml: not YAML" in ran.err


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_what_is_no_library_is_told(hwlab: Hwlab, tmp_path: Path, home: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    ran = hwlab("catalog", "import", tmp_path / name, "--json")
    assert ran.code == 9
    (error,) = ran.lines
    assert error["item"] == str(tmp_path / name)
    assert "device-types/MAKER" in error["hint"]
    assert not home.exists()


def test_stats_tell_where_the_types_are_from(filled: Hwlab) -> None:
    ran = filled("catalog", "stats", "--json")
    (source,) = ran.of_type("source")
    assert (source["kind"], source["place"], source["types"]) == ("folder", str(LIBRARY), FILES)
    assert ran.summary == {"type": "summary", "sources": 1, "types": FILES, "exit_code": 0}
    told = filled("catalog", "stats").out
    assert f"folder {LIBRARY}: {FILES} device types of {source['manufacturers']} " in told


def test_an_empty_catalog_says_how_it_is_filled(hwlab: Hwlab, home: Path) -> None:
    assert "hwlab catalog import DIR" in hwlab("catalog", "stats").out
    ran = hwlab("catalog", "match", "R720", "--json")
    assert ran.code == 9
    assert ran.lines[0]["message"] == "the catalog is empty"
    assert "hwlab catalog sync" in ran.lines[0]["hint"]
    assert not home.exists()


def test_a_match_is_told(filled: Hwlab) -> None:
    ran = filled("catalog", "match", "WS-C3750X-24T-S V05", "--json")
    assert ran.code == 0
    (line,) = ran.lines
    expected = {
        "manufacturer": "Cisco",
        "model": "Catalyst 3750X-24T-S",
        "slug": "cisco-catalyst-3750x-24t-s",
        "part_number": "WS-C3750X-24T-S",
        "netbox_id": None,
    }
    assert line["state"] == "matched"
    assert {name: line[name] for name in expected} == expected
    (candidate,) = line["candidates"]
    assert candidate == {**expected, "score": 1.0, "why": ["its part number stands there"]}
    told = filled("catalog", "match", "WS-C3750X-24T-S V05")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[0].split() == [
        "1.00",
        "Cisco",
        "Catalyst",
        "3750X-24T-S",
        "(WS-C3750X-24T-S)",
    ]


def test_several_that_may_be_meant_wait_for_a_person(filled: Hwlab) -> None:
    ran = filled("catalog", "match", "C3750X", "--manufacturer", "Cisco", "--json")
    assert ran.code == 10
    (line,) = ran.lines
    assert line["state"] == "ambiguous"
    assert line["model"] is line["manufacturer"] is line["netbox_id"] is None
    assert len(line["candidates"]) == 7
    told = filled("catalog", "match", "C3750X", "--manufacturer", "Cisco")
    assert told.code == 10
    assert told.out.startswith("Not sure; it may be:\n")


def test_what_is_like_nothing_is_not_found(filled: Hwlab) -> None:
    ran = filled("catalog", "match", "Frobnicator", "--json")
    assert (ran.code, ran.lines[0]["state"], ran.lines[0]["candidates"]) == (9, "unknown", [])
    assert filled("catalog", "match", "Frobnicator").code == 9


def test_names_from_files_are_made_harmless(hwlab: Hwlab, tmp_path: Path) -> None:
    fields = {"manufacturer": '"Ac\\u202eme"', "model": "[bold]X-9000", "slug": "x-9000"}
    write(tmp_path / "lib", "a", "a.yaml", yaml({**fields, "manufacturer": "'[red]Acme'"}))
    write(tmp_path / "lib", "a", "b.yaml", yaml({**fields, "model": "'[bold]X-9000'"}))
    hwlab("catalog", "import", tmp_path / "lib")
    for arguments in (["stats"], ["match", "X-9000"]):
        ran = hwlab("catalog", *arguments)
        assert list(unsafe_characters(ran.out + ran.err)) == []


def test_without_a_netbox_there_is_nothing_to_sync_with(hwlab: Hwlab) -> None:
    ran = hwlab("catalog", "sync", "--json")
    assert ran.code == 12
    assert ran.lines[0]["item"] == "netbox.url"


def test_a_progress_bar_is_for_terminals_alone(hwlab_process: Hwlab) -> None:
    ran = hwlab_process("catalog", "import", LIBRARY)
    assert (ran.code, ran.err) == (0, "")


def test_an_interrupted_import_leaves_the_catalog_as_it_was(home: Path, tmp_path: Path) -> None:
    root = tmp_path / "lib"
    for number in range(3000):
        fields = {"manufacturer": "Acme", "model": f"A {number}", "slug": f"a-{number}"}
        write(root, "Acme", f"{number:04}.yaml", yaml(fields))
    running = subprocess.Popen(
        [sys.executable, "-m", "hwlab_cli", "catalog", "import", str(root)],
        stderr=subprocess.PIPE,
        env=os.environ,
    )
    # It begins with the file, and writes to it before anything is committed.
    while not (home / "catalog.sqlite3-wal").exists() and running.poll() is None:
        pass
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode in {130, 0}
    assert b"Traceback" not in said
    assert len(models(home)) == (3000 if running.returncode == 0 else 0)


def test_a_match_loads_no_terminal_and_no_netbox(home: Path) -> None:
    program = (
        "import sys; from hwlab_cli.commands import catalog\n"
        "from hwlab_cli.catalog import index, match, store, library\n"
        "print([one for one in ('rich', 'requests', 'openai', 'PIL', 'pynetbox') "
        "if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert json.loads(done.stdout.replace("'", '"')) == []
