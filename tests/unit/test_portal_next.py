"""What a device's page offers: a row of steps for every state, whose undo it is, its documents, and who held it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.care import PaperKind, Proof
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE, Role
from services.portal import words
from services.portal.document import DOCUMENTS, documents
from services.portal.model.holding import holdings
from services.portal.model.state import HANDED, State
from services.portal.next_step import NEXT, STEPPING, UNDOERS, steps_for, undo_page
from services.portal.readers import READERS

AT = datetime(2020, 8, 24, 13, tzinfo=UTC)
DEVICE, SHIPMENT, PAPER = uuid4(), uuid4(), uuid4()


def told(*events: Any) -> list[tuple[int, Envelope[Any]]]:
    """As entries, an hour apart; an event may be undone by its place among them."""
    found: list[tuple[int, Envelope[Any]]] = []
    for hour, event in enumerate(events):
        data = event if not isinstance(event, int) else _undone(found[event][1])
        found.append((hour + 1, Envelope(uuid4(), "/x", "x", AT + timedelta(hours=hour), hour, "u", data)))
    return found


def _undone(step: Envelope[Any]) -> Any:
    return s.ShippingDeviceUndone.model_construct(device=DEVICE, undone=step.id, step="x", state="configured")


def one(kind: type[Event], **data: Any) -> Any:
    named: dict[str, Any] = {"device": DEVICE, "board": "762000", "shipment": SHIPMENT, "type": "tablet"}
    return kind.model_construct(**{name: value for name, value in named.items() if name in kind.model_fields} | data)


STORED, PICKED = one(w.DeviceStored, location="A-01-03"), one(w.DevicePicked, request=SHIPMENT, order=SHIPMENT)
ACCEPTED, ENDED = one(s.DeviceAccepted), one(s.ShipmentReceived)
CONFIGURED = one(s.DeviceConfigured)
SCHOOL, LOAN = (
    one(s.DeviceHandedOver, school="762217", loan=None, slip=SHIPMENT),
    one(s.DeviceHandedOver, school=None, loan="P-1", slip=None),
)


def test_every_state_has_its_row_and_its_answer():
    assert list(NEXT) == list(State)
    boards_own = {State.AT_BOARD, State.DAMAGED, State.CONFIGURED, State.AT_SCHOOL, State.ON_LOAN, State.TAKEN_BACK}
    assert set(State) - set(words.ANSWERS) == boards_own | {State.LOST, State.STOLEN}


@pytest.mark.parametrize("state", State)
def test_somebody_can_do_something_next_unless_it_is_destroyed(state: State):
    roles = {role for one in NEXT[state] for role in one.roles}
    assert bool(roles) is (state is not State.DESTROYED)
    assert not roles & (SEES_ALL | {Role.PRIVACY, Role.STATION, Role.SERVICE})
    # Who has the device does something with it; a board does nothing in the warehouse.
    assert state in HANDED or state is State.DESTROYED or roles <= WAREHOUSE
    assert state not in HANDED or roles & BOARD


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
def test_a_page_is_named_to_whom_its_service_admits(state: State, role: Role):
    for step in steps_for(state, role):
        theirs = step.path.split("/")[1]
        assert theirs == "shipping" or role in WAREHOUSE


def test_of_what_serves_another_board_since_nothing_is_offered():
    assert steps_for(None, Role.BOARD_TECHNICIAN) == []


@pytest.mark.parametrize(
    ("events", "role", "page"),
    [
        ([STORED], Role.WAREHOUSE, "/warehouse/devices/{device}"),
        ([STORED], Role.BOARD_TECHNICIAN, None),
        ([STORED], Role.MINISTRY, None),
        ([STORED, PICKED, one(w.CartonClosed)], Role.WAREHOUSE, None),
        ([one(w.DeviceRetired)], Role.WAREHOUSE, None),
        ([one(w.DeviceRetired)], Role.WAREHOUSE_MANAGER, "/warehouse/devices/{device}"),
        ([one(w.DeviceDestroyed)], Role.WAREHOUSE_MANAGER, None),
        ([ACCEPTED], Role.BOARD_TECHNICIAN, "/shipping/devices/{device}"),
        ([ACCEPTED, ENDED], Role.BOARD_TECHNICIAN, None),
        ([ACCEPTED, ENDED, CONFIGURED], Role.BOARD_TECHNICIAN, "/shipping/devices/{device}"),
        ([ACCEPTED, CONFIGURED], Role.WAREHOUSE, None),
        ([ACCEPTED, CONFIGURED, SCHOOL, 2], Role.BOARD_TECHNICIAN, None),
        ([one(s.DeviceMissing)], Role.BOARD_TECHNICIAN, None),
        ([], Role.WAREHOUSE, None),
    ],
)
def test_the_last_step_is_taken_back_by_its_owner(events: list[Any], role: Role, page: str | None):
    assert undo_page(told(*events), role) == page


def test_what_can_be_undone_is_a_step():
    assert set(UNDOERS) <= set(STEPPING)


def titles(role: Role, *events: Any) -> list[str]:
    return [str(one.title) for one in documents(told(*events), role)]


def test_documents_are_told_to_whom_may_open_them_the_newest_first():
    returned = one(s.DeviceSentBack, number="R000001")
    proof = Proof(kind=PaperKind.RETIREMENT_DECISION, number="P000001", paper=PAPER)
    events = [
        one(
            w.DeviceReceived,
            delivery=SHIPMENT,
            returned=False,
            location="QUAI-01",
            maker="",
            serial="",
            model="",
            asset_tag=None,
        ),
        one(s.ShipmentReadied, number="E000001"),
        SCHOOL,
        one(s.DeviceLost),
        returned,
        one(w.DeviceRetired, proof=proof),
    ]
    shipping = ["Return R000001", "Hand-over slip", "Delivery note of shipment E000001"]
    paper, delivery = "Decision to retire P000001", "The supplier’s delivery"
    assert titles(Role.BOARD_TECHNICIAN, *events) == shipping
    assert titles(Role.BOARD_MANAGER, *events) == [shipping[0], "Register of incidents", *shipping[1:]]
    assert titles(Role.WAREHOUSE, *events) == [paper, shipping[0], shipping[2], delivery]
    assert titles(Role.MINISTRY, *events) == [paper, *shipping, delivery]


def test_a_shipment_that_was_received_has_its_receipt_beside_its_delivery_note():
    shipping = ["Receipt of the shipment", "Delivery note of shipment E000001"]
    for role in (Role.BOARD_TECHNICIAN, Role.WAREHOUSE, Role.AUDITOR):
        assert titles(role, one(s.ShipmentReadied, number="E000001"), ENDED) == shipping


def test_a_document_of_what_was_undone_is_none():
    assert titles(Role.BOARD_TECHNICIAN, ACCEPTED, LOAN) == ["Loan P-1"]
    assert titles(Role.BOARD_TECHNICIAN, ACCEPTED, LOAN, 1) == []


def test_who_reads_no_journey_but_the_privacy_officer_is_named_for_no_document():
    named = {role for some in DOCUMENTS.values() for _, roles in some for role in roles}
    assert named - READERS == {Role.PRIVACY}


def spans(*events: Any) -> list[tuple[str, str, int, int | None]]:
    def hour(at: datetime | None) -> int | None:
        return None if at is None else (at - AT) // timedelta(hours=1)

    return [
        (held.kind, held.holder, hour(held.since) or 0, hour(held.until)) for held in holdings(DEVICE, told(*events))
    ]


def test_one_holder_follows_the_other():
    shelf, board = ("location", "A-01-03"), ("board", "762000")
    assert spans(STORED, PICKED, ACCEPTED, CONFIGURED, SCHOOL, one(s.DeviceLost)) == [
        (*shelf, 0, 1),
        ("request", str(SHIPMENT), 1, 2),
        (*board, 2, 4),
        ("school", "762217", 4, None),
    ]


def test_a_retired_device_has_no_holder_any_more():
    assert spans(STORED, one(w.DeviceRetired)) == [("location", "A-01-03", 0, 1)]


def test_what_was_undone_held_nothing():
    assert spans(ACCEPTED, CONFIGURED, LOAN, 2) == [("board", "762000", 0, None)]
    assert spans() == []
