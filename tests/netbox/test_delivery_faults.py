"""Every way in which a request can go wrong, met by creates and uploads of photos."""

import pytest
from delivery_poison import BREAKS_DOWN, TAKES_SECONDS, poisonous
from delivery_workbench import Workbench, identified
from fault_proxy.faults import (
    Close,
    Cut,
    CutBy,
    Delay,
    Do,
    Fault,
    Hang,
    Point,
    Reset,
    Truncate,
    html_answer,
    json_answer,
)
from fault_proxy.proxy import FaultProxy
from netbox_access import NetBox
from netbox_changes import issue_token, revoke

DEVICES = r"dcim/devices/$"
ATTACHMENTS = r"extras/image-attachments/$"
# Seconds: some requests of a busy NetBox take longer, and are faults then themselves.
PATIENCE = "1.5"

ENDS_IN_DOUBT: dict[str, Fault] = {
    "reset before": Reset(Point.BEFORE),
    "reset during": Reset(Point.DURING),
    "reset while NetBox is at work": Reset(Point.SENT),
    "reset after": Reset(Point.AFTER),
    "closed after": Close(Point.AFTER),
    "no answer, not arrived": Hang(Point.BEFORE),
    "no answer, half arrived": Hang(Point.DURING),
    "no answer, carried out": Hang(Point.AFTER),
    "answer cut and closed": Cut(CutBy.CLOSE),
    "answer cut and stalled": Cut(CutBy.STALL),
    "answer truncated": Truncate(),
    "500 of a proxy, not arrived": html_answer(500),
    "500 of NetBox": json_answer(500, {"error": "a bug", "exception": "KeyError"}),
    "502, not arrived": html_answer(502),
    "502, carried out": html_answer(502, point=Point.AFTER),
    "504, carried out": html_answer(504, retry_after="1", point=Point.AFTER),
    "HTML for JSON, carried out": html_answer(200, point=Point.AFTER),
}


@pytest.mark.parametrize("fault", ENDS_IN_DOUBT.values(), ids=ENDS_IN_DOUBT)
def test_what_may_have_arrived_is_looked_for_and_arrives_once(
    workbench: Workbench, fault_proxy: FaultProxy, fault: Fault
) -> None:
    workbench.environment["HWLAB_NETBOX_READ_SECONDS"] = PATIENCE
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    for path in (DEVICES, ATTACHMENTS):
        fault_proxy.inject(fault, method="POST", path=path)
    ran = workbench.replay()
    assert ran.code in {0, 7}, ran.out + ran.err
    workbench.drain(rounds=20)
    workbench.all_is_well(delivered=[hw_id])
    for path in ("dcim/devices/", "image-attachments/"):
        assert_looked_up_between_posts(fault_proxy, path)


def test_what_arrives_when_nobody_waits_any_more_is_there_once(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    workbench.environment["HWLAB_NETBOX_READ_SECONDS"] = PATIENCE
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    # A create is given a second more, and a photo is not sent again within 3 seconds.
    fault_proxy.inject(Delay(3.5, Point.BEFORE), method="POST", path=DEVICES)
    fault_proxy.inject(Delay(2.0, Point.BEFORE), method="POST", path=ATTACHMENTS)
    workbench.drain(rounds=20)
    workbench.all_is_well(delivered=[hw_id])


def assert_looked_up_between_posts(proxy: FaultProxy, path: str) -> None:
    """Check that nothing is sent again that was not looked for after it was sent."""
    methods = "".join(one.method[:2] for one in proxy.seen(path=path))
    assert "POPO" not in methods, methods
    assert methods.startswith("GE"), methods


REFUSED_FOR_NOW: dict[str, Fault] = {
    "429": json_answer(429, {"detail": "Request was throttled."}),
    "429, Retry-After": json_answer(429, {"detail": "throttled"}, retry_after="30"),
    "502, not arrived": html_answer(502, retry_after="30"),
    "503": html_answer(503),
    "503, Retry-After": html_answer(503, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"),
    "503, Retry-After in words": html_answer(503, retry_after="soon"),
    "504, Retry-After": html_answer(504, retry_after="30"),
    "no database": json_answer(500, {"error": "refused", "exception": "OperationalError"}),
    "reset": Reset(Point.BEFORE),
    "no answer": Hang(Point.BEFORE),
}
# Nothing was sent and nothing written down: what comes after is the same for all.
AND_THEN = [REFUSED_FOR_NOW["429, Retry-After"], REFUSED_FOR_NOW["reset"]]


@pytest.mark.parametrize("fault", REFUSED_FOR_NOW.values(), ids=REFUSED_FOR_NOW)
def test_an_outage_ends_the_run_and_burns_no_attempts(
    workbench: Workbench, fault_proxy: FaultProxy, fault: Fault
) -> None:
    workbench.environment["HWLAB_NETBOX_READ_SECONDS"] = PATIENCE
    maker = workbench.netbox.own("Maker")
    hw_ids = [workbench.queue(identified(maker, "1"), workbench.photo(seed)) for seed in range(3)]
    before = workbench.attempts()
    fault_proxy.inject(fault, times=None)
    ran = workbench.replay()
    assert ran.code == 7
    assert {line["state"] for line in ran.of_type("op")} == {"ready"}
    assert len(fault_proxy.seen()) == 1
    assert ran.of_type("error")[-1]["exit_code"] == 7
    assert ran.summary["waiting"] == 3
    assert workbench.attempts() == before
    if fault in AND_THEN:
        fault_proxy.clear()
        workbench.drain()
        workbench.all_is_well(delivered=hw_ids)


def test_nothing_is_sent_where_connections_are_refused(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    before = workbench.attempts()
    with fault_proxy.refusing():
        ran = workbench.replay()
    assert ran.code == 7
    (error,) = ran.of_type("error")
    assert error["message"] == "it can't be reached: connection refused"
    assert workbench.attempts() == before
    assert workbench.intake(hw_id).state == "ready"
    workbench.drain()
    workbench.all_is_well(delivered=[hw_id])


def test_an_outage_in_mid_run_burns_no_attempts_either(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    maker = workbench.netbox.own("Maker")
    hw_ids = [workbench.queue(identified(maker, "1")) for _ in range(3)]
    before = workbench.attempts()
    # NetBox has created them, and then nobody can ask it.
    fault_proxy.inject(Do(fault_proxy.refuse, Point.AFTER), method="POST", path=DEVICES)
    ran = workbench.replay()
    assert ran.code == 7
    assert {one.state for one in workbench.intakes()} == {"sent"}
    assert workbench.attempts() == before
    fault_proxy.accept()
    ran = workbench.replay()
    assert ran.code == 0
    assert ran.summary["adopted"] == 3
    assert len(fault_proxy.seen("POST", DEVICES)) == 1
    workbench.all_is_well(delivered=hw_ids)


def test_what_breaks_netbox_each_time_fails_and_the_others_do_not(
    ours: NetBox, workbench: Workbench
) -> None:
    maker = ours.own("Maker")
    hw_ids = [workbench.queue(identified(maker, "1")) for _ in range(5)]
    bad = hw_ids[2]
    with poisonous(ours.server.database, bad, BREAKS_DOWN):
        ran = workbench.replay()
        assert ran.code == 3
        (reason,) = workbench.intake(bad).reasons
        assert reason.startswith("NetBox: it broke down over the request (500): ")
        assert "stumbled" in reason
        workbench.all_is_well(delivered=[one for one in hw_ids if one != bad])
    assert workbench.run("queue", "retry", bad).code == 0
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


def test_a_device_that_takes_netbox_too_long_keeps_nobody_waiting_for_ever(
    ours: NetBox, workbench: Workbench
) -> None:
    workbench.environment["HWLAB_NETBOX_READ_SECONDS"] = PATIENCE
    workbench.environment["HWLAB_NETBOX_BATCH"] = "2"
    maker = ours.own("Maker")
    hw_ids = [workbench.queue(identified(maker, "1")) for _ in range(4)]
    bad = hw_ids[0]
    with poisonous(ours.server.database, bad, TAKES_SECONDS):
        for _ in range(4):
            workbench.replay()
            if len([one for one in workbench.intakes() if one.state == "done"]) == 3:
                break
    done = {one.hw_id for one in workbench.intakes() if one.state == "done"}
    assert done >= set(hw_ids) - {bad}
    workbench.drain()
    workbench.all_is_well(delivered=hw_ids)


# References that are made


@pytest.mark.parametrize("path", ["manufacturers", "device-types"])
@pytest.mark.parametrize(
    "fault",
    [Reset(Point.AFTER), Hang(Point.AFTER), html_answer(502), html_answer(200, point=Point.AFTER)],
    ids=["reset", "no answer", "502", "HTML"],
)
def test_what_a_device_refers_to_is_made_once(
    workbench: Workbench, fault_proxy: FaultProxy, fault: Fault, path: str
) -> None:
    workbench.environment["HWLAB_NETBOX_READ_SECONDS"] = PATIENCE
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
    fault_proxy.inject(fault, method="POST", path=f"dcim/{path}/$")
    ran = workbench.replay()
    assert ran.code == 7
    assert workbench.intake(hw_id).state == "ready"
    workbench.drain()
    workbench.all_is_well(delivered=[hw_id])


# Rights


def test_a_revoked_token_is_told_and_burns_nothing(workbench: Workbench) -> None:
    issued = issue_token(workbench.netbox)
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    before = workbench.attempts()
    revoke(workbench.netbox, issued)
    ran = workbench.run("queue", "replay", "--json", HWLAB_NETBOX_TOKEN=issued.token)
    assert ran.code == 8
    (error,) = ran.of_type("error")
    assert error["message"] == "Invalid v2 token"
    assert error["hint"] == "is the token right, and still valid?"
    assert workbench.attempts() == before
    assert workbench.intake(hw_id).state == "ready"
    workbench.drain()
    workbench.all_is_well(delivered=[hw_id])


def test_a_token_that_is_revoked_in_mid_run_loses_nothing(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    issued = issue_token(workbench.netbox)
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"), workbench.photo(1))
    revoked = Do(lambda: revoke(workbench.netbox, issued), Point.BEFORE)
    fault_proxy.inject(revoked, method="POST", path=DEVICES)
    ran = workbench.run("queue", "replay", "--json", HWLAB_NETBOX_TOKEN=issued.token)
    assert ran.code == 8
    assert not workbench.devices(hw_id)
    workbench.drain()
    workbench.all_is_well(delivered=[hw_id])


def test_a_web_page_in_netbox_place_is_told_as_what_it_is(
    workbench: Workbench, fault_proxy: FaultProxy
) -> None:
    hw_id = workbench.queue(identified(workbench.netbox.own("Maker"), "1"))
    fault_proxy.inject(html_answer(200), times=None)
    ran = workbench.replay()
    assert ran.code == 12
    (error,) = ran.of_type("error")
    assert error["message"] == "what answers there is not NetBox's API: text/html"
    assert error["hint"] == "netbox.url is the address of its start page"
    fault_proxy.clear()
    workbench.drain()
    workbench.all_is_well(delivered=[hw_id])
