"""The truth file: what is read of it, and each mistake told where it stands."""

import json
from pathlib import Path

import pytest

from hwlab_cli.errors import ExitCode, NotFoundError
from hwlab_cli.evaluation import truth
from hwlab_cli.evaluation.truth import Truth, TruthError
from hwlab_cli.model import IdentifiedField

EXAMPLES = Path(__file__).parents[2] / "examples"


def read(folder: Path, text: str, *photos: str) -> Truth:
    for name in photos or ("a.jpg",):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    (folder / truth.NAME).write_text(text, encoding="utf-8")
    return truth.read(folder)


def test_the_examples_are_read_whole() -> None:
    written = json.loads((EXAMPLES / truth.NAME).read_text(encoding="utf-8"))
    found = truth.read(EXAMPLES)
    assert (found.wrong, found.missing) == ([], [])
    assert {device.name for device in found.devices} == set(written)
    for device in found.devices:
        assert device.photos == (EXAMPLES / device.name,)
        for name, wanted in device.fields.items():
            value = written[device.name][name.value]
            assert list(wanted) == (value if isinstance(value, list) else [value])


def test_a_device_may_have_several_photos_and_several_names(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "rack 7": {
                "photos": ["front.jpg", "sub/rear.jpg", "front.jpg"],
                "model": ["PowerEdge R720", "R720"],
                "serial": None,
                "mac_addresses": ["b083.fee8.73a0", "B0-83-FE-E8-73-A1"],
                "u_height": 2,
                "asset_tag": " IT-7 ",
            }
        }
    )
    found = read(tmp_path, "\ufeff" + text, "front.jpg", "sub/rear.jpg")
    assert found.wrong == []
    (device,) = found.devices
    assert device.photos == (tmp_path / "front.jpg", tmp_path / "sub/rear.jpg")
    assert device.fields == {
        IdentifiedField.MODEL: ("PowerEdge R720", "R720"),
        IdentifiedField.SERIAL: (),
        IdentifiedField.MAC_ADDRESSES: ("B0:83:FE:E8:73:A0", "B0:83:FE:E8:73:A1"),
        IdentifiedField.U_HEIGHT: ("2",),
        IdentifiedField.ASSET_TAG: ("IT-7",),
    }


@pytest.mark.parametrize(
    ("entry", "what", "try_this"),
    [
        ('{"serail": "A1"}', "there is no field 'serail'", "serial may be meant"),
        ('{"zzz": "A1"}', "there is no field 'zzz'", "the fields are manufacturer, model"),
        ('{"serial": 12345}', "serial must be text, not 12345", "in quotes"),
        ('{"serial": true}', "serial must be text, not true", "null says"),
        ('{"serial": " "}', 'serial must be text, not " "', "null says"),
        ('{"serial": {"value": "A1"}}', "serial must be text, not an object", "in quotes"),
        ('{"serial": [["A1"]]}', "serial must be text, not a list", "in quotes"),
        ('{"category": "swich"}', "there is no category 'swich'", "switch may be meant"),
        ('{"mac_addresses": ["B0:83"]}', "'B0:83' is no MAC address", "B0:83:FE:E8:73:A0"),
        ('{"u_height": 1.5}', "u_height must be a whole number, not 1.5", "docs/evaluation.md"),
        ('{"u_height": true}', "u_height must be a whole number, not true", "docs/evaluation.md"),
        ('{"serial": "A1", "serial": "B2"}', "serial stands there twice", "keep one"),
        ('{"photos": "a.jpg", "serial": "A1"}', "photos must be a list", "docs/evaluation.md"),
        ('{"photos": [], "serial": "A1"}', "photos must be a list", "docs/evaluation.md"),
        ('{"photos": ["../a.jpg"], "serial": "A1"}', "not in the folder", "below the folder"),
        ('{"photos": ["/etc/passwd"], "serial": "A1"}', "not in the folder", "below the folder"),
        ('{"photos": ["a\\u0000.jpg"], "serial": "A1"}', "not in the folder", "below the folder"),
        ('{"photos": [""], "serial": "A1"}', "not in the folder", "below the folder"),
        ("{}", "nothing is said of it", "its fields may be manufacturer"),
        ('"A1"', "it must be an object", "docs/evaluation.md"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, entry: str, what: str, try_this: str
) -> None:
    text = f'{{\n  "b.jpg": {{"serial": "B2"}},\n  "a.jpg": {entry}\n}}'
    found = read(tmp_path, text, "a.jpg", "b.jpg")
    assert [device.name for device in found.devices] == ["b.jpg"]
    (error,) = found.wrong
    assert error.exit_code is ExitCode.USAGE
    assert error.item == f"{tmp_path / truth.NAME}, line 3"
    assert error.message.startswith("a.jpg: ")
    assert what in error.message
    assert try_this in str(error.hint)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = '{"a": {"serail": "1"},\n"b": 7,\n"b": {"serial": "2"},\n"c\\u00e9": {}}'
    found = read(tmp_path, text)
    assert [str(one.item).rsplit(", ", 1)[1] for one in found.wrong] == [
        *("line 1", "line 2", "line 3", "line 4")
    ]
    assert found.wrong[2].message == "b: it stands there twice"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{\n  "a.jpg": {"serial": "A1",}\n}', "not valid JSON in line 2, column 2"),
        ("", "not valid JSON in line 1, column 1"),
        ("[]", "it names no device"),
        ("{}", "it names no device"),
        ('"text"', "it names no device"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_truth_file_is_told(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(TruthError, match=what) as caught:
        read(tmp_path, text)
    assert caught.value.exit_code is ExitCode.USAGE
    assert str(tmp_path / truth.NAME) in str(caught.value.item)
    assert caught.value.hint


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / truth.NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TruthError, match="not UTF-8"):
        truth.read(tmp_path)


def test_a_folder_where_the_file_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / truth.NAME).mkdir()
    with pytest.raises(TruthError, match="can't be read"):
        truth.read(tmp_path)


def test_no_folder_and_no_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such folder"):
        truth.read(tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match=r"no truth\.json"):
        truth.read(tmp_path)


def test_a_photo_that_is_not_there_leaves_its_device_out(tmp_path: Path) -> None:
    text = '{"a.jpg": {"serial": "A1"},\n"both": {"photos": ["a.jpg", "gone.jpg"], "serial": "B"}}'
    found = read(tmp_path, text)
    assert [device.name for device in found.devices] == ["a.jpg"]
    (error,) = found.missing
    assert error.exit_code is ExitCode.NO_USABLE_PHOTO
    assert error.item == str(tmp_path / "gone.jpg")
    assert "line 2" in error.message
