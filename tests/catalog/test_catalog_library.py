"""Folders of device types: every style of YAML, broken files, imports repeated or killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from catalog_set import LIBRARY, R720, counts, imported, models, write, yaml

from hwlab_cli.catalog.device_type import DeviceType
from hwlab_cli.catalog.library import Library
from hwlab_cli.catalog.store import Catalog
from hwlab_cli.errors import NotFoundError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "library"


def type_of(home: Path, key: str) -> DeviceType:
    with Catalog.open(home) as catalog:
        (row,) = (row for row, _, one in catalog.types() if one.key == f"device-types/{key}")
        return catalog.type(row)


def test_a_whole_library_is_taken_in(home: Path) -> None:
    done = imported(home, LIBRARY)
    files = list((LIBRARY / "device-types").glob("*/*"))
    assert done.broken == []
    assert counts(done) == (len(files), 0, 0, 0)
    assert done.modules == 2
    with Catalog.open(home) as catalog:
        (source,) = catalog.sources()
    assert (source.kind.value, source.place, source.types) == ("folder", str(LIBRARY), len(files))
    assert source.manufacturers == len(list((LIBRARY / "device-types").iterdir()))


def test_device_types_itself_stands_for_its_library(home: Path) -> None:
    imported(home, LIBRARY)
    assert counts(imported(home, LIBRARY / "device-types"))[2] > 0
    with Catalog.open(home) as catalog:
        assert len(catalog.sources()) == 1


def test_all_that_a_file_says_is_kept(home: Path) -> None:
    imported(home, LIBRARY)
    one = type_of(home, "Dell/PowerSwitch-S5248F-ON.yaml")
    assert (one.manufacturer, one.model, one.slug) == (
        "Dell",
        "PowerSwitch S5248F-ON",
        "dell-powerswitch-s5248f-on",
    )
    assert (one.part_number, one.u_height, one.is_full_depth) == ("210-APEX", 1.0, True)
    assert (one.weight, one.weight_unit, one.airflow) == (9.96, "kg", "")
    switch = type_of(home, "Cisco/Catalyst-3750X-24T-S.yaml")
    assert len(switch.data["interfaces"]) == 25
    assert switch.data["interfaces"][0] == {
        "name": "FastEthernet0",
        "type": "100base-tx",
        "mgmt_only": True,
    }


def test_every_style_of_yaml_is_read(home: Path) -> None:
    imported(home, LIBRARY)
    assert type_of(home, "Generic/1u-blank.yml").model == "Blanking Panel, 1U"
    assert type_of(home, "Generic/1u-blank.yml").is_full_depth is False
    assert type_of(home, "Generic/half-u-shelf.yaml").u_height == 0.5
    bays = type_of(home, "Generic/chassis.yaml").data["device-bays"]
    assert [bay["name"] for bay in bays] == [f"Sled {number}" for number in (1, 2, 3, 4)]
    assert bays[1]["label"] == "first"


def test_without_a_slug_one_is_made_that_no_other_type_has(home: Path, root: Path) -> None:
    write(root, "Acme", "a.yaml", yaml({"manufacturer": "Acme", "model": "X-1"}))
    write(root, "Acme", "b.yaml", yaml({"manufacturer": "Acme", "model": "X 1"}))
    assert imported(home, root).broken == []
    slugs = {type_of(home, f"Acme/{name}.yaml").slug for name in "ab"}
    assert len(slugs) == 2
    assert "acme-x-1" in slugs


BROKEN = {
    "no YAML": ("model: [1, 2", "not YAML"),
    "tabs": ("manufacturer: Dell\n\tmodel: X", "not YAML"),
    "two documents": ("a: 1\n---\nb: 2\n", "not YAML"),
    "not text": (b"\x00\x01\x02\xff", "not YAML"),
    "Latin-1": ("manufacturer: Löwe\n".encode("latin-1"), "not YAML"),
    "a Python object": ("!!python/object/apply:os.getcwd []", "not YAML"),
    "nothing": ("", "nothing in it"),
    "only a comment": ("# later\n", "nothing in it"),
    "a list": ("- manufacturer: Dell\n", "not a mapping"),
    "a word": ("Dell\n", "not a mapping"),
    "no manufacturer": (yaml({**R720, "manufacturer": ""}), "no manufacturer"),
    "no model": (yaml({**R720, "model": "~"}), "no model"),
    "a model of spaces": (yaml({**R720, "model": "'  '"}), "no model"),
    "a number for a model": (yaml({**R720, "model": 3930}), "model is a number, not text"),
    "a part number that YAML ate": (yaml({**R720, "part_number": "0012345"}), "not text"),
    "a date for a part number": (yaml({**R720, "part_number": "2020-01-02"}), "a date, not text"),
    "a list for a slug": (yaml({**R720, "slug": "[a]"}), "slug is a list"),
    "a slug that is none": (yaml({**R720, "slug": "Power Edge"}), "slug may have"),
    "a model too long": (yaml({**R720, "model": "x" * 101}), "more than the 100 characters"),
    "a line end in a model": (yaml({**R720, "model": '"a\\nb"'}), "can't be printed"),
    "a height in words": (yaml({**R720, "u_height": "two"}), "u_height is text"),
    "a height below zero": (yaml({**R720, "u_height": -1}), "u_height is -1"),
    "an endless weight": (yaml({**R720, "weight": ".inf"}), "weight is inf"),
    "no number for a weight": (yaml({**R720, "weight": ".nan"}), "weight is nan"),
    "depth as a number": (yaml({**R720, "is_full_depth": 1}), "not true or false"),
    "an impossible date": (yaml({**R720, "comments": "2020-13-45"}), "can't be read"),
    "binary data": (yaml({**R720, "comments": "!!binary aGk="}), "neither text nor number"),
    "half a character": (yaml({**R720, "comments": '"\\ud800"'}), ""),
    "endless numbers inside": (yaml({**R720, "x": "[.inf]"}), "neither text nor number"),
    "lists in lists": (b"x: " + b"[" * 100_000, "nested deeper"),
    "mappings in mappings": (b"{a: " * 100_000, "nested deeper"),
    "dashes": (b"- " * 100_000, "nested deeper"),
    "question marks": (b"? " * 100_000, "nested deeper"),
    "lists in lists, in UTF-16": (("x: " + "[" * 9_000).encode("utf-16"), "nested deeper"),
    "a billion laughs": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
        "aliases stand for more",
    ),
    "a list in itself": ("manufacturer: Dell\nx: &x [*x]\n", "aliases stand for more"),
    "a huge file": (b"# " + b"x" * (1 << 20) + b"\n" + yaml(R720).encode(), "larger than 1 MiB"),
}


@pytest.mark.parametrize(("text", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_and_skipped(
    home: Path, root: Path, text: str | bytes, why: str
) -> None:
    write(root, "Dell", "broken.yaml", text)
    write(root, "HPE", "good.yaml", yaml({**R720, "model": "another", "slug": "another"}))
    done = imported(home, root)
    (broken,) = done.broken
    assert broken.item == "device-types/Dell/broken.yaml"
    assert why in broken.message
    assert broken.hint
    assert broken.message.isprintable()
    assert models(home) == ["another"]


def test_what_can_not_be_opened_is_skipped_too(home: Path, root: Path) -> None:
    write(root, "Dell", "good.yaml", yaml(R720))
    folder = root / "device-types" / "Dell"
    (folder / "nowhere.yaml").symlink_to(folder / "gone")
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / ".hidden.yaml").write_text("x")
    (folder / "notes.txt").write_text("x")
    assert counts(imported(home, root)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"model": "PowerEdge R820"}, "has the same slug, dell-poweredge-r720"),
        ({"slug": "another"}, "has the same manufacturer and model"),
    ],
    ids=["slug", "model"],
)
def test_the_second_of_two_types_of_one_name_is_skipped(
    home: Path, root: Path, change: dict[str, str], why: str
) -> None:
    write(root, "Dell", "a.yaml", yaml(R720))
    write(root, "Dell", "b.yaml", yaml({**R720, **change}))
    (broken,) = imported(home, root).broken
    assert broken.item == "device-types/Dell/b.yaml"
    assert broken.message == f"device-types/Dell/a.yaml {why}" or why in broken.message
    assert models(home) == ["PowerEdge R720"]


def test_a_repeated_import_updates_adds_and_removes(home: Path, root: Path) -> None:
    write(root, "Dell", "a.yaml", yaml(R720))
    gone = write(root, "Dell", "b.yaml", yaml({**R720, "model": "b", "slug": "b"}))
    write(root, "Dell", "c.yaml", yaml({**R720, "model": "c", "slug": "c", "u_height": 1}))
    assert counts(imported(home, root)) == (3, 0, 0, 0)
    assert counts(imported(home, root)) == (0, 0, 3, 0)
    with Catalog.open(home) as catalog:
        before = {one.key: row for row, _, one in catalog.types()}
    gone.unlink()
    write(root, "Dell", "c.yaml", yaml({**R720, "model": "c", "slug": "c", "u_height": 2}))
    write(root, "Dell", "d.yaml", yaml({**R720, "model": "d", "slug": "d"}))
    assert counts(imported(home, root)) == (1, 1, 1, 1)
    assert models(home) == ["PowerEdge R720", "c", "d"]
    assert type_of(home, "Dell/c.yaml").data["u_height"] == 2
    with Catalog.open(home) as catalog:
        after = {one.key: row for row, _, one in catalog.types()}
    assert {key: after[key] for key in before if key in after} == {
        key: row for key, row in before.items() if not key.endswith("b.yaml")
    }


def test_a_file_that_broke_since_leaves_what_was_made_of_it(home: Path, root: Path) -> None:
    write(root, "Dell", "a.yaml", yaml(R720))
    imported(home, root)
    write(root, "Dell", "a.yaml", "model: [")
    done = imported(home, root)
    assert [one.item for one in done.broken] == ["device-types/Dell/a.yaml"]
    assert models(home) == ["PowerEdge R720"]
    write(root, "Dell", "a.yaml", yaml({**R720, "u_height": 2}))
    assert counts(imported(home, root)) == (0, 1, 0, 0)


def test_one_folder_leaves_another_ones_types_alone(home: Path, root: Path) -> None:
    imported(home, LIBRARY)
    before = models(home)
    write(root, "Acme", "a.yaml", yaml({"manufacturer": "Acme", "model": "A 1", "slug": "a"}))
    imported(home, root)
    assert models(home) == sorted([*before, "A 1"])


@pytest.mark.parametrize("made", [[], ["device-types"], ["device-types/Dell"]])
def test_a_folder_without_device_types_is_no_library(root: Path, made: list[str]) -> None:
    root.mkdir()
    for name in made:
        (root / name).mkdir(parents=True)
    with pytest.raises(NotFoundError, match="no device types in this folder"):
        Library.at(root)


_KILLED = """
import os, signal, sys
from pathlib import Path
from hwlab_cli.catalog.library import Library, import_library
from hwlab_cli.catalog.store import Catalog

home, root, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
done = 0

def step():
    global done
    done += 1
    if done == most:
        os.kill(os.getpid(), signal.SIGKILL)

with Catalog.open(home) as catalog:
    import_library(catalog, Library.at(root), step)
"""


def killed(home: Path, root: Path, after: int) -> None:
    command = [sys.executable, "-c", _KILLED, str(home), str(root), str(after)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("after", [1, 40, 90])
def test_a_first_import_that_is_killed_leaves_nothing_half_done(home: Path, after: int) -> None:
    killed(home, LIBRARY, after)
    assert models(home) == []
    assert imported(home, LIBRARY).broken == []
    assert len(models(home)) == len(list((LIBRARY / "device-types").glob("*/*")))


def test_an_import_that_is_killed_leaves_the_old_catalog(home: Path, root: Path) -> None:
    for number in range(20):
        fields = {"manufacturer": "Acme", "model": f"A {number}", "slug": f"a-{number}"}
        write(root, "Acme", f"{number:02}.yaml", yaml(fields))
    imported(home, root)
    before = models(home)
    for number in range(10):
        fields = {"manufacturer": "Acme", "model": f"B {number}", "slug": f"b-{number}"}
        write(root, "Acme", f"{number:02}.yaml", yaml(fields))
    write(root, "Acme", "19.yaml", "broken: [").unlink()
    killed(home, root, 15)
    assert models(home) == before
    assert counts(imported(home, root)) == (0, 10, 9, 1)
