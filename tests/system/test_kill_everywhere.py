"""One journey, its process killed with SIGKILL at every kind of moment, ends as one that nobody disturbed.

Where a moment is too short to be hit by looking, it is made to last: a database that the test holds shut keeps the
process just before its next write (to the broker: committed and not sent; to the sender: sent and not marked; to the
broker again: applied and not acknowledged), and there it dies.
"""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from tests.servers.forked import run
from tests.system.journey import SERVICES, Journey
from tests.system.waiting import wait_until

Kill = Callable[[Journey], None]

RECEIVED, STORED, PICKED = "warehouse.device.received", "warehouse.device.stored", "warehouse.device.picked"
ACCEPTED, CONFIGURED, HANDED = "shipping.device.accepted", "shipping.device.configured", "shipping.device.handed-over"
GRANTED, FULFILLED = "intake.request.granted", "intake.request.fulfilled"
DISPATCHED, LOST = "shipping.shipment.dispatched", "shipping.device.missing"


def in_set_up(journey: Journey) -> None:
    """Some databases are made, others not; nobody has an account."""
    journey.wait((journey.folder / "warehouse.sqlite").exists)
    journey.kill()
    assert not (journey.folder / "demo" / "accounts.json").exists()


def after(step: str, journey: Journey) -> None:
    """A step is done, the next one begins."""
    journey.wait(lambda: journey.done(step))
    journey.kill()


def among_labels(journey: Journey) -> None:
    """Some labels are drawn."""
    journey.wait(lambda: journey.labels() >= 5)
    journey.kill()
    assert not journey.done("labels")


def read_and_not_sent(journey: Journey) -> None:
    """Labels are read into the scanner's journal; nothing has reached the warehouse."""
    journey.wait(lambda: journey.noted("warehouse") >= 10)
    journey.kill()
    assert journey.told(RECEIVED) == 0


def between(kind: str, least: int, whole: int, journey: Journey) -> None:
    """Part of a step's events are committed."""
    journey.wait(lambda: journey.told(kind) >= least)
    journey.kill()
    assert least <= journey.told(kind) < whole


def packed_in_part(journey: Journey) -> None:
    """The tablets are in their carton, the laptops are not."""
    packed = partial(journey.ask, "warehouse", "SELECT count(*) FROM device WHERE state = 'packed'")
    journey.wait(lambda: packed()[0][0] >= 6)
    journey.kill()
    assert packed()[0][0] < 12


def unsent(kind: str, count: int, ready: Callable[[Journey], bool], journey: Journey) -> None:
    """Events are committed; the relay has not sent them."""
    # Set-up writes to the broker too.
    journey.wait(lambda: journey.answers() and ready(journey))
    with journey.shut("broker"):
        journey.wait(lambda: journey.told(kind) >= count)
        journey.kill()
    assert journey.told(kind, unsent=True) >= 1


def unmarked(kind: str, count: int, ready: Callable[[Journey], bool], journey: Journey) -> None:
    """Events are sent, and even heard; their owner does not know it, and sends them again."""
    owner = kind.split(".")[0]
    journey.wait(lambda: journey.answers() and ready(journey))
    with ExitStack() as sender:
        with journey.shut("broker"):
            journey.wait(lambda: journey.told(kind) >= count)
            sender.enter_context(journey.shut(owner))
        journey.wait(lambda: journey.sent_unmarked(owner))
        journey.kill()
    assert journey.sent_unmarked(owner)


def unacknowledged(kind: str, count: int, hearer: str, ready: Callable[[Journey], bool], journey: Journey) -> None:
    """Events are applied; the broker does not know it, and brings them again."""
    journey.wait(lambda: journey.answers() and ready(journey))
    with ExitStack() as reader:
        with journey.shut("broker"):
            journey.wait(lambda: journey.told(kind) >= count)
            reader.enter_context(journey.shut(hearer))
        journey.wait(lambda: journey.queued(hearer, kind) >= 1)
        with journey.shut("broker"):
            reader.close()
            journey.wait(lambda: journey.applied_unacknowledged(hearer))
            journey.kill()
    assert journey.applied_unacknowledged(hearer)


def done(step: str) -> Callable[[Journey], bool]:
    return lambda journey: journey.done(step)


def so_many(kind: str, count: int) -> Callable[[Journey], bool]:
    return lambda journey: journey.told(kind) >= count


KILLS: dict[str, Kill] = {
    "in the first set-up": in_set_up,
    "after the locations": partial(after, "locations"),
    "among the labels": among_labels,
    "scans read, not sent": read_and_not_sent,
    "receipts committed, not sent": partial(unsent, RECEIVED, 40, done("labels")),
    "some put away": partial(between, STORED, 10, 40),
    "put away, in the log, not acknowledged": partial(unacknowledged, STORED, 30, "portal", so_many(STORED, 20)),
    "after the portrait": partial(after, "portrait"),
    "after the request": partial(after, "request"),
    "grant committed, not sent": partial(unsent, GRANTED, 1, Journey.answers),
    "after the order": partial(after, "reserve"),
    "picks committed, not sent": partial(unsent, PICKED, 12, done("reserve")),
    "some packed": packed_in_part,
    "after the cartons": partial(after, "cartons"),
    "departure committed, not sent": partial(unsent, DISPATCHED, 1, so_many("shipping.shipment.readied", 1)),
    "after the delivery": partial(after, "deliver"),
    "some accepted": partial(between, ACCEPTED, 6, 10),
    "acceptance committed, not sent": partial(unsent, ACCEPTED, 10, so_many(ACCEPTED, 6)),
    "loss heard by the warehouse, not acknowledged": partial(
        unacknowledged, LOST, 1, "warehouse", so_many("shipping.device.damaged", 1)
    ),
    "configuration sent and heard, not marked": partial(unmarked, CONFIGURED, 10, done("receipt")),
    "some handed over": partial(between, HANDED, 5, 10),
    "fulfilment committed, not sent": partial(unsent, FULFILLED, 1, so_many(HANDED, 10)),
    "after the end of the request": partial(after, "give-up"),
}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Journey, dict[str, object]]]:
    """The journey killed at every point in turn and started again; where each kill found it."""
    journey = Journey(tmp_path_factory.mktemp("killed") / "var")
    found: dict[str, object] = {}
    try:
        for name, kill in KILLS.items():
            journey.start()
            kill(journey)
            found[name] = journey.trace()
        journey.start()
        yield journey, found
    finally:
        journey.end()


@pytest.fixture(scope="module")
def ended(killed: tuple[Journey, dict[str, object]]) -> Journey:
    """The same journey, played to its end, and all that was told heard by everyone."""
    journey, _ = killed
    journey.wait(lambda: journey.done("end"))
    wait_until(lambda: not any(journey.told_unsent(one) for one in SERVICES) and not journey.queued_at_all())
    return journey


def test_it_was_killed_at_twenty_different_moments_and_more(killed: tuple[Journey, dict[str, object]]) -> None:
    # On a busy machine one kill may come so late that the next finds the journey where this one left it.
    _, found = killed
    assert len(set(found.values())) >= 20, found


def test_it_is_one_journey_with_one_request_and_twelve_devices(ended: Journey) -> None:
    told, facts = ended.result(), ended.story()["facts"]
    assert (told["request"], told["devices"]) == (facts["number"], 12)
    assert told["serial"] in {device["serial"] for device in ended.story()["devices"]}
    assert ended.ask("intake", "SELECT number, state FROM request") == [(facts["number"], "fulfilled")]
    assert ended.ask("warehouse", "SELECT count(*) FROM orders") == [(1,)]
    assert ended.ask("warehouse", "SELECT sum(picked), sum(packed) FROM order_line") == [(12, 12)]
    assert ended.ask("shipping", "SELECT count(*) FROM shipment") == [(1,)]
    assert ended.ask("warehouse", "SELECT count(*) FROM carton") == [(2,)]
    assert ended.ask("warehouse", "SELECT count(*) FROM delivery") == [(1,)]


def test_every_device_has_exactly_one_holder(ended: Journey) -> None:
    states = Counter(row[0] for row in ended.ask("warehouse", "SELECT state FROM device"))
    assert states == {"stored": 28, "departed": 12}
    on_shelf = ended.ask("warehouse", "SELECT count(*) FROM device WHERE state = 'stored' AND location IS NOT NULL")
    assert on_shelf == [(28,)]
    departed = {row[0] for row in ended.ask("warehouse", "SELECT id FROM device WHERE state = 'departed'")}
    board = dict(ended.ask("shipping", "SELECT id, state FROM device"))
    assert board.keys() == departed
    assert Counter(board.values()) == {"at_school": 5, "on_loan": 5, "damaged": 1, "missing": 1}
    holders = ended.ask("portal", "SELECT holder_kind, count(*), count(DISTINCT holder) FROM device GROUP BY 1")
    assert sum(row[1] for row in holders) == 40
    assert {"location": 28, "school": 5, "loan": 5}.items() <= {row[0]: row[1] for row in holders}.items()
    loans = ended.ask("shipping", "SELECT count(DISTINCT loan) FROM device WHERE state = 'on_loan'")
    assert loans == [(5,)]


def test_every_event_is_in_the_log_once_and_none_is_missing(ended: Journey) -> None:
    logged = ended.ask("portal", "SELECT event_id, source, subject, sequence FROM log")
    assert len({row[0] for row in logged}) == len(logged)
    told = [row[0] for one in SERVICES for row in ended.ask(one, "SELECT event_id FROM outbox")]
    assert sorted(told) == sorted(row[0] for row in logged)
    by_subject: dict[tuple[str, str], list[int]] = {}
    for _, source, subject, sequence in logged:
        by_subject.setdefault((source, subject), []).append(sequence)
    gaps = {key: found for key, found in by_subject.items() if sorted(found) != list(range(1, len(found) + 1))}
    assert gaps == {}
    steps = Counter(row[0] for row in ended.ask("portal", "SELECT what FROM log"))
    expected = {"device.received": 40, "device.stored": 40, "device.picked": 12, "carton.closed": 2}
    expected |= {"request.granted": 1, "shipment.dispatched": 1, "device.accepted": 10, "device.handed-over": 10}
    assert {what: steps[what] for what in expected} == expected


def test_nothing_is_unsent_parked_or_dead(ended: Journey) -> None:
    assert [ended.told_unsent(one) for one in SERVICES] == [0, 0, 0, 0]
    assert [ended.ask(one, "SELECT count(*) FROM parked")[0][0] for one in SERVICES] == [0, 0, 0, 0]
    assert ended.ask("broker", "SELECT count(*) FROM message") == [(0,)]


def test_the_log_holds_and_a_recount_finds_nothing(ended: Journey) -> None:
    assert reserve(ended, "verify").returncode == 0
    # The independent recount asks the running site.
    recounted = reserve(ended, "audit")
    assert recounted.returncode == 0, recounted.stdout + recounted.stderr


def test_it_ends_well_when_it_is_told_to_stop(ended: Journey) -> None:
    assert ended.stop() == 0


def reserve(journey: Journey, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(arguments, journey.environment, within=180)
