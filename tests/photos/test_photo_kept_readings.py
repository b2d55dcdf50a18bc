"""Readings kept until their device is looked at: the same as were put in, and only so many."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.model import EvidenceKind, Reading
from hwlab_cli.photos.kept_readings import KeptReadings

corners = st.tuples(st.integers(), st.integers())
any_reading = st.builds(
    Reading,
    st.sampled_from(EvidenceKind),
    st.text(),
    st.just("a photo"),
    st.tuples(corners, corners, corners, corners),
    st.text(max_size=5),
    st.text(max_size=5),
    st.lists(st.tuples(st.integers(0, 9), st.text(max_size=1)), max_size=2).map(tuple),
)


@given(st.lists(any_reading, max_size=3))
def test_readings_come_back_whole_once_under_the_name_that_the_photo_has_now(
    found: list[Reading],
) -> None:
    kept = KeptReadings()
    kept.keep("hash", found)
    assert kept.take("other", "a photo") is None
    assert kept.take("hash", "another name") == [
        replace(one, photo="another name") for one in found
    ]
    assert kept.take("hash", "a photo") is None


def test_what_does_not_fit_is_not_kept_until_there_is_room() -> None:
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    long = [Reading(EvidenceKind.TEXT, "".join(map(chr, range(33, 126))), "a photo", box)]
    kept = KeptReadings(250)
    for name in ("first", "second"):
        kept.keep(name, long)
    assert kept.take("second", "a photo") is None
    assert kept.take("first", "a photo") == long
    kept.keep("second", long)
    assert kept.take("second", "a photo") == long
