"""The audit's clock beside the portal's: written apart, they come to the same whatever is told, and in any order."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.audit.clock import STAGES, Clock, Timed
from services.audit.fact import Fact, read
from services.audit.figures import Figures
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.values import BoardCode
from services.portal.model.request import first_heard
from services.portal.model.stay import Stay, hear
from tests.integration.timed import ADDRESS

START = datetime(2020, 8, 23, 22, tzinfo=UTC)
BOARD = BoardCode("762000")
REQUEST, DEVICE = UUID(int=1), UUID(int=2)
ABOUT: dict[str, Any] = {"request": REQUEST, "board": BOARD}
SENT: dict[str, Any] = ABOUT | {"shipment": UUID(int=3), "cartons": []}
IN_HAND: dict[str, Any] = {"device": DEVICE, "type": "tablet", "board": BOARD}
OF_REQUEST: list[Event] = [
    i.RequestSubmitted(**ABOUT, number="D1", lines=[], urgency="normal", freight_cents=0),
    i.RequestGranted(**ABOUT, number="D1", granted=[], address=ADDRESS, freight_cents=0),
    s.ShipmentDispatched(**SENT, carrier="N", tracking="", freight_cents=0),
    s.ShipmentDelivered(**SENT),
    i.RequestPaused(**ABOUT, reason="closed"),
    i.RequestResumed(**ABOUT),
]
OF_DEVICE: list[Event] = [
    *(s.DeviceAccepted(**IN_HAND, shipment=UUID(int=number), request=REQUEST) for number in (3, 4)),
    s.DeviceConfigured(**IN_HAND),
    s.DeviceHandedOver(**IN_HAND, loan="P-ABCD2345"),
]
milliseconds = st.integers(0, 14 * 86_400_000)


def told(event: Event, at: int, position: int) -> tuple[Envelope[Any], Fact]:
    moment = START + timedelta(milliseconds=at)
    envelope = Envelope(uuid4(), event.source(), event.subject(), moment, position, "u", event)
    return envelope, read(position, json.loads(envelope.to_wire()))


@given(st.lists(st.tuples(st.sampled_from(OF_REQUEST), milliseconds), max_size=10))
def test_a_request_takes_as_long_by_the_audit_as_by_the_portal(steps: list[tuple[Event, int]]):
    portal, audit = first_heard(REQUEST, BOARD), Clock({})
    for position, (event, at) in enumerate(steps, 1):
        envelope, fact = told(event, at, position)
        portal.hear(envelope.data, envelope.time)
        audit.take(fact)
    timed = audit.requests.get(str(REQUEST), Timed())
    assert {stage: timed.seconds(stage) for stage in STAGES} == {
        stage: getattr(portal, f"{stage}_s") for stage in STAGES
    }
    weeks = {"to_grant": portal.grant_week, "to_dispatch": portal.dispatch_week, "whole": portal.deliver_week}
    assert all(timed.week(stage) == week for stage, week in weeks.items() if timed.seconds(stage) is not None)


@given(st.lists(st.tuples(st.sampled_from(OF_DEVICE), milliseconds), max_size=10))
def test_a_device_takes_as_long_by_the_audit_as_by_the_portal(steps: list[tuple[Event, int]]):
    stays: list[Stay] = []
    audit = Clock({})
    for position, (event, at) in enumerate(steps, 1):
        envelope, fact = told(event, at, position)
        hear(stays, (position, envelope))
        audit.take(fact)
    stages = ("to_configure", "to_hand_over", "to_use")
    assert [[one.seconds(stage) for stage in stages] for one in audit.stays[str(DEVICE)]] == [
        [getattr(one, f"{stage}_s") for stage in stages] for one in stays
    ]


def test_the_tables_count_a_stage_in_the_week_in_which_it_ended_by_quebecs_calendar():
    audit = Clock({})
    hour = 3_600_000
    # From Sunday 18 h in Québec: granted on Sunday at 23 h 59, dispatched at midnight, delivered a week later.
    for position, (event, at) in enumerate(zip(OF_REQUEST[:4], (0, 6 * hour - 1, 6 * hour, 174 * hour), strict=True)):
        audit.take(told(event, at, position)[1])
    tables = audit.tables({BOARD: "road"})
    assert {week: set(stages) for week, stages in tables["by_week"].items()} == {
        "2020-W34": {"to_grant"},
        "2020-W35": {"to_dispatch"},
        "2020-W36": {"to_deliver", "whole"},
    }
    assert tables["by_zone"]["road"]["whole"] == tables["all"][""]["whole"] == Figures(1, *[174 * 3600] * 3)
