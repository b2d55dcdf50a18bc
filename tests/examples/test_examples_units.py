"""The systemd units: their form, as systemd sees it where there is one, and what they start."""

import configparser
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hwlab_cli.errors import ExitCode

UNITS = sorted(
    one
    for one in (Path(__file__).parents[2] / "examples").iterdir()
    if one.suffix in {".service", ".timer"}
)
SERVICES = [one for one in UNITS if one.suffix == ".service"]


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"), strict=True
    )
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The home of somebody who has hwlab, a folder for photos, and the units."""
    home = tmp_path / "somebody"
    (home / ".local" / "bin").mkdir(parents=True)
    (home / "hwlab-photos").mkdir()
    script = Path(sys.executable).with_name("hwlab")
    (home / ".local" / "bin" / "hwlab").symlink_to(script)
    for unit in UNITS:
        shutil.copy(unit, home)
    return home


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_unit_says_what_it_does_and_who_starts_it(unit: Path) -> None:
    sections = read(unit)
    assert "hwlab" in sections["Unit"]["Description"]
    kind = {".service": "Service", ".timer": "Timer"}[unit.suffix]
    assert set(sections.sections()) <= {"Unit", kind, "Install"}
    timed = unit.with_suffix(".timer") in UNITS
    assert sections.has_section("Install") == (unit.suffix == ".timer" or not timed)
    if unit.suffix == ".timer":
        assert unit.with_suffix(".service") in UNITS


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_exit_codes_that_they_name_are_hwlabs(unit: Path) -> None:
    service = read(unit)["Service"]
    for key in ("SuccessExitStatus", "RestartPreventExitStatus"):
        for code in service.get(key, "").split():
            assert ExitCode(int(code)) is not ExitCode.UNEXPECTED


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_wrong(user: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *(unit.name for unit in UNITS)],
        cwd=user,
        env={**os.environ, "HOME": str(user), "XDG_RUNTIME_DIR": str(user)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_they_start_runs_and_ends_as_systemd_ends_it(unit: Path, user: Path) -> None:
    service = read(unit)["Service"]
    command = [part.replace("%h", str(user)) for part in shlex.split(service["ExecStart"])]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HWLAB_")}
    with subprocess.Popen(
        command,
        env={**inherited, "HOME": str(user), "HWLAB_HOME": str(user / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            if service.get("Type") != "oneshot":
                assert process.stderr is not None
                assert process.stderr.readline().startswith("watching ")
                process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert '"type": "summary"' in out
