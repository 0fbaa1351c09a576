"""What waits, event by event: what begins a task, what ends it, since when; and what is undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.roles import Role
from services.portal.desk import MATTERS, matters_of
from services.portal.model.wait import Task, first_heard, subject_of

AT = datetime(2020, 8, 24, 13, tzinfo=UTC)
ID = uuid4()


def told(kind: type[Event], **data: Any) -> Any:
    """An event of which only what counts here is given."""
    named = {
        "device": ID,
        "delivery": ID,
        "order": ID,
        "shipment": ID,
        "board": "762000",
        "origin": "762000",
        "receiver": "711000",
    }
    return kind.model_construct(**{one: value for one, value in named.items() if one in kind.model_fields} | data)


def after(*events: Any) -> tuple[Task | None, int | None]:
    """The task, and how many hours after the first event it began, of a thing that hears these, an hour apart."""
    wait = first_heard("x")
    for hour, event in enumerate(events):
        wait.hear(event, AT + timedelta(hours=hour))
    return wait.task, None if wait.since is None else (wait.since - AT) // timedelta(hours=1)


def reserved(count: int) -> Any:
    return told(w.OrderReserved, reserved=[i.Quantity(type="tablet", quantity=count)])


def short(count: int) -> Any:
    return told(w.OrderShort, lines=[w.Shortage(type="tablet", asked=9, reserved=count)])


ANNOUNCED, CLOSED = told(w.DeliveryAnnounced), told(w.DeliveryClosed)
PACKED, PARTLY = told(w.OrderPacked, final=True), told(w.OrderPacked, final=False)
CANCELLED = told(w.OrderCancelled)
OPENED, DISCARDED = told(w.CartonUndone, state="open"), told(w.CartonUndone, state="discarded")
READY, GONE, VOID = told(s.ShipmentReadied), told(s.ShipmentDispatched), told(s.ShipmentVoided)
OFFERED, APPROVED, REFUSED = told(s.TransferOffered), told(s.TransferApproved), told(s.TransferRefused)
WITHDRAWN, SENT, TAKEN = told(s.TransferWithdrawn), told(s.TransferDispatched), told(s.TransferClosed)
PREPARED, CONFIRMED = told(i.RoundPrepared, set_by=["u-1", "u-2"]), told(i.RoundConfirmed)
DELIVERED, RECEIVED = told(s.ShipmentDelivered), told(s.ShipmentReceived)


@pytest.mark.parametrize(
    ("events", "waits"),
    [
        ([ANNOUNCED], (Task.RECEIVE, 0)),
        ([ANNOUNCED, CLOSED], (None, None)),
        ([reserved(2)], (Task.PICK, 0)),
        ([reserved(0)], (None, None)),
        ([short(0)], (None, None)),
        ([short(1), reserved(2)], (Task.PICK, 0)),
        ([reserved(2), PARTLY], (Task.PICK, 0)),
        ([reserved(2), PACKED], (None, None)),
        ([reserved(2), PACKED, reserved(2)], (None, None)),
        ([reserved(2), PACKED, reserved(3)], (Task.PICK, 2)),
        ([reserved(2), PACKED, OPENED], (Task.PICK, 2)),
        ([reserved(2), PACKED, DISCARDED], (None, None)),
        ([reserved(2), CANCELLED], (None, None)),
        ([reserved(2), CANCELLED, OPENED], (None, None)),
        ([reserved(2), CANCELLED, reserved(2)], (Task.PICK, 2)),
        ([READY], (Task.DISPATCH, 0)),
        ([READY, GONE], (None, None)),
        ([READY, VOID], (None, None)),
        ([READY, GONE, DELIVERED], (Task.END_RECEIPT, 2)),
        ([READY, GONE, DELIVERED, RECEIVED], (None, None)),
        ([PREPARED], (Task.CONFIRM, 0)),
        ([PREPARED, PREPARED], (Task.CONFIRM, 0)),
        ([PREPARED, CONFIRMED], (None, None)),
        ([OFFERED], (Task.DECIDE, 0)),
        ([OFFERED, REFUSED], (None, None)),
        ([OFFERED, APPROVED], (Task.SEND_ON, 1)),
        ([OFFERED, APPROVED, WITHDRAWN], (None, None)),
        ([OFFERED, APPROVED, SENT], (Task.TAKE_OVER, 2)),
        ([OFFERED, APPROVED, SENT, TAKEN], (None, None)),
    ],
)
def test_what_is_to_be_done_and_since_when(events: list[Any], waits: tuple[Task | None, int | None]):
    assert after(*events) == waits


def lent(day: int | None, **more: Any) -> Any:
    return told(s.DeviceLent, until=date(2020, 9, day) if day else None, **{"given_back": False, **more})


@pytest.mark.parametrize(
    ("events", "day"),
    [
        ([lent(4)], 5),
        ([lent(4), lent(18)], 19),
        ([lent(4), lent(None)], None),
        ([lent(4), lent(None, given_back=True)], None),
        *([[lent(4), told(kind)], None] for kind in (s.DeviceTakenBack, s.DeviceLost, s.DeviceStolen)),
        *([[lent(4), told(kind)], None] for kind in (s.DeviceSentBack, s.DeviceHandedOver)),
        ([lent(4), told(w.DeviceReceived, returned=True)], None),
    ],
)
def test_a_loan_is_due_on_the_day_in_quebec_after_its_last(events: list[Any], day: int | None):
    wait = first_heard("x")
    for event in events:
        wait.hear(event, AT)
    assert wait.since == (datetime(2020, 9, day, 4, tzinfo=UTC) if day else None)
    assert wait.task == (Task.TAKE_BACK if day else None)


def test_of_portraits_the_last_one_counts():
    assert after(told(i.PortraitUpdated), told(i.PortraitUpdated)) == (Task.PORTRAIT, 1)
    assert subject_of(told(i.PortraitUpdated)) == "portrait/762000"


def test_what_was_undone_leaves_what_was_before_it_with_its_time():
    wait, steps = first_heard(f"shipment/{ID}"), [READY, GONE]
    entries = [Envelope(uuid4(), "/x", "x", AT + timedelta(hours=n), n, "u", one) for n, one in enumerate(steps)]
    back = told(s.ShipmentUndone, undone=entries[-1].id)
    wait.stand(list(enumerate([*entries, Envelope(uuid4(), "/x", "x", AT, 3, "u", back)])))
    assert (wait.task, wait.since) == (Task.DISPATCH, AT)


def test_a_transfer_whose_end_was_undone_waits_since_it_left():
    wait, kinds = first_heard(f"transfer/{ID}"), (s.TransferOffered, s.TransferDispatched, s.TransferClosed)
    steps = [told(kind, transfer=ID) for kind in kinds]
    entries = [Envelope(uuid4(), "/x", "x", AT + timedelta(hours=n), n, "u", one) for n, one in enumerate(steps)]
    back = told(s.TransferUndone, transfer=ID, undone=entries[-1].id)
    assert subject_of(back) == wait.subject
    wait.stand(list(enumerate([*entries, Envelope(uuid4(), "/x", "x", AT, 5, "u", back)])))
    assert (wait.task, wait.since) == (Task.TAKE_OVER, AT + timedelta(hours=1))


def test_what_comes_in_from_a_supplier_ends_no_loan():
    assert subject_of(told(w.DeviceReceived, returned=False)) is None
    assert subject_of(told(w.DeviceStored)) is None
    assert subject_of(told(w.DeviceReceived, returned=True)) == f"device/{UUID(str(ID))}"


def test_a_line_counts_one_kind_and_a_home_no_thing_twice():
    for role in Role:
        counted = [(one.kind, code) for one in matters_of(role) for code in one.counted]
        assert len(counted) == len(set(counted))
    assert all({type(code) for code in one.counted} == {one.kind} for one in MATTERS)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STATION, Role.SERVICE}))
def test_every_person_has_something_that_may_wait(role: Role):
    assert matters_of(role)
