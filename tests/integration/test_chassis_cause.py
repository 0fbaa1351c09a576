"""What follows from what was heard: the trace that an event takes over, though many events came together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from services.chassis import inbox, outbox
from services.chassis.act import Act, now
from services.chassis.outbox import Happening
from services.chassis.run import Running
from services.chassis.trace import begun, of_scan, trace_of, traceparent_of
from services.contracts.envelope import Envelope, from_wire
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored, DeviceWiped
from tests.integration.toy import running_toy, waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")
PLACE = LocationCode("A-01-01")


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


def wipe(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """What the toy does here with what was stored: it tells of each that it was wiped, last come first."""
    told = [DeviceWiped(device=one.data.device, location=PLACE) for one in reversed(envelopes)]
    outbox.record(session, *told, DeviceWiped(device=uuid4(), location=PLACE))


def told_of(toy: Running, traces: Sequence[str | None]) -> list[str | None]:
    """The traces of what the toy tells once it heard of as many devices stored, each under one of these."""
    for trace in traces:
        with toy.database.writing(Act("u-1", now(), traceparent=trace)) as session:
            outbox.record(session, DeviceStored(device=uuid4(), type="tablet", location=PLACE))
    bodies = waiting(toy)
    inbox.take(toy.database, replace(toy.service, subscriptions={DeviceStored: wipe}), bodies)
    return [from_wire(body).traceparent for body in waiting(toy)[len(bodies) :]]


def test_each_event_takes_over_the_trace_of_what_it_follows_from(toy: Running) -> None:
    first, second = begun(), begun()
    # Of the last nobody can tell: it names nothing of either.
    assert told_of(toy, [first, second]) == [second, first, None]


def test_where_all_that_was_heard_has_one_trace_so_has_all_that_follows(toy: Running) -> None:
    trace = begun()
    assert told_of(toy, [trace, trace]) == [trace] * 3


def test_without_a_trace_nothing_is_made_up(toy: Running) -> None:
    assert told_of(toy, [None, None]) == [None] * 3


def test_a_happening_of_its_own_trace_keeps_it(toy: Running) -> None:
    own, scan = begun(), UUID("0198c0de-0000-7000-8000-000000000001")
    happening = Happening(DeviceWiped(device=uuid4(), location=PLACE), now(), traceparent=of_scan(scan))
    with toy.database.writing(Act("u-1", now(), traceparent=own)) as session:
        outbox.record_all(session, [happening])
    assert trace_of(from_wire(waiting(toy)[0]).traceparent) == scan.hex


@pytest.mark.parametrize(
    "header", ["", "x", f"00-{'0' * 32}-{'1' * 16}-01", f"00-{'1' * 32}-{'0' * 16}-01", f"00-{'A' * 32}-{'1' * 16}-01"]
)
def test_what_is_no_trace_is_replaced_by_a_new_one(header: str) -> None:
    found = traceparent_of(header)
    assert found != header
    assert trace_of(found) is not None
    assert traceparent_of(found) == found
