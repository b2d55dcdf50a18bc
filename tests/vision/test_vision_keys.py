"""Where a tier's API key comes from."""

from pathlib import Path

import pytest

from hwlab_cli.errors import ConfigError, ExitCode
from hwlab_cli.identify.vision.endpoint import Endpoint
from hwlab_cli.identify.vision.faults import SettingsError
from hwlab_cli.identify.vision.keys import read_key
from hwlab_cli.tier import Tier


def tier(**settings: str) -> Tier:
    values = {"name": "a", "base_url": "http://127.0.0.1:9/v1", "model": "m"}
    return Tier(**(values | settings))  # type: ignore[arg-type]


def test_none_is_needed() -> None:
    assert read_key(tier()) == ""


def test_three_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "k1\n")
    (tmp_path / "key").write_text("k2\n", encoding="utf-8")
    assert read_key(tier(api_key_env="MY_KEY")) == "k1"
    assert read_key(tier(api_key_file=str(tmp_path / "key"))) == "k2"
    assert read_key(tier(api_key_command="echo k3")) == "k3"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api_key_env": "NOT_SET_ANYWHERE"}, "api_key_env gives none"),
        ({"api_key_file": "/nowhere/key"}, "the API key can't be read"),
        ({"api_key_file": "/dev/null"}, "api_key_file gives none"),
        ({"api_key_command": "false"}, "ended with 1"),
        ({"api_key_command": "true"}, "api_key_command gives none"),
        ({"api_key_command": "/nowhere/tool"}, "can't be run"),
        ({"api_key_command": "echo 'sk-one two'"}, "can't be one"),
        ({"api_key_command": "printf 'sk\\nX-Other: y'"}, "can't be one"),
    ],
)
def test_a_key_that_cannot_be_had(settings: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read_key(tier(**settings))
    assert caught.value.hint
    assert "sk" not in caught.value.message
    with pytest.raises(SettingsError, match=words) as told:
        Endpoint(tier(**settings), tmp_path).models()
    assert told.value.exit_code is ExitCode.CONFIG
    assert told.value.item == "m at http://127.0.0.1:9/v1"
