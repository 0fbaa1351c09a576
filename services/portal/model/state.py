"""The states of a device as the log tells them, and on which side of custody each of them is."""

from enum import StrEnum


class State(StrEnum):
    """Where a device is in its life, in the order of that life."""

    NAMED = "named"
    RECEIVED = "received"
    QUARANTINED = "quarantined"
    IN_REPAIR = "in_repair"
    STORED = "stored"
    PICKED = "picked"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    AT_BOARD = "at_board"
    MISSING = "missing"
    DAMAGED = "damaged"
    CONFIGURED = "configured"
    AT_SCHOOL = "at_school"
    ON_LOAN = "on_loan"
    TAKEN_BACK = "taken_back"
    LOST = "lost"
    STOLEN = "stolen"
    SENT_ON = "sent_on"
    SENT_BACK = "sent_back"
    RETURNED = "returned"
    WIPED = "wiped"
    WRITTEN_OFF = "written_off"
    RETIRED = "retired"
    DESTROYED = "destroyed"


HANDED = frozenset(
    {
        State.IN_TRANSIT,
        State.DELIVERED,
        State.AT_BOARD,
        State.MISSING,
        State.DAMAGED,
        State.CONFIGURED,
        State.AT_SCHOOL,
        State.ON_LOAN,
        State.TAKEN_BACK,
        State.LOST,
        State.STOLEN,
        State.SENT_ON,
        State.SENT_BACK,
    }
)
LEAVING = frozenset({State.NAMED, State.PICKED, State.PACKED})
HERE = frozenset(State) - HANDED
