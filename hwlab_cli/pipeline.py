"""The main job: capture photos, then carry each intake through the ops that it is owed."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from hwlab_cli import plan
from hwlab_cli.carried import Carried
from hwlab_cli.errors import HwlabError
from hwlab_cli.identify import label
from hwlab_cli.model import Identification, OpKind, State
from hwlab_cli.oplog import append, claims, query, settle
from hwlab_cli.oplog.append import Captured
from hwlab_cli.oplog.claims import Claim
from hwlab_cli.oplog.kept import KeptPhoto
from hwlab_cli.oplog.query import Intake
from hwlab_cli.oplog.store_lock import holding
from hwlab_cli.photos import load, readings
from hwlab_cli.photos.load import Photo
from hwlab_cli.workspace import Workspace

_AT_ONCE = 8


def capture(work: Workspace, photos: Sequence[Photo], *, again: bool = False) -> Captured:
    """Take photos of one device in; when this returns, the intake survives a power cut."""
    with holding(work.home, exclusive=False):
        kept = _keep(work, photos)
        return append.capture(work.log, kept, work.owner, again=again)


def add_photos(work: Workspace, hw_id: str, photos: Sequence[Photo]) -> Captured:
    """Add photos to an intake that NetBox does not have yet, so that it is identified again."""
    with holding(work.home, exclusive=False):
        kept = _keep(work, photos)
        return append.add_photos(work.log, hw_id, kept, work.owner)


def identify(photos: Sequence[Photo]) -> Identification:
    """Say what the device on these photos is, and what proves it; nothing is written."""
    return label.identify(readings.read_all(photos))


def carry(
    work: Workspace, claimed: Sequence[Claim], jobs: int, stop: Callable[[], bool] = bool
) -> Iterator[Carried]:
    """Carry out the op of each claim, `jobs` at a time; yields as they come to an end.

    Only the looking runs in threads; the log is written by the caller's. Where `stop` says
    so, no further op is begun.
    """
    waiting = list(reversed(claimed))
    running: dict[Future[Identification], tuple[Claim, Intake]] = {}
    # No `with`: that would wait for the photos that are being looked at, also on Ctrl-C.
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="identify")
    try:
        while waiting or running:
            while waiting and len(running) < jobs and not stop():
                claim = waiting.pop()
                intake = query.intake(work.log, claim.hw_id)
                running[pool.submit(_look, work, intake)] = (claim, intake)
            if not running:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                claim, intake = running.pop(future)
                yield _settled(work, claim, intake, future)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def replay(
    work: Workspace,
    jobs: int,
    *,
    only: Sequence[str] | None = None,
    limit: int | None = None,
    stop: Callable[[], bool] = bool,
) -> Iterator[Carried]:
    """Carry out what is ready and owed, in order for each intake, least-tried first.

    Every intake is tried once at most; `limit` bounds how many. Only identifications are
    carried out here: what is owed to NetBox is `delivery`'s.
    """
    tried: set[int] = set()
    while (limit is None or len(tried) < limit) and not stop():
        room = _AT_ONCE * jobs if limit is None else min(_AT_ONCE * jobs, limit - len(tried))
        claimed = claims.claim(
            work.log, work.owner, OpKind.IDENTIFY, limit=room, only=only, skip=tried
        )
        if not claimed:
            return
        tried.update(claim.intake_id for claim in claimed)
        yield from carry(work, claimed, jobs, stop)


def _keep(work: Workspace, photos: Sequence[Photo]) -> list[KeptPhoto]:
    unique = {photo.sha256: photo for photo in photos}
    for photo in unique.values():
        work.originals.keep(photo.data, photo.sha256)
    return [KeptPhoto(photo.sha256, photo.name) for photo in unique.values()]


def _look(work: Workspace, intake: Intake) -> Identification:
    photos = [
        load.check(
            work.originals.load(photo.sha256), photo.name, work.settings.photos.max_megapixels
        )
        for photo in intake.photos
    ]
    return identify(photos)


def _settled(
    work: Workspace, claim: Claim, intake: Intake, future: Future[Identification]
) -> Carried:
    error: HwlabError | None = None
    try:
        identification = future.result()
        ops = plan.ops_for(identification, intake.photos, work.settings.intake.unproven)
        key = plan.identity_key(identification)
        settle.identified(work.log, work.owner, claim, identification, ops, key)
    except settle.LostClaimError as lost:
        error = lost
    except HwlabError as failure:
        error = failure
        settle.refused(work.log, work.owner, claim, failure.message, State.FAILED)
    except Exception as failure:  # noqa: BLE001
        # A fault of ours on one device's photos must not cost the others of the batch their
        # turn: this one stays ready, and goes to the end of the line.
        message = f"unexpected: {type(failure).__name__}: {failure}"
        fault = HwlabError(message, item=claim.hw_id, hint="please report it; it stays queued")
        fault.__cause__ = failure
        error = fault
        settle.postponed(work.log, work.owner, claim, message)
    return Carried(query.intake(work.log, claim.hw_id), claim.kind, error)
