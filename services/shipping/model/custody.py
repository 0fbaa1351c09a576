"""The states of a device in shipping's keeping, the moves between them, and what a refused move tells."""

from enum import StrEnum

from services.contracts.sentence import Sentence, say


class Custody(StrEnum):
    """Where a device is between the carton it was packed into and its return to the reserve."""

    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    AT_BOARD = "at_board"
    MISSING = "missing"
    DAMAGED = "damaged"
    CONFIGURED = "configured"
    AT_SCHOOL = "at_school"
    ON_LOAN = "on_loan"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    SENT_ON = "sent_on"
    LOST = "lost"
    STOLEN = "stolen"
    RETURNED = "returned"


class Came(StrEnum):
    """How a device of a packing list came."""

    ACCEPTED = "accepted"
    DAMAGED = "damaged"
    MISSING = "missing"


_C = Custody
# What the warehouse has in its hands has come back, whatever the board last said of it.
_BACK = {(state, _C.RETURNED) for state in _C} - {(_C.RETURNED, _C.RETURNED)}
# What a board has, or answers for, may be lost or stolen.
_HELD = (_C.AT_BOARD, _C.DAMAGED, _C.CONFIGURED, _C.AT_SCHOOL, _C.ON_LOAN, _C.TAKEN_BACK)
_GONE = {(state, gone) for state in _HELD for gone in (_C.LOST, _C.STOLEN)}

MOVES: frozenset[tuple[Custody, Custody]] = frozenset(
    {
        (_C.PACKED, _C.IN_TRANSIT),
        (_C.IN_TRANSIT, _C.AT_BOARD),
        (_C.IN_TRANSIT, _C.DAMAGED),
        (_C.IN_TRANSIT, _C.MISSING),
        (_C.MISSING, _C.AT_BOARD),
        (_C.MISSING, _C.DAMAGED),
        (_C.DAMAGED, _C.AT_BOARD),
        (_C.DAMAGED, _C.SENT_BACK),
        (_C.AT_BOARD, _C.DAMAGED),
        (_C.AT_BOARD, _C.CONFIGURED),
        (_C.AT_BOARD, _C.SENT_BACK),
        (_C.CONFIGURED, _C.AT_SCHOOL),
        (_C.CONFIGURED, _C.ON_LOAN),
        (_C.CONFIGURED, _C.SENT_BACK),
        (_C.AT_SCHOOL, _C.ON_LOAN),
        (_C.AT_SCHOOL, _C.TAKEN_BACK),
        (_C.ON_LOAN, _C.TAKEN_BACK),
        (_C.TAKEN_BACK, _C.CONFIGURED),
        (_C.TAKEN_BACK, _C.SENT_BACK),
        # To another board, whose it is once it is there.
        (_C.AT_BOARD, _C.SENT_ON),
        (_C.CONFIGURED, _C.SENT_ON),
        (_C.TAKEN_BACK, _C.SENT_ON),
        (_C.SENT_ON, _C.MISSING),
        (_C.LOST, _C.TAKEN_BACK),
        (_C.STOLEN, _C.TAKEN_BACK),
        # Found again, as damaged as it came.
        (_C.LOST, _C.DAMAGED),
        (_C.STOLEN, _C.DAMAGED),
        (_C.RETURNED, _C.PACKED),
    }
    | _BACK
    | _GONE
)

# The receipt of these is done, and was good.
ACCEPTED = frozenset({_C.AT_BOARD, _C.CONFIGURED, _C.AT_SCHOOL, _C.ON_LOAN, _C.TAKEN_BACK})
# What the board does that receives a transfer: the device is its own then. What was missing may come after all.
TAKING_OVER = frozenset(
    {
        (_C.SENT_ON, _C.AT_BOARD),
        (_C.SENT_ON, _C.DAMAGED),
        (_C.MISSING, _C.AT_BOARD),
        (_C.MISSING, _C.DAMAGED),
    }
)
# A school or a student has these.
OUT = frozenset({_C.AT_SCHOOL, _C.ON_LOAN})

NAMES: dict[Custody, Sentence] = {
    _C.PACKED: say("packed"),
    _C.IN_TRANSIT: say("in transit"),
    _C.AT_BOARD: say("at the board"),
    _C.MISSING: say("missing"),
    _C.DAMAGED: say("damaged"),
    _C.CONFIGURED: say("configured"),
    _C.AT_SCHOOL: say("at the school"),
    _C.ON_LOAN: say("on loan"),
    _C.TAKEN_BACK: say("taken back"),
    _C.SENT_BACK: say("sent back"),
    _C.SENT_ON: say("sent on to another board"),
    _C.LOST: say("lost"),
    _C.STOLEN: say("stolen"),
    _C.RETURNED: say("returned to the reserve"),
}

REFUSALS: dict[Custody, Sentence] = {
    _C.PACKED: say("%(serial)s: %(state)s. Only a device that is back in the reserve can be packed again."),
    _C.IN_TRANSIT: say("%(serial)s: %(state)s. Only a packed device can leave."),
    _C.AT_BOARD: say("%(serial)s: %(state)s. Only a device of a dispatched shipment can be accepted."),
    _C.MISSING: say("%(serial)s: %(state)s. Only a device in transit can be missing."),
    _C.DAMAGED: say("%(serial)s: %(state)s. Damage is reported at receipt, before the device is configured."),
    _C.CONFIGURED: say("%(serial)s: %(state)s. Accept the device, or take it back, before you configure it."),
    _C.AT_SCHOOL: say("%(serial)s: %(state)s. Configure the device before you hand it over."),
    _C.ON_LOAN: say("%(serial)s: %(state)s. Configure the device before you hand it over."),
    _C.TAKEN_BACK: say("%(serial)s: %(state)s. Only a device handed over can be taken back."),
    _C.SENT_BACK: say("%(serial)s: %(state)s. Accept the device, or take it back, before you send it back."),
    _C.SENT_ON: say("%(serial)s: %(state)s. Only what is at your board can be sent on: take the device back first."),
    _C.LOST: say("%(serial)s: %(state)s. Only a device that the board, a school or a student has can be lost."),
    _C.STOLEN: say("%(serial)s: %(state)s. Only a device that the board, a school or a student has can be stolen."),
    _C.RETURNED: say("%(serial)s: %(state)s. Only a device that left the reserve can come back."),
}


def refusal(serial: str, state: Custody, wanted: Custody) -> Sentence:
    """Why a device cannot go from `state` to `wanted`, and what to do first."""
    return Sentence(REFUSALS[wanted].msgid, {"serial": serial, "state": NAMES[state]})


def came_as(state: Custody, damaged: bool) -> Came | None:
    """How a device came in its carton, as long as a board has it or waits for it."""
    if state in {Custody.PACKED, Custody.IN_TRANSIT}:
        return None
    if state is Custody.MISSING:
        return Came.MISSING
    return Came.DAMAGED if damaged else Came.ACCEPTED
