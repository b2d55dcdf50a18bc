"""The clock of one ask, told the time by the test."""

import pytest

from hwlab_cli.identify.vision.deadlines import OverdueError, UnwantedError, Watch
from hwlab_cli.identify.vision.heard import Heard
from hwlab_cli.tier import Tier


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def watch(clock: Clock, heard: list[Heard] | None = None, **settings: float) -> Watch:
    values = {"load_seconds": 30.0, "pause_seconds": 5.0, "seconds": 100.0} | settings
    tier = Tier(name="a", base_url="http://h/v1", model="m", **values)  # type: ignore[arg-type]
    listener = heard.append if heard is not None else lambda one: None
    return Watch(tier, listener, clock=clock)


def test_the_first_token(clock: Clock) -> None:
    watching = watch(clock)
    watching.connecting()
    clock.now += 29
    assert watching.left() == 1
    clock.now += 1
    with pytest.raises(OverdueError, match="no answer began within 30 s") as caught:
        watching.left()
    assert caught.value.setting == "load_seconds"


def test_between_tokens(clock: Clock) -> None:
    watching = watch(clock)
    watching.connecting()
    for _ in range(10):
        clock.now += 4
        watching.token(thinking=False)
        assert watching.left() == 5
    clock.now += 5
    with pytest.raises(OverdueError, match="stopped in the middle for 5 s"):
        watching.wait()


def test_the_whole(clock: Clock) -> None:
    watching = watch(clock)
    watching.connecting()
    for _ in range(25):
        clock.now += 3.9
        watching.token(thinking=True)
    assert watching.left() == pytest.approx(2.5)
    clock.now += 2.5
    with pytest.raises(OverdueError, match="took longer than 100 s"):
        watching.left()


def test_a_fresh_request_may_load_anew_and_the_whole_goes_on(clock: Clock) -> None:
    watching = watch(clock)
    watching.connecting()
    clock.now += 20
    watching.connecting(is_fresh=False)  # the server is loading still
    assert watching.left() == 10
    watching.connecting()
    assert watching.left() == 30
    clock.now += 29
    watching.connecting()
    clock.now += 29
    watching.connecting()
    assert watching.left() == 22  # of the hundred


def test_the_first_token_is_counted_from_its_own_request(clock: Clock) -> None:
    watching = watch(clock)
    watching.connecting()
    clock.now += 7
    watching.connecting()
    clock.now += 2
    watching.token(thinking=True)
    clock.now += 1
    watching.token(thinking=False)
    assert watching.first_token_seconds == 2
    assert watching.seconds == 10


def test_what_is_heard(clock: Clock) -> None:
    heard: list[Heard] = []
    watching = watch(clock, heard)
    watching.connecting()
    watching.connected()
    clock.now += 2
    watching.wait()
    watching.token(thinking=True)
    watching.token(thinking=False)
    assert heard == [
        Heard("a", 0, 0.0, "connecting"),
        Heard("a", 0, 0.0, "loading"),
        Heard("a", 0, 2.0, "loading"),
        Heard("a", 1, 2.0, "thinking"),
        Heard("a", 2, 2.0, "answering"),
    ]


def test_stopping_ends_a_wait(clock: Clock) -> None:
    tier = Tier(name="a", base_url="http://h/v1", model="m")
    watching = Watch(tier, stop=lambda: True, clock=clock)
    with pytest.raises(UnwantedError):
        watching.wait()
    with pytest.raises(UnwantedError):
        watching.sleep(60)


def test_a_sleep_ends_with_the_deadline() -> None:
    tier = Tier(name="a", base_url="http://h/v1", model="m", load_seconds=0.05)
    watching = Watch(tier)
    with pytest.raises(OverdueError):
        watching.sleep(600)
