"""`hwlab doctor` as a whole: it goes on after faults, changes nothing and betrays nothing."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto, unsafe_characters
from diagnosis_at import faults, found, only
from vision_desk import NOWHERE, configure, desk

from hwlab_cli.diagnosis import examination
from hwlab_cli.identify.vision import patience

SECRETS = ("sk-very-secret-0815", "nbt_secret.4711", "hush-hush-0042", "extra-hush-1138")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


def test_without_anything_nothing_is_wrong_and_nothing_is_made(hwlab: Hwlab, home: Path) -> None:
    ran = hwlab("doctor", "--json")
    assert ran.code == 0
    assert {one["severity"] for one in ran.of_type("finding")} == {"ok", "note"}
    names = [one.name for one in examination.SUBJECTS]
    assert list(dict.fromkeys(one["subject"] for one in ran.of_type("finding"))) == names
    counted = [one["severity"] for one in ran.of_type("finding")]
    assert ran.summary["ok"] == counted.count("ok")
    assert ran.summary["notes"] == counted.count("note")
    assert only(ran, "label.reading")["severity"] == "ok"
    assert not home.exists()


def test_people_are_told_what_to_try(hwlab: Hwlab) -> None:
    ran = hwlab("doctor", "netbox", "catalog", "versions")
    assert ran.code == 0
    assert "no NetBox is configured" in ran.out
    assert "try: set netbox.url" in ran.out
    assert ran.out.splitlines()[-1] == "nothing is in hwlab's way: 2 notes"
    assert "config\n" not in ran.out


def test_the_help_names_every_subject(hwlab: Hwlab) -> None:
    listed = " ".join(hwlab("doctor", "--help").out.split())
    assert ", ".join(one.name for one in examination.SUBJECTS) in listed


def test_a_subject_that_there_is_not_is_named(hwlab: Hwlab) -> None:
    ran = hwlab("doctor", "netbx", "--json")
    assert ran.code == 2
    (error,) = ran.of_type("error")
    assert error["item"] == "netbx"
    assert "netbox" in error["hint"]


def test_a_good_state_folder_is_left_as_it_is(
    hwlab: Hwlab,
    home: Path,
    notebook: LabelPhoto,
    everything_in: Callable[[], dict[str, bytes]],
) -> None:
    hwlab("intake", "--capture-only", notebook.path)
    before = everything_in()
    ran = hwlab("doctor", "config", "state", "queue", "catalog", "--json")
    assert ran.code == 0
    assert ran.summary["warnings"] == 0
    assert only(ran, "queue.intakes")["details"] == {"ready": 1}
    after = everything_in()
    # SQLite makes these two for whoever reads, and with nothing in them.
    extra = set(after) - set(before)
    assert extra <= {"oplog.sqlite3-shm", "oplog.sqlite3-wal"}
    assert after.get("oplog.sqlite3-wal", b"") == before.get("oplog.sqlite3-wal", b"")
    assert {name: after[name] for name in before if not name.endswith("-shm")} == {
        name: data for name, data in before.items() if not name.endswith("-shm")
    }


def test_a_wrong_configuration_keeps_only_that_from_being_looked_at_which_needs_it(
    hwlab: Hwlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_INTAKE_JOBS", "many")
    ran = hwlab("doctor", "config", "state", "prompts", "models", "netbox", "catalog", "--json")
    assert ran.code == 12
    assert only(ran, "config.mistake")["item"] == "intake.jobs"
    for name in ("prompts", "models", "netbox"):
        assert only(ran, f"{name}.skipped")["severity"] == "note"
    assert found(ran, "state.space")
    assert found(ran, "catalog.types")


def test_several_faults_end_with_the_gravest(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(home, desk(NOWHERE))
    assert hwlab("doctor", "models", "--json").code == 5
    monkeypatch.setenv("HWLAB_NETBOX_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "nbt_a.b")
    ran = hwlab("doctor", "models", "netbox", "--json")
    assert (ran.code, faults(ran)) == (3, ["models.reached", "netbox.access"])
    assert hwlab("doctor", "netbox").code == 7
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "")
    assert hwlab("doctor", "models", "netbox").code == 12


def test_no_secret_is_shown(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key, token, hushed, extra = SECRETS
    kept = tmp_path / "key"
    kept.write_text(key, encoding="utf-8")
    kept.chmod(0o644)
    tiers = (
        desk(NOWHERE, api_key_file=str(kept), extra_body={"key": extra}),
        {**desk(NOWHERE, api_key_command=f"false {hushed}"), "name": "other"},
    )
    configure(home, *tiers)
    monkeypatch.setenv("HWLAB_NETBOX_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", token)
    subjects = ("config", "models", "netbox")
    ran = hwlab("doctor", *subjects, "--json", "--verbose")
    assert ran.code != 0
    told = ran.out + ran.err + hwlab("doctor", *subjects).out
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN_COMMAND", f"false {hushed}")
    told += hwlab("doctor", *subjects, "--json").out
    assert [secret for secret in SECRETS if secret in told] == []
    warned = [one for one in found(ran, "config.secret") if one["severity"] == "warning"]
    assert [one["item"] for one in warned] == ["tiers.desk.api_key_file"]
    assert f"chmod 600 {kept}" in warned[0]["hint"]


def test_what_hangs_is_given_up_and_the_rest_is_looked_at(
    hwlab: Hwlab, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "PATIENCE", 0.2)
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    # Reading it waits for somebody to write, as a file on a server that is gone does.
    os.mkfifo(prompts / "identify.md")
    configure(home, more=f"[prompts]\nfolder = '{prompts}'")
    try:
        ran = hwlab("doctor", "prompts", "netbox", "--json")
    finally:
        os.close(os.open(prompts / "identify.md", os.O_RDWR))
    assert ran.code == 1
    assert faults(ran) == ["prompts.overdue"]
    assert found(ran, "netbox.none")


def test_a_library_that_is_broken_is_a_finding(hwlab_process: Hwlab, tmp_path: Path) -> None:
    (tmp_path / "requests.py").write_text("raise OSError('no such symbol')", encoding="utf-8")
    ran = hwlab_process("doctor", "netbox", "catalog", "--json", env={"PYTHONPATH": str(tmp_path)})
    assert ran.code == 1
    assert faults(ran) == ["netbox.failed"]
    told = only(ran, "netbox.failed")["found"]
    assert told == "unexpected OSError: no such symbol (at requests.py:1)"
    assert found(ran, "catalog.types")
    assert "Traceback" not in ran.err


def test_nothing_found_can_act_on_a_terminal(
    hwlab: Hwlab, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_HOME", str(tmp_path / "a\x1b[31mred\u202e"))
    (tmp_path / "a\x1b[31mred\u202e").mkdir(mode=0o755)
    ran = hwlab("doctor", "state", "queue")
    assert "red" in ran.out
    assert list(unsafe_characters(ran.out)) == []


def test_a_path_of_any_bytes_is_told(hwlab_process: Hwlab, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    env = {"HWLAB_HOME": name, "PYTHONIOENCODING": "utf-8:strict"}
    ran = hwlab_process("doctor", "state", "--json", env=env)
    assert ran.code == 0
    assert "caf\\xe9" in only(ran, "state.folder")["found"]
    assert hwlab_process("doctor", "state", env=env).code == 0


def test_prompts_of_ones_own(hwlab: Hwlab, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    configure(home, more=f"[prompts]\nfolder = '{folder}'")
    (folder / "choose.md").write_text("{{schema}} {{readings}} {{candidates}}", encoding="utf-8")
    (folder / "identify.md").write_text("Which device?", encoding="utf-8")
    (folder / "identfy.md").write_text("{{schema}} {{readings}}", encoding="utf-8")
    ran = hwlab("doctor", "prompts", "--json")
    assert ran.code == 12
    told = {one["item"]: one["severity"] for one in found(ran, "prompts.prompt")}
    ours = {str(folder / "identify.md"): "fault", "choose": "note"}
    assert ours.items() <= told.items()
    assert {told[name] for name in told.keys() - ours.keys()} == {"ok"}
    assert only(ran, "prompts.unused")["item"] == str(folder / "identfy.md")
    configure(home, more=f"[prompts]\nfolder = '{tmp_path / 'nowhere'}'")
    assert faults(hwlab("doctor", "prompts", "--json")) == ["prompts.prompt"]


def test_each_setting_says_where_it_comes_from(
    hwlab: Hwlab, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = configure(home, desk(NOWHERE), more="[photos]\nmax_megapixels = 50")
    monkeypatch.setenv("HWLAB_INTAKE_JOBS", "3")
    ran = hwlab("doctor", "config", "--json")
    assert ran.code == 0
    told = {one["item"]: one for one in found(ran, "config.setting")}
    assert told["intake.jobs"]["details"] == {"source": "HWLAB_INTAKE_JOBS"}
    assert told["photos.max_megapixels"]["details"] == {"source": str(file)}
    assert told["tiers.desk.model"]["found"] == f"vlm-1  (from {file})"
    assert "netbox.site" not in told


def test_lines_go_to_stdout_also_beside_a_bar_on_the_terminal(tmp_path: Path) -> None:
    import subprocess

    script = (
        "from hwlab_cli.show.progress import Progress\n"
        "with Progress('photos', 3) as progress:\n"
        "    print('a line for a file')\n"
        "    progress.step()\n"
    )
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm"},
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        drawn = os.read(ours, 65536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.stdout == "a line for a file\n"
    assert "photos" in drawn
