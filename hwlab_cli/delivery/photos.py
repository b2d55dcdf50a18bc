"""Delivering photos: those that are attached already are left, the others re-encoded and sent."""

from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import timedelta

from hwlab_cli.carried import Carried
from hwlab_cli.delivery.connections import Connections
from hwlab_cli.delivery.ledger import Ledger, next_body
from hwlab_cli.errors import HwlabError
from hwlab_cli.model import OpKind, State
from hwlab_cli.netbox import attaching, devices
from hwlab_cli.netbox.attaching import Attachment
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.devices import Device
from hwlab_cli.netbox.faults import NetBoxError
from hwlab_cli.netbox.outcome import Fate, Outcome, Result
from hwlab_cli.oplog import query
from hwlab_cli.oplog.claims import Claim
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake
from hwlab_cli.photos import load, upload

NO_ANSWER = "an upload of it got no answer, and may be carried out yet"

_AT_ONCE = 100


def deliver(ledger: Ledger, client: Client, connections: Connections) -> Iterator[Carried]:
    """Attach the photos that are owed, one of each device at a time."""
    while window := ledger.claimed(OpKind.ATTACH_PHOTO, _AT_ONCE):
        outcomes: dict[str, Outcome] = {}
        wanted = []
        intakes = ledger.intakes(window)
        try:
            for hw_id, found in devices.with_hw_ids(client, list(window)).items():
                only = devices.the_one(found)
                if isinstance(only, Outcome):
                    outcomes[hw_id] = only
                else:
                    wanted.append(_attachment(ledger, intakes[hw_id], only))
            present = attaching.attached(client, wanted)
        except NetBoxError as fault:
            ledger.fault = fault
            yield from ledger.stopped(window)
            return
        for one in wanted:
            if one.name in present:
                outcomes[one.hw_id] = Outcome(Fate.ADOPTED, "it was attached already", one.url)
            elif seconds := settling(ledger.work.log, client, intakes[one.hw_id]):
                outcomes[one.hw_id] = Outcome(Fate.UNKNOWN, NO_ANSWER, one.url, wait=seconds)
        yield from ledger.settled(window, outcomes)
        left = [one for one in wanted if one.hw_id not in outcomes]
        yield from _sent(ledger, connections, window, left)


def _sent(
    ledger: Ledger, connections: Connections, window: Mapping[str, Claim], wanted: list[Attachment]
) -> Iterator[Carried]:
    waiting = list(reversed(wanted))
    running: dict[Future[Result], str] = {}
    while True:
        while waiting and ledger.may_send and len(running) < connections.most:
            one = waiting.pop()
            if ledger.recorded([window[one.hw_id]]):
                running[connections.submit(attaching.attach, one)] = one.hw_id
        if not running:
            break
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            hw_id = running.pop(future)
            try:
                result = future.result()
            except HwlabError as error:
                # The original is damaged or gone: `queue check` says more.
                result = Result({hw_id: Outcome(Fate.FAILED, error.message)})
            ledger.fault = ledger.fault or result.fault
            yield from ledger.settled(window, result.outcomes)
    yield from ledger.stopped({one.hw_id: window[one.hw_id] for one in waiting})


def settling(log: OpLog, client: Client, intake: Intake) -> float:
    """Return for how many seconds yet an upload without an answer may be carried out."""
    sent_at = query.sent_at(log, intake)
    if intake.state is not State.SENT or sent_at is None:
        return 0.0
    whole = timedelta(seconds=attaching.settling_seconds(client))
    since = log.clock() - sent_at
    # Sent in the future: the clock was set back, and tells nothing.
    return (whole - since).total_seconds() if timedelta() <= since < whole else 0.0


def _attachment(ledger: Ledger, intake: Intake, device: Device) -> Attachment:
    work, sha256 = ledger.work, next_body(intake)["sha256"]
    name = next((one.name for one in intake.photos if one.sha256 == sha256), sha256)

    def jpeg() -> bytes:
        photo = load.check(work.originals.load(sha256), name, work.settings.photos.max_megapixels)
        return upload.jpeg(photo)

    return Attachment(intake.hw_id, sha256, device.id, device.url, jpeg)
