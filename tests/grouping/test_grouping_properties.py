"""What must hold of the groups of any shots."""

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from grouping_shots import PHONE, names, together
from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.grouping.rule import By, Group, bursts, grouped
from hwlab_cli.grouping.shot import Kind, Shot, Shown
from hwlab_cli.photos.taken import Taken

ONE_EACH = {Kind.LABEL, Kind.SERIAL, Kind.ASSET_TAG}
GAPS = st.integers(0, 20)
ALONE = "label:AAAAA11 serial:AAAAA11 serial:AAAAAI1 serial:BBBBB22 serial:77 asset_tag:CCCCC33"
SHOWN = [
    Shown(),
    Shown(),
    Shown(),
    Shown(several=True),
    Shown(names("serial:AAAAA11"), several=True),
    *(Shown(names(name)) for name in ALONE.split()),
    *(Shown(frozenset(), names(name)) for name in ALONE.split()),
    *(Shown(names("mac:AAAAA11"), names(name)) for name in ALONE.split()),
    *(Shown(names(f"mac:BBBBB22 {name}")) for name in ALONE.split()),
    Shown(names("serial:AAAAA11 asset_tag:CCCCC33")),
    Shown(names("serial:BBBBB22 asset_tag:CCCCC33")),
    Shown(names("mac:AAAAA11 mac:BBBBB22")),
    Shown(frozenset(), names("code:K1")),
    Shown(frozenset(), names("code:K2")),
]
TIMES = [None, *(Taken(second, PHONE) for second in range(60)), Taken(5, ()), Taken(9, ())]


def _shots(drawn: Sequence[tuple[Shown, Taken | None, bool]]) -> list[Shot]:
    made = []
    for number, (shown, when, of_device) in enumerate(drawn):
        folder = Path("device" if of_device else "roll")
        made.append(Shot(folder / f"{number:02}", folder, of_device, when, shown))
    return made


any_shots = st.lists(
    st.tuples(st.sampled_from(SHOWN), st.sampled_from(TIMES), st.booleans()), max_size=10
).map(_shots)


@given(any_shots, GAPS, st.randoms(use_true_random=False))
def test_any_shots_make_groups_that_may_be_devices(
    shots: list[Shot], gap: int, chance: random.Random
) -> None:
    groups = grouped(shots, gap)
    each_is_in_one_place(shots, groups)
    for group in groups:
        if len(group.shots) > 1:
            nothing_contradicts(group)
            each_has_a_reason(shots, group, gap)
    nobody_had_the_choice(shots, groups, gap)
    other = list(shots)
    chance.shuffle(other)
    assert together(other, gap) == together(shots, gap)


def each_is_in_one_place(shots: Sequence[Shot], groups: Sequence[Group]) -> None:
    """In the order in which they were given."""
    assert sorted((one for group in groups for one in group.shots), key=shots.index) == shots
    firsts = [shots.index(group.shots[0]) for group in groups]
    assert firsts == sorted(firsts)
    for group in groups:
        places = [shots.index(one) for one in group.shots]
        assert places == sorted(places)
        assert bool(group.by) == (len(group.shots) > 1)


def nothing_contradicts(group: Group) -> None:
    shown = [one.shown for one in group.shots]
    assert not any(one.several for one in shown)
    assert len({one.folder for one in group.shots if one.of_device}) <= 1
    proven = {name for one in shown for name in one.proven}
    kinds = [name.kind for name in proven if name.kind in ONE_EACH]
    assert len(kinds) == len(set(kinds))
    if not {By.LABEL, By.SERIAL, By.ASSET_TAG, By.MAC} & set(group.by):
        read = {name.alike for one in shown for name in (*one.proven, *one.doubtful)}
        kinds = [name.kind for name in read if name.kind in ONE_EACH]
        assert len(kinds) == len(set(kinds))


def each_has_a_reason(shots: Sequence[Shot], group: Group, gap: int) -> None:
    """It shares a name, its folder or a burst with another of its group."""
    burst_of = {number: set(burst) for burst in bursts(shots, gap) for number in burst}
    numbers = [shots.index(one) for one in group.shots]
    for number in numbers:
        mine = shots[number]
        assert any(
            mine.shown.proven & shots[other].shown.proven
            or (mine.of_device and mine.folder == shots[other].folder)
            or other in burst_of.get(number, set())
            for other in numbers
            if other != number
        )


def nobody_had_the_choice(shots: Sequence[Shot], groups: Sequence[Group], gap: int) -> None:
    """A shot that names nothing is between two of its device, where its burst has others."""
    group_of = {
        shots.index(one): number for number, group in enumerate(groups) for one in group.shots
    }
    for burst in bursts(shots, gap):
        naming = [number for number in burst if is_naming(shots[number])]
        if len({group_of[number] for number in naming}) < 2 or shots[burst[0]].of_device:
            continue
        for place, number in enumerate(burst):
            if not is_naming(shots[number]) and len(groups[group_of[number]].shots) > 1:
                before = [other for other in burst[:place] if other in naming][-1]
                after = next(other for other in burst[place:] if other in naming)
                assert group_of[before] == group_of[number] == group_of[after]


def is_naming(shot: Shot) -> bool:
    return bool(shot.shown.proven or shot.shown.doubtful or shot.shown.several)


@given(any_shots, GAPS)
def test_a_burst_has_no_longer_gap_and_is_of_one_camera_in_one_folder(
    shots: list[Shot], gap: int
) -> None:
    for burst in bursts(shots, gap):
        taken = [one for number in burst if (one := shots[number].taken)]
        assert len(taken) == len(burst)
        assert all(0 <= after.seconds - before.seconds <= gap for before, after in pairwise(taken))
        assert len({one.clock for one in taken}) == 1
        assert len({shots[number].folder for number in burst}) == 1
