"""Which devices go into one request: each once, no type in two requests that are under way."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hwlab_cli.netbox.batches import Batch, Batches

Piece = tuple[int, int]  # its type, and its number

kinds_of_devices = st.lists(st.integers(1, 8), max_size=80)


@given(
    kinds=kinds_of_devices,
    later=kinds_of_devices,
    most=st.integers(1, 30),
    takers=st.integers(1, 4),
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.booleans()), max_size=60),
)
def test_each_device_is_handed_out_once_and_no_type_twice_at_a_time(
    kinds: list[int],
    later: list[int],
    most: int,
    takers: int,
    steps: list[tuple[bool, int, bool]],
) -> None:
    batches: Batches[Piece] = Batches(most, takers)
    batches.add((kind, (kind, number)) for number, kind in enumerate(kinds))
    running: list[Batch[Piece]] = []
    handed: list[Piece] = []
    for number, (take, which, well) in enumerate([*steps, *[(True, 0, True)] * 400]):
        if number == len(steps) // 2:
            batches.add((kind, (kind, -1 - place)) for place, kind in enumerate(later))
        batch = batches.take() if take and len(running) < takers else None
        if batch is not None:
            types = [kind for kind, _ in batch.items]
            assert types == sorted(types)
            assert set(types) == set(batch.kinds)
            assert 1 <= len(batch.items) <= most
            busy = [kind for one in running for kind in one.kinds]
            assert not set(types) & set(busy)
            running.append(batch)
            handed += batch.items
        elif running:
            batches.ended(running.pop(which % len(running)), well=well)
    assert len(batches) == 0
    wanted = [(kind, number) for number, kind in enumerate(kinds)]
    wanted += [(kind, -1 - place) for place, kind in enumerate(later)]
    assert Counter(handed) == Counter(wanted)


def test_while_all_types_are_busy_there_is_none() -> None:
    batches: Batches[str] = Batches(1, 2)
    batches.add([(1, "a"), (1, "b")])
    first = batches.take()
    assert first is not None
    assert batches.take() is None
    batches.ended(first, well=True)
    second = batches.take()
    assert second is not None
    assert second.items == ["b"]


def test_after_a_request_that_went_wrong_the_next_are_smaller() -> None:
    batches: Batches[int] = Batches(40, 1)
    batches.add((number, number) for number in range(200))
    sizes = []
    for _ in range(4):
        batch = batches.take()
        assert batch is not None
        sizes.append(len(batch.items))
        batches.ended(batch, well=False)
    assert sizes == [25, 12, 6, 3]


def test_while_requests_are_quick_the_next_are_larger_up_to_the_most() -> None:
    batches: Batches[int] = Batches(40, 1)
    batches.add((number, number) for number in range(200))
    sizes = []
    for _ in range(3):
        batch = batches.take()
        assert batch is not None
        sizes.append(len(batch.items))
        batches.ended(batch, well=True)
    assert sizes == [25, 40, 40]


def test_the_last_devices_are_shared_among_those_who_send() -> None:
    batches: Batches[int] = Batches(50, 2)
    batches.add((number, number) for number in range(20))
    first, second = batches.take(), batches.take()
    assert first is not None
    assert second is not None
    assert (len(first.items), len(second.items)) == (10, 5)
