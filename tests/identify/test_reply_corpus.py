"""Every reply of the corpus is understood as its line says."""

from typing import Any

import pytest
import write_replies
from reply_corpus import CONTRACT, FOLDER, is_right, printed, rows, understood

ROWS = rows()
ANSWERED = [row for row in ROWS if row["expect"]]


def named(row: dict[str, Any]) -> str:
    return f"{row['file']}: {row['class']}"


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_reply_is_understood_as_it_is_meant(row: dict[str, Any]) -> None:
    found = understood(row["reply"], row.get("finish_reason"))
    assert is_right(row, found), found


@pytest.mark.parametrize("row", ANSWERED, ids=named)
def test_its_own_output_means_the_same(row: dict[str, Any]) -> None:
    reason = row.get("finish_reason")
    assert (
        understood(printed(row["reply"], reason)).devices
        == understood(row["reply"], reason).devices
    )


@pytest.mark.parametrize("row", [row for row in ANSWERED if row.get("truncated")], ids=named)
def test_what_was_cut_short_is_never_confident(row: dict[str, Any]) -> None:
    found = understood(row["reply"], row.get("finish_reason"))
    assert all("confidence" not in device for device in found.devices)


@pytest.mark.parametrize("row", rows("clean", "fenced", "wrappers", "several"), ids=named)
def test_a_reason_to_distrust_takes_nothing_but_the_confidence(row: dict[str, Any]) -> None:
    whole = understood(row["reply"]).devices
    found = understood(row["reply"], "length")
    assert found.truncated
    for device in whole:
        device.pop("confidence", None)
    assert found.devices == whole


def test_the_corpus_is_what_its_writer_writes() -> None:
    for write in write_replies.WRITERS:
        file = FOLDER / f"{write.__name__}.jsonl"
        assert file.read_text(encoding="utf-8") == write_replies.content(write), file.name
    written = {write.__name__ for write in write_replies.WRITERS}
    assert {file.stem for file in FOLDER.glob("*.jsonl")} == written | {CONTRACT}


def test_the_corpus_is_large_and_varied() -> None:
    assert len({row["reply"] for row in ROWS}) >= 300
    assert len({row["class"] for row in ROWS}) >= 50
    assert len([row for row in ROWS if not row["expect"]]) >= 80
