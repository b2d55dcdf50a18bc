"""Every command line in the documents runs, in the order in which a reader meets them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import LabelPhoto, Ran, label_photo
from dated_photos import dated, front
from netbox_access import NetBox
from typer.testing import CliRunner
from vision_server import ScriptedServer, fails, says

from hwlab_cli.app import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_A_SERVER = "http://127.0.0.1:11434/v1"
_A_HW_ID = re.compile(r"HW-4F7K2M98")
# What only a shell understands, and what is not hwlab.
_FOR_A_SHELL = re.compile(r"[|<>$`;&*]|^(?!hwlab )")


def blocks(document: Path) -> list[tuple[str, str]]:
    return _BLOCK.findall(document.read_text(encoding="utf-8"))


def console_lines(document: Path) -> list[str]:
    """The command lines of a document; an exit code other than 0 stands in a comment behind."""
    return [line for kind, text in blocks(document) if kind == "console" for line in lines_of(text)]


def lines_of(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_says_what_it_is(document: Path) -> None:
    assert {kind for kind, _ in blocks(document)} <= {
        *("console", "sh", "toml", "json", "text", "python")
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
    files = [link for link in links if "://" not in link]
    assert [link for link in files if not (document.parent / link).exists()] == []


@pytest.fixture
def workbench(tmp_path: Path, notebook: LabelPhoto, two_looks: list[LabelPhoto]) -> Path:
    """A folder with the files that the documents name."""
    shutil.copy(notebook.path, tmp_path / "photo.jpg")
    for name, look in zip(["sticker.jpg", "closer.jpg"], two_looks, strict=True):
        shutil.copy(look.path, tmp_path / name)
    for name, look in zip(
        ["front.jpg", "rear.jpg"],
        label_photo(tmp_path, "dell-notebook", 12, looks=2),
        strict=True,
    ):
        look.path.rename(tmp_path / name)
    for seed, folder in enumerate(["shelf", "photos", "more", "night"], 20):
        (tmp_path / folder).mkdir()
        label_photo(tmp_path / folder, "intel-nic", seed)
    dated(front(1), tmp_path / "bench" / "front.jpg", 0)
    dated(label_photo(tmp_path, "intel-nic", 40)[0].path, tmp_path / "bench" / "label.jpg", 5)
    (tmp_path / "phone").mkdir()
    label_photo(tmp_path / "phone", "intel-nic", 41)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    library = ROOT / "tests" / "catalog" / "library"
    shutil.copytree(library, tmp_path / "devicetype-library")
    return tmp_path


class Shell:
    """A reader's shell: runs command lines in order, each with what those before it set."""

    def __init__(self, folder: Path, netbox: NetBox) -> None:
        self._folder = folder
        self._netbox = netbox
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HWLAB_")},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HWLAB_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "HOME": str(folder),
        }

    @property
    def has_netbox(self) -> bool:
        """Whether the reader has told hwlab of a NetBox."""
        return "HWLAB_NETBOX_URL" in self.environment

    def paste(self, settings: str, scripted: ScriptedServer) -> None:
        """Add a document's settings to the configuration, with our server for the reader's."""
        file = Path(self.hwlab("hwlab config path").out.strip())
        assert _A_SERVER in settings
        with file.open("a", encoding="utf-8") as configuration:
            configuration.write("\n" + settings.replace(_A_SERVER, scripted.url))
        (tier,) = tomllib.loads(settings)["tiers"]
        scripted.has("/v1/models", fails(200, {"data": [{"id": tier["model"]}]}))
        scripted.plays(says(json.dumps({"manufacturer": "Dell", "ai_notes": "A tower."})))

    def run(self, line: str) -> None:
        """Run a line; its exit code must be the one that its comment says, or 0."""
        command, _, comment = line.partition("  # exit code ")
        command = _A_HW_ID.sub(lambda _: self._youngest_open(), command)
        # What these two do is tested where the tests' own NetBox is; a second one beside it
        # would only take its time.
        if command == 'eval "$(make -s netbox)"':
            if self._netbox.server.application.status() is None:
                self._netbox.server.application.start()
            self.environment["HWLAB_NETBOX_URL"] = self._netbox.url
            self.environment["HWLAB_NETBOX_TOKEN"] = self._netbox.token
            return
        if command == "make netbox-down":
            self._netbox.server.application.stop()
            return
        ran = self._in_bash(command) if _FOR_A_SHELL.search(command) else self.hwlab(command)
        assert ran.code == int(comment or 0), f"{line}\n{ran.out}\n{ran.err}"

    def hwlab(self, command: str) -> Ran:
        """Run a plain line of hwlab here: it takes seconds to load what reads photos."""
        name, *arguments = shlex.split(command)
        assert name == "hwlab", f"{command}: not ours"
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self._folder)
            for variable in [one for one in os.environ if one.startswith("HWLAB_")]:
                patch.delenv(variable)
            for variable, value in self.environment.items():
                patch.setenv(variable, value)
            done = CliRunner().invoke(app, arguments)
        return Ran(done.exit_code, done.stdout, done.stderr)

    def _in_bash(self, command: str) -> Ran:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self._folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def intakes(self) -> list[dict[str, Any]]:
        """Return what the queue has."""
        return self.hwlab("hwlab queue list --json").lines

    def _youngest_open(self) -> str:
        """The intake that a reader would name: the youngest that is held, else the youngest."""
        intakes = self.intakes()
        held = [one for one in intakes if one["state"] == "held"]
        return str((held or intakes)[-1]["hw_id"])


@pytest.mark.parametrize(
    "document", [one for one in DOCUMENTS if console_lines(one)], ids=lambda path: path.name
)
def test_every_command_line_runs(
    document: Path,
    workbench: Path,
    pristine: NetBox,
    scripted: ScriptedServer,
    remembered_readings: None,
) -> None:
    shell = Shell(workbench, pristine)
    for kind, text in blocks(document):
        if kind == "toml":
            shell.paste(text, scripted)
        for line in lines_of(text) if kind == "console" else ():
            shell.run(line)
    intakes = shell.intakes()
    # What a reader has not told of a NetBox waits for one.
    assert {one["state"] for one in intakes} <= {"done" if shell.has_netbox else "ready"}
    assert intakes or document.name != "README.md"
    in_netbox = list(pristine.api.dcim.devices.all())
    assert sorted(one.custom_fields["hwlab_id"] for one in in_netbox) == sorted(
        one["hw_id"] for one in intakes if shell.has_netbox
    )


def test_the_make_targets_that_are_named_exist() -> None:
    for document in DOCUMENTS:
        commands = "\n".join(text for kind, text in blocks(document) if kind in {"sh", "console"})
        for target in re.findall(r"\bmake (?:-s )?([a-z-]+)", commands):
            done = subprocess.run(
                ["make", "--dry-run", target], cwd=ROOT, capture_output=True, check=False
            )
            assert done.returncode == 0, f"{document.name}: make {target}"


def test_the_exit_codes_are_all_told() -> None:
    from hwlab_cli.errors import ExitCode

    table = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    told = {
        int(code): name
        for code, name in re.findall(r"^\| (\d+) \| ([a-z ]+) \|", table, re.MULTILINE)
    }
    assert told == {int(code): code.name.lower().replace("_", " ") for code in ExitCode}


def test_the_changelog_tells_the_version() -> None:
    from hwlab_cli import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in text or f"## {__version__}" in text
