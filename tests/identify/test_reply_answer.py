"""The whole way: what is refused and why, what is told, and what examples in a prompt do."""

import json
import unicodedata
from typing import Any

import pytest
from reply_corpus import understood
from reply_devices import DISK, SERVER
from reply_json import plain

from hwlab_cli.errors import ExitCode, ReplyError
from hwlab_cli.identify.reply.answer import read
from hwlab_cli.identify.reply.opened import LONGEST


def refused(reply: str, **more: Any) -> ReplyError:
    with pytest.raises(ReplyError) as caught:
        read(reply, **more)
    assert caught.value.exit_code is ExitCode.MODEL_UNUSABLE
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("", "the reply is empty"),
        ("I can't tell.", "no device is named in the reply, which begins “I can't tell.”"),
        ("<think>hm", "the reply ends while the model is still thinking, and begins “<think>hm”"),
        ('{"model": "string"}', "the reply only repeats a schema or an example"),
        ('{"manufacturer": "Sea', "the reply was cut short before it named a device"),
        ("x" * (LONGEST + 1), "the reply is longer than 1 MiB"),
        ("é" * (LONGEST // 2 + 1), "the reply is longer than 1 MiB"),
    ],
)
def test_no_answer_says_why(reply: str, says: str) -> None:
    assert refused(reply).message.startswith(says)


def test_the_start_of_a_reply_is_shown_harmless_and_short() -> None:
    message = refused("\x1b[31mred\x1b[0m\n\u202e" + "word " * 100).message
    assert all(unicodedata.category(one) not in {"Cc", "Cf"} for one in message)
    assert "“[31mred [0m word word" in message
    assert len(message) < 200


def test_the_longest_reply_is_read() -> None:
    reply = plain(DISK)
    assert read(reply + " " * (LONGEST - len(reply))).devices[0].serial == DISK["serial"]


def test_an_answer_behind_much_noise_is_found() -> None:
    unit = '{"a": "x" [ {"b": '
    noise = unit * ((LONGEST - 1_000) // len(unit))
    assert understood(f"{noise}\n\nMy answer: {plain(DISK)}").devices == [DISK]


def test_an_example_of_the_prompt_is_no_answer() -> None:
    example = json.dumps(SERVER, indent=2)
    assert "repeats" in refused(plain(SERVER), examples=[example]).message
    assert "repeats" in refused(f"```json\n{example}\n```", examples=[example]).message
    both = read(f"{plain(SERVER)}\nThe answer:\n{plain(DISK)}", examples=[example])
    assert [device.serial for device in both.devices] == [DISK["serial"]]


def test_nothing_is_proven_by_a_reply() -> None:
    (device,) = read(plain(SERVER)).devices
    assert (device.proven, device.evidence) == ([], {})


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (plain(DISK), []),
        (f"```json\n{plain(DISK)}\n```", ["took the JSON out of a code fence"]),
        (f"So: {plain(DISK)}", ["left out the text around the JSON"]),
        (f"<think>x</think>{plain(DISK)}", ["left out the model's thinking"]),
        (json.dumps({"result": DISK}), ["took the answer out of “result”"]),
        (
            '{"S/N": 000451, "vendor": "WD"}',
            [
                "mended what was not quite JSON",
                "took “vendor” as manufacturer",
                "took “S/N” as serial",
            ],
        ),
        (
            '{"model": "R630", "confidence": "88 %", "u_height": "2U"}',
            [
                "read “2U” as the height 2",
                "read “88 %” as the confidence 0.88",
            ],
        ),
        ('{"serial": 12345}', ["kept the digits of the serial 12345"]),
        (
            '{"model": "R630", "serial": "A1", "serial": "B2"}',
            ["“serial” is given twice: the last was kept"],
        ),
        ("Vendor: Dell\nModel: R630", ["read a list", "took “Vendor” as manufacturer"]),
    ],
)
def test_repairs_are_told(reply: str, told: list[str]) -> None:
    assert understood(reply).repairs == told


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (
            '{"model": "R630", "serial": "Default string"}',
            "“Default string” is a placeholder and was dropped",
        ),
        ('{"model": "R630", "serial": "CZJ5??"}', "“CZJ5??” is no whole serial"),
        (
            '{"model": "R630", "serial": ["A1B2", "C3D4"]}',
            "several values are given for the serial: A1B2, C3D4",
        ),
        (
            '{"model": "R630", "mac": "00:00:00:00:00:00"}',
            "“00:00:00:00:00:00” is no device's own MAC address",
        ),
        ('{"model": "R630", "u_height": "1.5"}', "“1.5” is no height in rack units"),
        ('{"model": "R630", "confidence": "quite"}', "“quite” is no confidence"),
        ('{"model": "R630", "category": "toaster"}', "“toaster” is no category that hwlab knows"),
        ('{"model": "R630", "serial": "A1B2', "the reply was cut short: the serial is left out"),
        (
            '{"model": "R730"} no, {"model": "R630"}',
            "an earlier answer in the same reply says otherwise: the last one was taken",
        ),
        (
            '{"model": "R630", "manufacturer": "string"}',
            "“string” asks to be filled in, and was dropped",
        ),
    ],
)
def test_what_was_dropped_is_noted(reply: str, note: str) -> None:
    (device,) = read(reply).devices
    assert device.model == "R630"
    assert device.notes == [note]


@pytest.mark.parametrize("reason", ["length", "LENGTH", "max_tokens", "content_filter"])
def test_a_server_that_says_so_cut_the_reply(reason: str) -> None:
    assert read(plain(DISK), finish_reason=reason).truncated


@pytest.mark.parametrize("reason", ["stop", "tool_calls", "", "null", None, "end_turn"])
def test_other_reasons_are_not_believed(reason: str | None) -> None:
    assert not read(plain(DISK), finish_reason=reason).truncated
    assert read(plain(DISK)[:-1], finish_reason=reason).truncated
