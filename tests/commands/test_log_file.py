"""The log file: without secrets, whole also where many write, and never in the way of the work."""

import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Hwlab, LabelPhoto, namespaces_work, unsafe_characters
from vision_desk import answer, configure, desk
from vision_server import ScriptedServer, fails, says

from hwlab_cli import credentials
from hwlab_cli.show.log_lines import redacted

LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 [A-Z]+ \d+ \S.*")
ADD = ("add", "--manufacturer", "Dell", "--model", "R730")


@pytest.fixture(autouse=True)
def _forgets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave no secret and no handler to the tests that follow."""
    monkeypatch.setattr(credentials, "_read", set())
    yield
    left = [type(one).__name__ for one in logging.getLogger("hwlab_cli").handlers]
    assert "Rotating" not in left


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "hwlab.log"


@pytest.fixture(autouse=True)
def _folder(log: Path) -> None:
    log.parent.mkdir()


def lines(log: Path) -> list[str]:
    found = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in found if not LINE.fullmatch(line)] == []
    assert list(unsafe_characters("".join(found))) == []
    return found


def test_what_happens_is_in_it(
    hwlab: Hwlab,
    log: Path,
    tmp_path: Path,
    sticker: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["hwlab", "intake", "photo.jpg"])
    broken = tmp_path / "a\x1b[31m\nname.jpg"
    broken.write_bytes(b"no photo")
    ran = hwlab("intake", sticker.path, broken, "--json", "--log-file", log)
    found = lines(log)
    (intake,) = ran.of_type("intake")
    for stage in ("captured", "looked", "identified", "held"):
        assert any(f" INFO {os.getpid()} {intake['hw_id']} {stage}" in line for line in found)
    (error,) = [line for line in found if " ERROR " in line]
    assert r"a\x1b[31m\x0aname.jpg: not an image" in error
    assert found[0].endswith(" begun: hwlab intake photo.jpg")
    assert found[-1].endswith("ended with 3")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in log.parent.iterdir()} == {
        log.name: 0o600,
        ".__hwlab.lock": 0o600,
    }


def test_the_setting_and_its_level(
    hwlab: Hwlab, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWLAB_LOG_FILE", str(log))
    monkeypatch.setenv("HWLAB_LOG_LEVEL", "error")
    assert hwlab(*ADD).code == 0
    assert [line.split()[1] for line in lines(log)] == ["NOTE", "NOTE"]
    assert hwlab("intake", tmp_path / "none.jpg").code == 4
    assert [line.split()[1] for line in lines(log)][2:] == ["NOTE", "ERROR", "NOTE"]
    other = log.with_name("other")
    assert hwlab(*ADD, "--log-file", other).code == 0
    assert (len(lines(log)), len(lines(other))) == (5, 2)


def test_a_fault_of_ours_is_there_with_its_place(
    hwlab: Hwlab, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hwlab_cli import plan

    monkeypatch.setattr(plan, "ops_for", lambda *_: 1 // 0)
    ran = hwlab(*ADD, "--log-file", log)
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    (place,) = [line for line in lines(log) if "Traceback" in line]
    assert "ZeroDivisionError" in place


def test_no_secret_is_in_it(
    hwlab: Hwlab,
    home: Path,
    log: Path,
    scripted: ScriptedServer,
    sticker: LabelPhoto,
    notebook: LabelPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Faults of real servers' kind, with the key and the photo in what they say."""
    key, token = "correct-horse-battery", "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setenv("DESK_KEY", key)
    monkeypatch.setenv("HWLAB_NETBOX_URL", scripted.url.removesuffix("/v1"))
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", token)
    monkeypatch.setenv("HWLAB_LOG_LEVEL", "debug")
    configure(home, desk(scripted.url, api_key_env="DESK_KEY"))
    leak = f"bad key {key}, Authorization: Bearer {key}; Token {token}"
    scripted.plays(
        fails(401, {"error": {"message": leak}}),
        says(answer(manufacturer="Dell", model="Latitude 5500", ai_notes=leak)),
    )
    scripted.has("/api/status/", fails(403, {"detail": leak}))
    for photo in (sticker, notebook):
        hwlab("intake", photo.path, "--json", "--verbose", "--log-file", log)
    hwlab("queue", "replay", "--log-file", log, "--verbose")
    text = "\n".join(lines(log))
    assert re.search(r" DEBUG \d+ model: POST 127.0.0.1/v1/chat/completions: 401, [\d.]+ s", text)
    assert re.search(r" DEBUG \d+ NetBox: GET /api/\S*: \d+, [\d.]+ s", text)
    for secret in (key, token, "base64", "Bearer c"):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://me:pass@host/x and ftp://u@h", "https://***@host/x and ftp://***@h"),
        ("https://me:p@ssw0rd@host/x", "https://***@host/x"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("{'Authorization': 'Token abcdef'}", "{'Authorization': '***'}"),
        ("X-API-Key: abc, more", "X-API-Key: ***, more"),
        ("a token nbt_a1b2.c3d4 there", "a token *** there"),
        ("Bearer 0123456789abcdef", "Bearer ***"),
        ("data:image/jpeg;base64,/9j/4AAQ+Sk= end", "data:image/jpeg;base64,*** end"),
        ("no token in this file", "no token in this file"),
        ("Dell PowerEdge R730 of HW-4F7K2M9Q", "Dell PowerEdge R730 of HW-4F7K2M9Q"),
    ],
)
def test_what_looks_like_a_secret_is_blanked(text: str, wanted: str) -> None:
    assert redacted(text) == wanted


def test_a_secret_with_another_in_it_is_blanked_whole() -> None:
    credentials.remember("secret1")
    credentials.remember("secret1-and-more")
    credentials.remember("a")
    assert redacted("secret1-and-more, a secret1") == "***, a ***"


@pytest.mark.parametrize("kind", ["a folder", "no folder", "a pipe", "a device"])
def test_one_that_cannot_be_written_is_told_before_anything_begins(
    hwlab: Hwlab, home: Path, tmp_path: Path, kind: str, sticker: LabelPhoto
) -> None:
    path = tmp_path / "it"
    match kind:
        case "a folder":
            path.mkdir()
        case "no folder":
            path = path / "hwlab.log"
        case "a pipe":
            os.mkfifo(path)
        case "a device":
            path = Path(os.devnull)
    ran = hwlab("intake", sticker.path, "--json", "--log-file", path)
    assert ran.code == 12
    assert ran.of_type("error")[0]["item"] == str(path)
    assert "the log file can't be written" in ran.of_type("error")[0]["message"]
    assert not home.exists()


WRITER = """
import logging, sys
from pathlib import Path
from hwlab_cli.commands import log_file
from hwlab_cli.config import Log, Settings
log_file.logged(Settings(log=Log(megabytes=0.004, keep=99)), Path(sys.argv[1]))
for number in range(60):
    logging.getLogger("hwlab_cli").info("line %s-%d", sys.argv[2], number)
"""


def test_no_line_is_lost_where_many_write_and_it_rotates(home: Path, log: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(log), str(number)])
        for number in range(4)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    files = [one for one in log.parent.iterdir() if one.name.startswith(log.name)]
    assert len(files) > 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    found = [line.rpartition(" ")[2] for file in files for line in lines(file) if " line " in line]
    wanted = [f"{writer}-{number}" for writer in range(4) for number in range(60)]
    assert sorted(found) == sorted(wanted)


FILLED = """
import subprocess, sys
from pathlib import Path
disk = Path(sys.argv[1])
mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(disk)]
subprocess.run(mount, check=True, capture_output=True)
from hwlab_cli.entry import main
log = disk / "hwlab.log"
log.touch()
sys.argv = ["hwlab", *sys.argv[2:], "--log-file", str(log)]
try:
    main()
finally:
    print("logged:", log.stat().st_size)
"""


@pytest.mark.skipif(not namespaces_work(), reason="no namespaces to mount a small disk in")
def test_a_full_disk_for_the_log_costs_no_intake(
    hwlab: Hwlab, home: Path, log: Path, tmp_path: Path, card: LabelPhoto
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(100):
        (photos / f"{number}.jpg").write_bytes(card.path.read_bytes() + bytes([number]))
    program = [sys.executable, "-c", FILLED, str(log.parent)]
    done = subprocess.run(
        ["unshare", "-rm", *program, "intake", "--capture-only", str(photos)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("the log file can't be written any more") == 1
    assert "no space left on device" in done.stderr
    assert len(hwlab("queue", "list", "--json").lines) == 100
