"""Where objects stand in a reply, and where they end."""

import json

import pytest

from hwlab_cli.identify.reply.effort import Effort
from hwlab_cli.identify.reply.reading import read
from hwlab_cli.identify.reply.regions import is_all_json, regions


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in regions(text, Effort())]


def data(text: str) -> object:
    (region,) = regions(text, Effort())
    read_data = read(text, region, Effort())
    return read_data.value if read_data else None


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ('a {"b": 1} c {"d": 2} e', ['{"b": 1}', '{"d": 2}']),
        ('[{"b": 1}, {"b": 2}]', ['[{"b": 1}, {"b": 2}]']),
        ("a [1] {x} (2) {} b", ["{}"]),
        ('{{"a": 1}}', ['{"a": 1}']),
        ('{"a": "}"} {"b": "{"}', ['{"a": "}"}', '{"b": "{"}']),
        ('{"a": "2.5" bay", "b": "}"} x', ['{"a": "2.5" bay", "b": "}"}']),
        ("{'a': 'it's {b}', 'c': 1} x", ["{'a': 'it's {b}', 'c': 1}"]),
        ('{"a": 1 // }\n, "b": 2} x', ['{"a": 1 // }\n, "b": 2}']),
        ('```\n{"a": 1\n```\n{"b": 2}', ['{"a": 1', '{"b": 2}']),
        ('{"a": "b"\nno: {"c": 1}', ['{"a": "b"', '{"c": 1}']),
        ('{"a": {"b": [{"c": 1}]}}', ['{"a": {"b": [{"c": 1}]}}']),
        ('{"a": [1, 2}, {"b": 1}', ['{"a": [1, 2}', '{"b": 1}']),
    ],
)
def test_objects_are_found(text: str, objects: list[str]) -> None:
    assert found(text) == objects


@pytest.mark.parametrize(
    ("text", "is_cut", "open_string"),
    [
        ('{"a": "b', True, 6),
        ('{"a": "b"', True, None),
        ('{"a": 12', True, None),
        ('{"a', True, 1),
        ('{"a": "b"}', False, None),
        ('```\n{"a": "b"\n```', False, None),
        ('```\n{"a": "b\n```', True, 10),
    ],
)
def test_where_a_reply_is_cut_is_told(text: str, is_cut: bool, open_string: int | None) -> None:
    (region,) = regions(text, Effort())
    assert (region.is_cut, region.open_string) == (is_cut, open_string)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"a": 1, "b": 2,}', {"a": "1", "b": "2"}),
        ('{"a": 00012, "b": 1E10234}', {"a": "00012", "b": "1E10234"}),
        ("{'a': 'it's', 'b': None, 'c': True}", {"a": "it's", "b": None, "c": True}),
        ('{a: "x", b: y z}', {"a": "x", "b": "y z"}),
        ('{"a": "x" /* "no" */, // {no}\n "b": "y"}', {"a": "x", "b": "y"}),
        ('{"a": "x"\n"b": 1\n"c": "z"}', {"a": "x", "b": "1", "c": "z"}),
        ('{"a": 0,93, "b": 1}', {"a": "0,93", "b": "1"}),
        ('{"a" = "x", "b" => "y"}', {"a": "x", "b": "y"}),
        ('{"a": , "b": "y"}', {"a": None, "b": "y"}),
        ("{“a”: “x “y” z”}", {"a": "x “y” z"}),
        ('{"a": "say "x", then "y"", "b": 1}', {"a": 'say "x", then "y"', "b": "1"}),
        ('{"a": ["x", "y",], "b": {"c": 1,},}', {"a": ["x", "y"], "b": {"c": "1"}}),
        ('{"a": [{"b": 1} {"b": 2}]}', {"a": [{"b": "1"}, {"b": "2"}]}),
        ('{"a": "x";\n"b": "y"}', {"a": "x", "b": "y"}),
        ('{"a": http://x.y/z, "b": "y"}', {"a": "http://x.y/z", "b": "y"}),
        ('{"a": 19" rack, "b": "y"}', {"a": '19" rack', "b": "y"}),
    ],
)
def test_what_is_nearly_json_is_read(text: str, meant: object) -> None:
    assert data(text) == meant


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a": 1}', True),
        (' {"a": 1}, [2]\n{"b": 3} ', True),
        ('{"a": 1} x', False),
        ("x", False),
        ('{"a": 1', False),
        ("[" * 100_000, False),
    ],
)
def test_a_text_that_is_json_and_nothing_else(text: str, whole: bool) -> None:
    assert is_all_json(text) is whole


def test_json_reads_as_the_standard_library_reads_it() -> None:
    written = {"a": [1, 2.5, None, True, 'x\n\u2028"y\\'], "b": {"c": {}, "d": []}, "": ""}
    texts = json.loads(json.dumps(written), parse_int=str, parse_float=str)
    assert data(json.dumps(written)) == texts
