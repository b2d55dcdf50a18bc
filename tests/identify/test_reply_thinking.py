import pytest

from hwlab_cli.identify.reply.thinking import spoken


@pytest.mark.parametrize(
    ("reply", "said", "unfinished"),
    [
        ("no thinking", "no thinking", False),
        ("<think>a</think>b", "b", False),
        ("a</think>b", "b", False),
        ("a<think>b", "a", True),
        ("<think>a</think>b<think>c", "b", True),
        ("<think>a<think>b</think>c</think>d", "d", False),
        ("<think>a</think>b</think>", "b", False),
        ("a</think>", "", True),
        ("<think/>a", "<think/>a", False),
        ("1 < 2 <b>x</b>", "1 < 2 <b>x</b>", False),
        ("[THINK]a[/THINK]b", "b", False),
        ("◁think▷a◁/think▷b", "b", False),
        (
            "<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|>b<|return|>",
            "b",
            False,
        ),
        ("<|channel|>analysis<|message|>a", "", True),
        ("analysisa assistantfinalb", "b", False),
        ("analysis of the label: b", "analysis of the label: b", False),
    ],
)
def test_thinking_is_no_part_of_what_is_said(reply: str, said: str, unfinished: bool) -> None:
    found = spoken(reply)
    assert (found.text.strip(), found.unfinished) == (said, unfinished)
