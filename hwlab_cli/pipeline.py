"""The main job: capture photos, then carry each intake through the ops that it is owed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import zip_longest
from typing import Any

from hwlab_cli.asking import Models
from hwlab_cli.carried import Carried
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.errors import PhotoError
from hwlab_cli.hw_id import in_code
from hwlab_cli.identify import label
from hwlab_cli.identify.device_types import with_types
from hwlab_cli.identify.dividing import divided
from hwlab_cli.identify.grouping import within
from hwlab_cli.identify.inquiry import Verdict, Wish
from hwlab_cli.identify.looked import Looked
from hwlab_cli.identify.own_labels import parted
from hwlab_cli.identify.persons_word import has_word
from hwlab_cli.identify.several import several
from hwlab_cli.known_types import NOTHING_KNOWN, KnownTypes
from hwlab_cli.model import Box, Identification, OpKind, Reading, State
from hwlab_cli.oplog import append, claims, query, settle, splitting
from hwlab_cli.oplog.append import Captured
from hwlab_cli.oplog.claims import Claim
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.oplog.query import Intake
from hwlab_cli.oplog.store_lock import holding
from hwlab_cli.photos import codes, load, readings
from hwlab_cli.photos.load import Photo
from hwlab_cli.settling import Begun, failed, settled
from hwlab_cli.workspace import Workspace

_AT_ONCE = 8


def capture(
    work: Workspace, photos: Sequence[Photo], *, again: bool = False, is_one: bool = False
) -> Captured:
    """Take photos of one device in; when this returns, the intake survives a power cut.

    `is_one` where a person said that it is one: else a photo may turn out to show several.
    """
    with holding(work.home, exclusive=False):
        kept = _keep(work, photos)
        return append.capture(work.log, kept, work.owner, again=again, is_one=is_one)


def add_photos(work: Workspace, name: str, photos: Sequence[Photo]) -> Captured:
    """Add photos to an intake that NetBox does not have yet, so that it is identified again."""
    with holding(work.home, exclusive=False):
        kept = _keep(work, photos)
        return append.add_photos(work.log, name, kept, work.owner)


def labels_on(photos: Sequence[Photo]) -> list[str]:
    """Return the hw_ids of the labels of ours on photos, as far as a glance shows them.

    Raises PhotoError where a photo can't be decoded.
    """
    texts = (text for photo in photos for text in codes.glance(load.gray(photo, codes.GLANCE)))
    return sorted({name for text in texts if (name := in_code(text))})


def whose_label(work: Workspace, photos: Sequence[Photo]) -> str | None:
    """Return the intake of this log whose label photos show; raises PhotoError for several.

    Of a label from another machine nothing is known here: that photo is taken in, and held.
    """
    found = labels_on(photos)
    if not any(query.is_here(work.log, name) for name in found):
        return None
    if len(found) > 1:
        raise PhotoError(
            f"not taken in: the labels of {', '.join(found)} are on it",
            item=", ".join(photo.name for photo in photos),
            hint="take a photo of each device by itself, or say whose it is with --into HW_ID",
        )
    return found[0]


def add_labelled(work: Workspace, name: str, photos: Sequence[Photo]) -> Captured:
    """Add photos that show an intake's label to it, wherever it stands.

    Where NetBox may have its device, or a person typed it, they are attached and nothing is
    identified again: the result has no claim, and knows no photo. Raises what `add_photos` does.
    """
    one = query.intake(work.log, name)
    gone_on = any(
        op.kind is not OpKind.IDENTIFY and op.state in {State.SENT, State.DONE} for op in one.ops
    )
    if one.source == "photo" and not gone_on:
        return add_photos(work, name, photos)
    with holding(work.home, exclusive=False):
        return append.attach_photos(work.log, name, _keep(work, photos))


def look(
    photos: Sequence[Photo],
    types: KnownTypes = NOTHING_KNOWN,
    *,
    parts: Sequence[Box | None] = (),
    is_one: bool = False,
) -> Looked:
    """Read photos of one device; raises what `readings.read` does.

    `types` are asked which type of device it is. Of a photo of which only a part is its own, what
    stands elsewhere is left out. Unless it is known that `is_one`, a single photo may show
    several devices: the look tells of them.
    """
    found, labels = parted(
        [
            reading
            for photo, part in zip_longest(photos, parts[: len(photos)])
            for reading in _read(photo, part)
        ]
    )
    alone = len(photos) == 1 and not any(parts) and not labels and not is_one
    embedded = with_types(label.identify(found), types)
    seen = several(found) if alone else None
    return Looked(tuple(photos), found, embedded, labels, tuple(parts), seen)


def _read(photo: Photo, part: Box | None) -> Sequence[Reading]:
    read = readings.read_or_kept(photo)
    return within(read, part) if part else read


def identify(photos: Sequence[Photo]) -> Identification:
    """Say what the device on these photos is without a model, and what proves it."""
    return look(photos).embedded


def identified(
    looked: Looked, models: Models, wish: Wish | None = None, types: KnownTypes = NOTHING_KNOWN
) -> Verdict:
    """Say what a device is with the models' help; nothing is written."""
    return models.ask(looked, wish=wish, types=types).result()


def carry(
    work: Workspace,
    owed: Iterable[Claim],
    jobs: int,
    models: Models,
    stop: Callable[[], bool] = bool,
    has_looked: Callable[[str], object] = bool,
) -> Iterator[Carried]:
    """Carry out the op of each claim, `jobs` at a time; yields as they come to an end.

    Photos are read and models asked in threads of their own, so that the next photos are read
    while the models answer; the log is written by the caller's thread alone. A claim is taken
    when its turn has come. Where `stop` says so, no further op is begun, and models are not
    waited for. `has_looked` is told the hw_id of each whose photos were read.
    """
    coming = iter(owed)
    more = True
    types = CatalogTypes(work.home)
    looking: dict[Future[Looked], Begun] = {}
    asking: dict[Future[Verdict], Begun] = {}
    # What is read ahead of the models has its photos in memory.
    most = jobs + models.slots + min(jobs, models.slots)
    # No `with`: that would wait for the photos that are being looked at, also on Ctrl-C.
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="identify")
    try:
        while more or looking or asking:
            while more and len(looking) < jobs and len(looking) + len(asking) < most:
                claim = None if stop() else next(coming, None)
                if claim is None:
                    more = False
                    break
                types.read()  # what is wrong with the catalog is told before an op is begun
                begun = Begun(claim, query.intake(work.log, claim.hw_id))
                looking[pool.submit(look_again, work, begun.intake, types)] = begun
            running: list[Future[Any]] = [*looking, *asking]
            wait(running, return_when=FIRST_COMPLETED)
            for looked in [one for one in looking if one.done()]:
                begun = looking.pop(looked)
                try:
                    begun.looked = looked.result()
                    each = _each(work, begun, types)
                except Exception as failure:  # noqa: BLE001 - settled like any other, below
                    yield failed(work, begun, failure)
                else:
                    has_looked(begun.claim.hw_id)
                    asking |= {models.ask(seen, stop, types=types): one for one, seen in each}
            for answer in [one for one in asking if one.done()]:
                begun = asking.pop(answer)
                try:
                    each = _each(work, begun, types, _listed(answer))
                except Exception as failure:  # noqa: BLE001 - settled like any other, below
                    yield failed(work, begun, failure)
                    continue
                if len(each) > 1:
                    asking |= {models.ask(seen, stop, types=types): one for one, seen in each}
                    continue
                carried = settled(work, models, begun, answer, types)
                if carried is not None:
                    yield carried
            record_shadows(work, models)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def replay(
    work: Workspace,
    jobs: int,
    models: Models,
    *,
    only: Sequence[str] | None = None,
    limit: int | None = None,
    stop: Callable[[], bool] = bool,
    enough: Callable[[], bool] = bool,
) -> Iterator[Carried]:
    """Carry out what is ready and owed, in order for each intake, least-tried first.

    Every intake is tried once at most; `limit` bounds how many. Where there is `enough`, no
    further one is begun, and those under way are finished. Only identifications are carried
    out here: what is owed to NetBox is `delivery`'s.
    """
    owed = _owed(work, _AT_ONCE * max(jobs, models.slots), only, limit)
    yield from carry(work, _until(enough, owed), jobs, models, stop)


def _until(enough: Callable[[], bool], owed: Iterator[Claim]) -> Iterator[Claim]:
    while not enough() and (claim := next(owed, None)) is not None:
        yield claim


def _owed(
    work: Workspace, at_once: int, only: Sequence[str] | None, limit: int | None
) -> Iterator[Claim]:
    """Claim identifications, some at a time: those of others that run beside this one too."""
    tried: set[int] = set()
    while limit is None or len(tried) < limit:
        room = at_once if limit is None else min(at_once, limit - len(tried))
        claimed = claims.claim(
            work.log, work.owner, OpKind.IDENTIFY, limit=room, only=only, skip=tried
        )
        if not claimed:
            return
        tried.update(claim.intake_id for claim in claimed)
        yield from claimed


def record_shadows(work: Workspace, models: Models, *, wait_for_all: bool = False) -> None:
    """Record what shadow tiers said by now, or wait for all that they were asked."""
    for hw_id, records in models.shadowed(wait_for_all=wait_for_all):
        settle.recorded(work.log, hw_id, records)


def _keep(work: Workspace, photos: Sequence[Photo]) -> list[KeptPhoto]:
    unique = {photo.sha256: photo for photo in photos}
    for photo in unique.values():
        work.originals.keep(photo.data, photo.sha256)
    return [KeptPhoto(photo.sha256, photo.name) for photo in unique.values()]


def look_again(work: Workspace, intake: Intake, types: KnownTypes = NOTHING_KNOWN) -> Looked:
    """Read an intake's photos once more; raises PhotoError and StateError.

    One that shows it among others, nobody knows where, is left out: it would get their names.
    """
    own = [photo for photo in intake.photos if photo.can_be_looked_at]
    if intake.photos and not own:
        raise PhotoError(
            "where it is on its photo is not known",
            item=intake.hw_id,
            hint=f"`hwlab intake --into {intake.hw_id}` with a closer photo",
        )
    photos = [
        load.check(
            work.originals.load(photo.sha256), photo.name, work.settings.photos.max_megapixels
        )
        for photo in own
    ]
    parts = [photo.part for photo in own]
    return look(photos, types, parts=parts, is_one=intake.is_one)


def _each(
    work: Workspace, begun: Begun, types: KnownTypes, listed: Sequence[Identification] = ()
) -> list[tuple[Begun, Looked]]:
    """Return what is begun, or an intake for each device that the photo of it surely shows.

    `listed` are the devices that a model names. Those intakes are in the log, and claimed.
    """
    if begun.looked is None:
        return []
    # What a person said of an intake was said of one device.
    before = begun.intake.identification
    looks = [] if before and has_word(before) else divided(begun.looked, types, listed)
    if len(looks) < 2:
        return [(begun, begun.looked)]
    parts = [part for look in looks for part in look.parts if part]
    made = splitting.split(work.log, work.owner, begun.claim, parts)
    return [
        (Begun(claim, query.intake(work.log, claim.hw_id), look), look)
        for claim, look in zip(made, looks, strict=True)
    ]


def _listed(answer: Future[Verdict]) -> tuple[Identification, ...]:
    """Return the devices that a model names, where it answered and names several."""
    listed = () if answer.exception() else answer.result().listed
    return listed if len(listed) > 1 else ()
