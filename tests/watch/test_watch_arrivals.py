"""Which photos are whole, and when: by a clock of the test's own."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.arrivals.folder import Signature, photo_files
from hwlab_cli.arrivals.waiting import LONGEST, LONGEST_PAUSE, PAUSE, Arrivals

A, B = Path("a.jpg"), Path("b.jpg")
WHOLE: Signature = (5, 1, 1, 1)
LARGER: Signature = (9, 2, 2, 1)


def test_a_photo_is_due_once_all_is_still_and_quiet() -> None:
    arrivals = Arrivals(2, 10)
    arrivals.look({A: WHOLE}, 0)
    assert arrivals.due(9) == []
    arrivals.look({A: WHOLE, B: WHOLE}, 9)
    assert arrivals.due(11) == []
    assert arrivals.due(19) == [A, B]


def test_what_changes_is_waited_for() -> None:
    arrivals = Arrivals(2, 2)
    arrivals.look({A: WHOLE}, 0)
    arrivals.look({A: LARGER}, 1)
    assert arrivals.due(2) == []
    assert arrivals.due(3) == [A]


def test_what_was_taken_care_of_comes_again_only_when_it_changes() -> None:
    arrivals = Arrivals(1, 1)
    arrivals.look({A: WHOLE}, 0)
    arrivals.care_for([A])
    arrivals.look({A: WHOLE}, 1)
    assert arrivals.waiting == []
    arrivals.look({A: LARGER}, 2)
    assert arrivals.waiting == [A]
    assert arrivals.due(3) == [A]


def test_what_may_pass_is_tried_again_less_and_less_often() -> None:
    arrivals = Arrivals(1, 1)
    now, pauses = 0.0, []
    for _ in range(9):
        arrivals.look({A: WHOLE}, now)
        assert arrivals.waiting == [A]
        began = now
        arrivals.put_off([A], now)
        while not arrivals.waiting:
            now += PAUSE / 2
            arrivals.look({A: WHOLE}, now)
        pauses.append(now - began)
    assert pauses[:3] == [PAUSE, 2 * PAUSE, 4 * PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    # It keeps nothing else waiting, and comes at once when it changes.
    arrivals.put_off([A], now)
    arrivals.look({A: WHOLE, B: WHOLE}, now)
    assert arrivals.due(now + 1) == [B]
    arrivals.look({A: LARGER}, now)
    assert arrivals.waiting == [A]


def test_a_photo_whose_rights_come_late_has_changed(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"x")
    photo.chmod(0)
    before = photo_files(tmp_path, {".jpg"})
    for _ in range(100_000):  # the clock of files ticks slowly
        photo.chmod(0o600)
        after = photo_files(tmp_path, {".jpg"})
        if after != before:
            break
    assert after != before
    assert after[photo][:2] == before[photo][:2]


def test_what_is_gone_is_not_waited_for() -> None:
    arrivals = Arrivals(1, 1)
    arrivals.look({A: WHOLE}, 0)
    arrivals.look({}, 1)
    assert (arrivals.waiting, arrivals.due(9)) == ([], [])


@given(st.floats(0.1, 10), st.floats(0, 10))
def test_a_stream_that_never_ceases_is_taken_in_all_the_same(still: float, quiet: float) -> None:
    arrivals = Arrivals(still, quiet)
    step = max(still, quiet) / 2
    for number in range(2 * LONGEST + 2):
        found = {A: WHOLE, B: (number, number, number, 1)}
        arrivals.look(found, number * step)
    assert A in arrivals.due((2 * LONGEST + 2) * step)


@given(st.lists(st.sampled_from([None, WHOLE, LARGER]), min_size=1, max_size=12))
def test_nothing_is_due_that_has_changed_within_the_time_for_it(
    states: list[Signature | None],
) -> None:
    arrivals = Arrivals(2, 3)
    since, before = 0, None
    for now, state in enumerate(states):
        arrivals.look({A: state} if state else {}, now)
        since = since if state == before else now
        before = state
        assert arrivals.due(now) == ([A] if state and now - since >= 3 else [])


def test_only_whole_photos_of_the_folder_itself_count(tmp_path: Path) -> None:
    for name in (
        *("a.jpg", "B.HEIC", "c.jpg.part", "d.jpg.tmp", ".syncthing.e.jpg.tmp", ".f.jpg.Xy12ab"),
        *(".pending-17-g.jpg", "~h.jpg", "i.txt", "j.crdownload"),
    ):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    found = photo_files(tmp_path, {".jpg", ".heic"})
    assert {path.name for path in found} == {"a.jpg", "B.HEIC"}
