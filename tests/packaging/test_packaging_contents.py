"""What would be published is complete, and nothing but that."""

import email
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename
from packaging_build import ROOT, Built, built, contents

from hwlab_cli import __version__

pytestmark = pytest.mark.xdist_group("packaging")  # built once

DATA = f"hwlab-{__version__}.data/data/share"
INFO = f"hwlab-{__version__}.dist-info"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("published"))


def tracked() -> set[str]:
    """The files of the tree as it is, those that git leaves out aside."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}


def test_the_source_distribution_is_the_tree(published: Built) -> None:
    sources = published.sources()
    wanted = {name for name in tracked() if not name.startswith(".ci/")}
    assert set(sources) - {"PKG-INFO"} == wanted
    assert all(sources[name] == (ROOT / name).read_bytes() for name in wanted)


def test_the_wheel_is_the_package_its_prompts_and_its_pages(published: Built) -> None:
    files = contents(published.wheel)
    wanted = {name: ROOT / name for name in tracked() if name.startswith("hwlab_cli/")}
    wanted |= {
        f"hwlab_cli/{name}": ROOT / name for name in tracked() if name.startswith("prompts/")
    }
    scripts = ROOT / "hwlab_cli" / "completion" / "scripts"
    wanted |= {
        f"{DATA}/man/man1/hwlab.1": ROOT / "docs" / "hwlab.1",
        f"{DATA}/bash-completion/completions/hwlab": scripts / "hwlab.bash",
        f"{DATA}/zsh/site-functions/_hwlab": scripts / "hwlab.zsh",
        f"{DATA}/fish/vendor_completions.d/hwlab.fish": scripts / "hwlab.fish",
        f"{INFO}/licenses/LICENSE": ROOT / "LICENSE",
    }
    made = {f"{INFO}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    assert {"hwlab_cli/py.typed", "hwlab_cli/prompts/identify.md"} <= set(wanted)
    assert set(files) == {*wanted, *made}
    assert [name for name, path in wanted.items() if files[name] != path.read_bytes()] == []
    entries = files[f"{INFO}/entry_points.txt"].decode()
    assert entries.split() == ["[console_scripts]", "hwlab", "=", "hwlab_cli.entry:main"]


def test_the_wheel_of_the_source_distribution_is_the_same(published: Built) -> None:
    assert contents(published.wheel_of_sdist) == contents(published.wheel)


def test_an_index_would_take_it(published: Built) -> None:
    assert parse_wheel_filename(published.wheel.name)[0] == "hwlab"
    assert str(parse_sdist_filename(published.sdist.name)[1]) == __version__
    for text in (contents(published.wheel)[f"{INFO}/METADATA"], published.sources()["PKG-INFO"]):
        metadata = Metadata.from_email(text, validate=True)
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert str(metadata.version) == __version__
        assert metadata.summary == project["description"]
        assert metadata.license_expression == "MIT"
        assert metadata.license_files == ["LICENSE"]
        assert str(metadata.requires_python) == project["requires-python"]
        assert metadata.description_content_type == "text/markdown"
        assert metadata.description == (ROOT / "README.md").read_text(encoding="utf-8")
        assert len(metadata.requires_dist or []) == len(project["dependencies"])
        assert "Typing :: Typed" in (metadata.classifiers or [])


def test_it_runs_from_where_it_is_unpacked(published: Built, home: Path, tmp_path: Path) -> None:
    """With the libraries that are here; `make soak` installs it with its own."""
    site = tmp_path / "site"
    with zipfile.ZipFile(published.wheel) as archive:
        archive.extractall(site)

    def ran(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "hwlab_cli", *arguments],
            input=stdin,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout

    assert ran("--version").startswith(f"hwlab {__version__} ")
    assert json.loads(ran("parse", "--json", stdin='{"model": "R640"}').splitlines()[0])["model"]
    settings = [
        json.loads(line) for line in ran("config", "show", "prompts", "--json").splitlines()
    ]
    places = [Path(one["source"]) for one in settings if one["source"] != "default"]
    assert {path.parent for path in places} == {site / "hwlab_cli" / "prompts"}
    assert (
        ran("completion", "bash")
        == contents(published.wheel)[f"{DATA}/bash-completion/completions/hwlab"].decode()
    )
    assert email.message_from_bytes((site / INFO / "METADATA").read_bytes())["Name"] == "hwlab"
