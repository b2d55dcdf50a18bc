"""The benches' verdicts: what is missed is said, and nothing is left out of the run."""

import math
import os
from pathlib import Path
from typing import Literal

import pytest

import bench
from bench import __main__ as runner
from bench import log_append, log_growth, scratch
from bench.verdict import Verdict, tell

FOLDER = Path(bench.__file__).parent


@pytest.mark.parametrize(
    ("figure", "direction", "met"),
    [
        (1.6, "at most", True),
        (1.61, "at most", False),
        (1.6, "at least", True),
        (1.59, "at least", False),
        (math.nan, "at most", False),
        (math.nan, "at least", False),
    ],
)
def test_a_verdict_holds_its_figure_against_its_aim(
    figure: float,
    direction: Literal["at most", "at least"],
    met: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    verdict = Verdict("a / b", figure, direction, 1.6, "16 ms against 10 ms")
    assert verdict.met is met
    tell([verdict])
    line = capsys.readouterr().out
    assert line.startswith("met " if met else "MISSED ")
    assert f"(aim: {direction} 1.6)" in line
    assert "16 ms against 10 ms" in line


def test_every_bench_is_run() -> None:
    there = {
        file.stem
        for file in FOLDER.glob("*.py")
        if "-> list[Verdict]:" in file.read_text(encoding="utf-8")
    }
    assert set(runner.BENCHES) == there


@pytest.mark.parametrize(("figure", "code", "told"), [(1.0, 0, "1 of 1"), (3.0, 1, "0 of 1")])
def test_a_missed_aim_is_an_exit_code(
    figure: float,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(log_append, "main", lambda: [Verdict("it", figure, "at most", 2.0)])
    assert runner.main(["log_append"]) == code
    out = capsys.readouterr().out
    assert out.startswith("== log_append: ")
    assert f"{told} aims met" in out


def test_a_bench_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        runner.main(["label"])
    assert ended.value.code == 2
    assert "start_up, photo_loading" in capsys.readouterr().err


def test_a_bench_that_can_not_be_run_here_is_told_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave() -> list[Verdict]:
        raise SystemExit("no NetBox can be brought up here")

    monkeypatch.setattr(log_growth, "main", leave)
    monkeypatch.setattr(log_append, "main", lambda: [Verdict("it", 1.0, "at most", 2.0)])
    assert runner.main(["log_growth", "log_append"]) == 1
    out = capsys.readouterr().out
    assert "NOT MEASURED  no NetBox can be brought up here" in out
    assert "1 of 1 aims met" in out
    assert out.endswith("not measured: log_growth\n")


def test_the_environment_is_the_users_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWLAB_HOME", "theirs")
    monkeypatch.setenv("HWLAB_NETBOX_TOKEN", "secret")
    monkeypatch.setenv("HWLAB_TEST_NETBOX", "off")
    before = dict(os.environ)
    with scratch.alone():
        assert os.environ["HWLAB_HOME"] != "theirs"
        assert "HWLAB_NETBOX_TOKEN" not in os.environ
        assert os.environ["HWLAB_TEST_NETBOX"] == "off"
    assert dict(os.environ) == before
