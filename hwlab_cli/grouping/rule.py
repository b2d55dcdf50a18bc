"""The rule by which photos are put together: a wrong group is a wrong device; in doubt, apart.

What the photos themselves say comes first, a folder that stands for a device next, and the time
between two shots last. docs/decisions/0018-in-doubt-apart.md says why.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hwlab_cli.grouping.shot import Kind, Name, Shot

if TYPE_CHECKING:
    from pathlib import Path

_JOINING = (Kind.LABEL, Kind.SERIAL, Kind.ASSET_TAG, Kind.MAC)
"""What puts shots together wherever and whenever they were taken, the surest first."""
_ONE_EACH = (Kind.LABEL, Kind.SERIAL, Kind.ASSET_TAG)
"""Of what a device has one at most. It has an address for each of its ports."""
_SHORTEST = 5
"""How many characters it takes to be no other device's by chance, as a maker's own count is."""
MOST_OF_ONE = 20
"""How many photos of one device a folder or a burst may have: with more, it is something else."""


class By(StrEnum):
    """What put shots together."""

    LABEL = "label"
    SERIAL = "serial"
    ASSET_TAG = "asset_tag"
    MAC = "mac"
    FOLDER = "folder"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Group:
    """Shots of one device, what put them together, and what names it on them."""

    shots: tuple[Shot, ...]
    by: tuple[By, ...] = ()

    @property
    def proven(self) -> list[Name]:
        """What the photos prove that names this device."""
        found = {name for shot in self.shots for name in shot.shown.proven}
        return sorted(found, key=lambda name: (_JOINING.index(name.kind), name.text))


def grouped(shots: Sequence[Shot], gap: float) -> list[Group]:
    """Return which shots show one device, in the order in which they were given.

    `gap` is how many seconds may pass between two shots of one device. The same shots in another
    order make the same groups.
    """
    sorting = _Sorting(shots)
    for kind in _JOINING:
        sorting.join_by_name(kind)
    sorting.join_by_folder()
    for burst in bursts(shots, gap):
        sorting.join_by_time(burst)
    return sorting.groups()


def bursts(shots: Sequence[Shot], gap: float) -> Iterator[list[int]]:
    """Yield shots by their numbers that follow one another, of one camera and one folder.

    With no gap at all, each stands alone, also where two have the same time.
    """
    rolls: dict[tuple[Path, tuple[str, ...]], list[tuple[float, Path, int]]] = {}
    for number, shot in enumerate(shots):
        if shot.taken is not None:
            roll = rolls.setdefault((shot.folder, shot.taken.clock), [])
            roll.append((shot.taken.seconds, shot.path, number))
    for key in sorted(rolls):
        burst: list[int] = []
        last = 0.0
        for seconds, _, number in sorted(rolls[key]):
            if burst and (seconds - last > gap or not gap):
                yield burst
                burst = []
            burst.append(number)
            last = seconds
        yield burst


def undecided(shots: Sequence[Shot], gap: float) -> set[int]:
    """Return the shots, by their numbers, whose print decides whom they go with."""
    beside = {number for burst in bursts(shots, gap) if len(burst) > 1 for number in burst}
    folders: dict[Path, list[int]] = {}
    codes: dict[str | Name, list[int]] = {}
    for number, shot in enumerate(shots):
        if shot.of_device:
            folders.setdefault(shot.folder, []).append(number)
        # Two of one address may have serials in print that tell them apart.
        names: tuple[str | Name, ...] = (*shot.shown.codes, *shot.shown.proven)
        for code in names:
            codes.setdefault(code, []).append(number)
    for together in (*folders.values(), *codes.values()):
        if len(together) > 1:
            beside.update(together)
    return {number for number in beside if not shots[number].shown.settles}


class _Sorting:
    """Shots on their way into groups."""

    def __init__(self, shots: Sequence[Shot]) -> None:
        self._shots = shots
        self._group_of = list(range(len(shots)))
        self._members = {number: [number] for number in range(len(shots))}
        self._by: dict[int, set[By]] = {number: set() for number in range(len(shots))}

    def join_by_name(self, kind: Kind) -> None:
        """Join what bears the same name of a kind, where all that it would join agrees.

        Else none of it is: which of two is the wrong one can't be told.
        """
        links: dict[Name, list[int]] = {}
        for number, shot in enumerate(self._shots):
            for name in () if shot.shown.several else shot.shown.proven:
                if name.kind is kind and len(name.text) >= _SHORTEST:
                    links.setdefault(name, []).append(self._group_of[number])
        for groups in self._unbridged(links.values()):
            if self._agree(groups):
                self._join(groups, By(kind.value))

    def join_by_folder(self) -> None:
        """Join what lies in a folder that stands for a device, unless it shows several."""
        inside: dict[Path, list[int]] = {}
        for number, shot in enumerate(self._shots):
            if shot.of_device:
                inside.setdefault(shot.folder, []).append(number)
        for folder in sorted(inside):
            numbers = inside[folder]
            groups = {self._group_of[number] for number in numbers}
            several = any(self._shots[number].shown.several for number in numbers)
            if len(numbers) <= MOST_OF_ONE and not several and self._agree(groups, doubts=True):
                self._join(groups, By.FOLDER)

    def join_by_time(self, burst: Sequence[int]) -> None:
        """Join what follows one another, as far as that leaves no choice."""
        self._join_alike(burst)
        named = [self._group_of[number] if self._names(number) else None for number in burst]
        several = any(self._shots[number].shown.several for number in burst)
        if not several and len(burst) <= MOST_OF_ONE and self._is_of_one(named):
            self._join_in_time({self._group_of[number] for number in burst})
            return
        for place, number in enumerate(burst):
            if named[place] is None and not self._shots[number].shown.several:
                before = self._nearest(burst, named, range(place - 1, -1, -1))
                after = self._nearest(burst, named, range(place + 1, len(burst)))
                if before is not None and before == after:
                    self._join_in_time({before, self._group_of[number]})

    def groups(self) -> list[Group]:
        """Return what came of it."""
        return [
            Group(
                tuple(self._shots[number] for number in sorted(self._members[group])),
                tuple(by for by in By if by in self._by[group]),
            )
            for group in sorted(self._members, key=lambda group: min(self._members[group]))
        ]

    def _join_alike(self, burst: Sequence[int]) -> None:
        """Join the groups of a burst on which the same name was read, proven or not."""
        links: dict[Name, list[int]] = {}
        here = (number for number in burst if not self._shots[number].shown.several)
        for group in dict.fromkeys(self._group_of[number] for number in here):
            for name in self._all_names(group):
                if name.kind is not Kind.CODE:
                    links.setdefault(name.alike, []).append(group)
        for groups in self._unbridged(links.values()):
            if self._agree(groups, doubts=True):
                kinds = {name.kind for name, found in links.items() if len(groups & set(found)) > 1}
                self._by[self._join(groups, By.TIME)] |= {By(kind.value) for kind in kinds}

    def _unbridged(self, links: Iterable[Sequence[int]]) -> Iterator[set[int]]:
        """Yield the groups that links join, none by way of a list of addresses alone.

        That may be of one device or of several: it goes with one, and makes no one of two.
        """
        links = list(links)
        for groups in _linked(links):
            own = {group for group in groups if not self._is_list_of_addresses(group)}
            if own == groups:
                yield groups
                continue
            kept = [[group for group in link if group in own] for link in links]
            apart = _linked(filter(None, kept))
            if len(own) <= 1 or own in apart:
                yield groups
            else:
                yield from apart

    def _is_list_of_addresses(self, group: int) -> bool:
        names = self._all_names(group)
        return len(names) > 1 and {name.kind for name in names} == {Kind.MAC}

    def _is_of_one(self, named: Sequence[int | None]) -> bool:
        """Tell whether no two of these groups name a device of their own.

        Barcodes that nothing explains are a name that says no more than that others differ.
        """
        names = [self._all_names(group) for group in set(named) if group is not None]
        if len(names) <= 1:
            return True
        alike = all(one == names[0] for one in names)
        return alike and all(name.kind is Kind.CODE for name in names[0])

    def _join_in_time(self, groups: set[int]) -> None:
        if self._agree(groups, doubts=True):
            self._join(groups, By.TIME)

    def _nearest(
        self, burst: Sequence[int], named: Sequence[int | None], places: Iterable[int]
    ) -> int | None:
        """Return the group of the nearest shot at these places that names its device."""
        for place in places:
            if self._shots[burst[place]].shown.several:
                return None
            if named[place] is not None:
                return self._group_of[burst[place]]
        return None

    def _names(self, number: int) -> bool:
        return bool(self._all_names(self._group_of[number]))

    def _all_names(self, group: int) -> set[Name]:
        shown = [self._shots[number].shown for number in self._members[group]]
        return {name for one in shown for name in (*one.proven, *one.doubtful)}

    def _agree(self, groups: Iterable[int], *, doubts: bool = False) -> bool:
        """Tell whether groups may be one device; with `doubts`, by all that was read as well."""
        numbers = [number for group in groups for number in self._members[group]]
        shots = [self._shots[number] for number in numbers]
        if len({shot.folder for shot in shots if shot.of_device}) > 1:
            return False
        proven = {name for shot in shots for name in shot.shown.proven}
        # What is proven differs also where it looks alike.
        if not _is_of_one_device(proven):
            return False
        read = {name for shot in shots for name in shot.shown.doubtful} | proven
        return not doubts or _is_of_one_device({name.alike for name in read})

    def _join(self, groups: Iterable[int], by: By) -> int:
        first, *others = sorted(set(groups), key=lambda group: min(self._members[group]))
        if others:
            self._by[first].add(by)
        for other in others:
            for number in self._members[other]:
                self._group_of[number] = first
            self._members[first] += self._members.pop(other)
            self._by[first] |= self._by.pop(other)
        return first


def _is_of_one_device(names: Iterable[Name]) -> bool:
    kinds = [name.kind for name in names]
    return all(kinds.count(kind) <= 1 for kind in _ONE_EACH)


def _linked(links: Iterable[Sequence[int]]) -> list[set[int]]:
    """Return what hangs together by any chain of links; what stands alone is left out."""
    leads: dict[int, int] = {}

    def lead(one: int) -> int:
        while leads.setdefault(one, one) != one:
            leads[one] = leads[leads[one]]
            one = leads[one]
        return one

    for first, *others in links:
        for other in others:
            leads[lead(other)] = lead(first)
    found: dict[int, set[int]] = {}
    for one in leads:
        found.setdefault(lead(one), set()).add(one)
    return [together for together in found.values() if len(together) > 1]
