"""What the examples' folder promises: the demo, and the night batch's report."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LabelPhoto

ROOT = Path(__file__).parents[2]
TRUTH = json.loads((ROOT / "examples" / "truth.json").read_text(encoding="utf-8"))


def run(command: list[str], state: Path, **more: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HWLAB_") and name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    environment = {
        **inherited,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HWLAB_HOME": str(state),
        "HOME": str(state.parent),
        **more,
    }
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_the_demo_names_and_proves_every_photo_and_knows_them_the_second_time(
    tmp_path: Path,
) -> None:
    state = tmp_path / "demo"
    make = ["make", "demo", f"DEMO={state}"]
    first = run(make, state)
    assert first.returncode == 0, first.stderr
    exported = run(["hwlab", "queue", "export"], state).stdout.splitlines()
    intakes = [json.loads(line) for line in exported]
    found = {}
    for one in intakes:
        (photo,) = one["photos"]
        identification = one["identification"]
        proven = {name: identification[name] for name in one["proven"]}
        found[Path(photo["name"]).name] = {
            name: proven.get(name) for name in ("manufacturer", "model", "serial")
        }
    wanted = {
        name: {field: truth[field] for field in ("manufacturer", "model", "serial")}
        for name, truth in TRUTH.items()
    }
    assert found == wanted
    assert len(TRUTH) >= 6
    for one in intakes:
        assert one["hw_id"] in first.stdout
    second = run(make, state)
    assert second.returncode == 0, second.stderr
    assert f"{len(TRUTH)} known" in second.stderr
    again = run(["hwlab", "queue", "export"], state).stdout.splitlines()
    assert again == exported


@pytest.fixture
def night(tmp_path: Path, notebook: LabelPhoto, card: LabelPhoto, sticker: LabelPhoto) -> Path:
    """A folder of an evening: two devices, one to be held, and a broken photo."""
    folder = tmp_path / "evening photos"
    folder.mkdir()
    for nth, one in enumerate([notebook, card, sticker]):
        shutil.copy(one.path, folder / f"photo {nth}.jpg")
    (folder / "torn.jpg").write_bytes(notebook.path.read_bytes()[:2000])
    return folder


def test_the_night_batch_reports_from_json_and_exit_codes(night: Path, tmp_path: Path) -> None:
    script = [str(ROOT / "examples" / "night-batch.sh"), str(night), str(tmp_path / "report.txt")]
    first = run(script, tmp_path / "state")
    report = (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines()
    assert first.returncode == 3, first.stderr
    assert report[0] == (
        "some photos could not be used, or NetBox refused some; the others are safe"
    )
    assert any(line.startswith("  not taken in: ") and "torn.jpg" in line for line in report)
    assert any("held: waits for a person: the manufacturer is unknown" in line for line in report)
    assert report[-1] == "  1 held, 2 ready, 1 not taken in"


def test_the_next_night_knows_the_photos(night: Path, tmp_path: Path) -> None:
    (night / "torn.jpg").unlink()
    script = [str(ROOT / "examples" / "night-batch.sh"), str(night)]
    assert run(script, tmp_path / "state").returncode == 10
    second = run(script, tmp_path / "state")
    assert second.returncode == 10
    assert second.stdout.splitlines()[0] == (
        "all photos were taken in; some devices wait for a person"
    )
    assert second.stdout.splitlines()[-1] == "  1 held, 2 ready"


def test_the_night_batch_says_what_it_needs() -> None:
    done = run([str(ROOT / "examples" / "night-batch.sh")], Path("/nonexistent/state"))
    assert done.returncode != 0
    assert "say which folder" in done.stderr


def test_the_examples_configuration_is_valid(tmp_path: Path) -> None:
    config = str(ROOT / "examples" / "config.toml")
    done = run(["hwlab", "config", "show", "--json"], tmp_path / "state", HWLAB_CONFIG=config)
    assert done.returncode == 0, done.stderr
