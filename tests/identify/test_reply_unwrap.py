"""What is wrapped around an answer, and what is a device of its own."""

import json
from typing import Any

import pytest
from reply_corpus import understood

A = {"manufacturer": "HPE", "model": "DL360", "serial": "A1B2C3D4"}
B = {"manufacturer": "Dell", "model": "R630", "serial": "E5F6G7H8"}


@pytest.mark.parametrize(
    "data",
    [
        {"result": A},
        {"a": {"b": {"c": A}}},
        [[A]],
        {"device": [A]},
        {"result": json.dumps(A)},
        {"answer": f"It is this:\n```json\n{json.dumps(A)}\n```"},
        {"name": "report", "arguments": json.dumps(A)},
        {"model": "gpt", "choices": [{"message": {"content": json.dumps(A)}}]},
        {"model": "llava", "response": json.dumps(A), "done": True},
        {"role": "assistant", "content": [{"type": "text", "text": json.dumps(A)}]},
        {"schema": {"properties": B}, "answer": A},
        {"example": B, "device": A},
        {"draft": B, "final": A},
        {"device": A, "components": [B]},
        {**A, "psu": B},
        {"candidates": [A, B]},
        {"identity": {"manufacturer": "HPE", "model": "DL360"}, "labels": {"serial": "A1B2C3D4"}},
        [["manufacturer", "HPE"], ["model", "DL360"], ["serial", "A1B2C3D4"]],
        [{"key": name, "value": value} for name, value in A.items()],
        {name: {"value": value, "source": "label"} for name, value in A.items()},
        {name: [value] for name, value in A.items()},
    ],
)
def test_one_device(data: Any) -> None:
    assert understood(json.dumps(data)).devices == [A]


@pytest.mark.parametrize(
    "data",
    [
        [A, B],
        {"devices": [A, B]},
        {"devices": {"1": A, "2": B}},
        {"device1": A, "device2": B},
        {"result": {"hardware": [A, B]}},
        [{"device": A}, {"device": B}],
        [A, None, {}, "x", B],
        {
            "tool_calls": [
                {"function": {"name": "f", "arguments": json.dumps(one)}} for one in (A, B)
            ]
        },
    ],
)
def test_two_devices(data: Any) -> None:
    assert understood(json.dumps(data)).devices == [A, B]


@pytest.mark.parametrize(
    "data",
    [
        {"specs": A},
        {"example": A},
        {"schema": A},
        {"name": "report", "arguments": {}},
        {"name": "report"},
        {"psu": None, "text": "HPE"},
        ["HPE", "DL360"],
        {"a": [[[[[[[[[[A]]]]]]]]]]},
    ],
)
def test_no_device(data: Any) -> None:
    assert understood(json.dumps(data)).devices == []


def test_what_is_said_of_all_is_said_of_each() -> None:
    found = understood(json.dumps({"devices": [A, B], "confidence": 0.9, "category": "server"}))
    assert found.devices == [{**one, "confidence": 0.9, "category": "server"} for one in (A, B)]


def test_a_part_is_not_the_device_it_is_in() -> None:
    found = understood(
        json.dumps({"manufacturer": "HPE", "drive_1": B, "nic": {"mac": "a0369f001122"}})
    )
    assert found.devices == [{"manufacturer": "HPE"}]


def test_equal_devices_are_one_and_keep_the_fuller() -> None:
    fuller = {**A, "category": "server"}
    assert understood(json.dumps([A, fuller, A])).devices == [fuller]
    assert understood(json.dumps([A, {**A, "serial": "A1B2C3D5"}])).devices == [
        A,
        {**A, "serial": "A1B2C3D5"},
    ]


def test_devices_without_a_serial_that_differ_stay_apart() -> None:
    two = [{"model": "R630", "u_height": 1}, {"model": "R630", "u_height": 2}]
    assert understood(json.dumps(two)).devices == two
