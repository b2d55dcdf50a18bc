"""What the tests of several rooms share: small label photos, and the command line at hand."""

import json
import os
import random
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from json_contract import undocumented
from rendering import LAYOUTS
from rendering.photos import take
from rendering.scene import scene
from rendering.shots import Shot
from typer.testing import CliRunner

from hwlab_cli.model import Reading
from hwlab_cli.photos import readings
from hwlab_cli.photos.load import Photo

# A real NetBox, a log and vision servers are for tests of every folder.
pytest_plugins = [
    "netbox_fixtures",
    "delivery_fixtures",
    "oplog_fixtures",
    "vision_fixtures",
    "evaluation_fixtures",
    "crash_fixtures",
    "reviewing_fixtures",
]

# As large as it takes for the print to be read, and no larger: each is read in a second.
_SHOT = Shot(width=800, height=600, coverage=0.9, blur=0.01, noise=1, wear=0, unevenness=0.05)


# The tests with a real NetBox take one worker nearly as long as all others take the other.
_FIRST = "netbox"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests into an order in which no worker waits, and NetBox is seldom put back."""
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if not group or group.args[0] != _FIRST:
        return 3
    fixtures = getattr(item, "fixturenames", ())
    return 2 if "pristine" in fixtures else 1 if "fresh" in fixtures else 0


@dataclass(frozen=True, slots=True)
class LabelPhoto:
    """A photo file of a label, and what the label says."""

    path: Path
    truth: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run of `hwlab` ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines on stdout, every one of which must be as docs/json.md says."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert [mistake for line in found for mistake in undocumented(line)] == []
        return found

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """The JSON lines of one type."""
        return [line for line in self.lines if line["type"] == kind]

    @property
    def summary(self) -> dict[str, Any]:
        """The last line, which must be the summary."""
        assert self.lines[-1]["type"] == "summary"
        return self.lines[-1]


Hwlab = Callable[..., Ran]


def label_photo(folder: Path, layout: str, seed: int, *, looks: int = 1) -> list[LabelPhoto]:
    """Write photos of one made-up device, a file a look."""
    label = LAYOUTS[layout](random.Random(seed))
    found = []
    for look in range(looks):
        shot = replace(_SHOT, rotation=3.0 * look)
        photo = take(label, layout, label.surfaces[0], shot, seed + look)
        path = folder / f"{layout}-{seed}-{look}.jpg"
        path.write_bytes(photo.jpeg())
        found.append(LabelPhoto(path, dict(label.truth)))
    return found


@dataclass(frozen=True, slots=True)
class ScenePhoto:
    """A photo file of several labels, and what each of them says, in reading order."""

    path: Path
    truths: list[Mapping[str, Any]]


def scene_photo(folder: Path, *layouts: str, columns: int, seed: int) -> ScenePhoto:
    """Write one photo of several made-up devices."""
    labels = [LAYOUTS[name](random.Random(seed + nth)) for nth, name in enumerate(layouts)]
    shot = replace(_SHOT, width=1600, height=800 if columns > 1 else 1400)
    photo = take(scene(labels, columns, 25), "scene", labels[0].surfaces[0], shot, seed)
    path = folder / f"{'-'.join(layouts)}-{seed}.jpg"
    path.write_bytes(photo.jpeg())
    return ScenePhoto(path, [dict(label.truth) for label in labels])


@pytest.fixture(scope="session")
def two_disks(photo_folder: Path) -> ScenePhoto:
    """A photo of two disks of one maker: surely two devices, both ready."""
    return scene_photo(photo_folder, "seagate-drive", "seagate-drive", columns=2, seed=101)


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's photos are."""
    return tmp_path_factory.mktemp("photos")


@pytest.fixture(scope="session")
def notebook(photo_folder: Path) -> LabelPhoto:
    """A photo that proves manufacturer, model and serial: its device is ready."""
    return label_photo(photo_folder, "dell-notebook", 8)[0]


@pytest.fixture(scope="session")
def card(photo_folder: Path) -> LabelPhoto:
    """A photo of a network card, which has no serial: its device is ready too."""
    return label_photo(photo_folder, "intel-nic", 23)[0]


@pytest.fixture(scope="session")
def sticker(photo_folder: Path) -> LabelPhoto:
    """A photo of a serial and nothing else: its device is held."""
    return label_photo(photo_folder, "cisco-rear-sticker", 7)[0]


@pytest.fixture(scope="session")
def two_looks(photo_folder: Path) -> list[LabelPhoto]:
    """Two photos of one device."""
    return label_photo(photo_folder, "cisco-rear-sticker", 70, looks=2)


@pytest.fixture(scope="session")
def _remembered() -> dict[str, list[Reading]]:
    return {}


@pytest.fixture
def remembered_readings(
    _remembered: dict[str, list[Reading]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read each photo once in this process, however many tests look at it."""
    really = readings.read

    def read(photo: Photo) -> list[Reading]:
        if photo.sha256 not in _remembered:
            _remembered[photo.sha256] = really(photo)
        return [replace(reading, photo=photo.name) for reading in _remembered[photo.sha256]]

    monkeypatch.setattr(readings, "read", read)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that is not there yet; nothing of the real user's is seen or changed."""
    for name in [name for name in os.environ if name.startswith("HWLAB_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    state = tmp_path / "state"
    monkeypatch.setenv("HWLAB_HOME", str(state))
    monkeypatch.setenv("HWLAB_CONFIG", str(config))
    return state


@pytest.fixture
def hwlab(home: Path, remembered_readings: None) -> Hwlab:
    """Run a command line in this process."""

    def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Ran:
        from hwlab_cli.app import app

        result = CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def hwlab_process(home: Path) -> Hwlab:
    """Run a command line in a process of its own, as a user does."""

    def run(
        *arguments: str | bytes | Path,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Ran:
        command: Sequence[str | bytes | Path] = [sys.executable, "-m", "hwlab_cli", *arguments]
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **(env or {})},
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def everything_in(home: Path) -> Callable[[], dict[str, bytes]]:
    """Tell what files there are in the state folder, with their bytes."""

    def look() -> dict[str, bytes]:
        return {
            str(file.relative_to(home)): file.read_bytes()
            for file in sorted(home.rglob("*"))
            if file.is_file()
        }

    return look


def namespaces_work() -> bool:
    """Tell whether a test may mount small disks of its own."""
    unshare = shutil.which("unshare")
    if not unshare:
        return False
    tried = subprocess.run(
        [unshare, "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


def unsafe_characters(text: str) -> Iterator[str]:
    """Yield what a terminal would act upon or turn around, line ends aside."""
    for one in text:
        if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            yield one
