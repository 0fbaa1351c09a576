"""What becomes of a device that was sent to a board: the words of shipping, and what each counts as."""

from enum import StrEnum

from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLent,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    DeviceSentOn,
    DeviceStolen,
    DeviceTakenBack,
    DeviceTransferred,
    DeviceUnreturned,
    ShippingDeviceUndone,
)


class HoldingState(StrEnum):
    """Where a device of a board's is, or what came of it."""

    IN_TRANSIT = "in_transit"
    ACCEPTED = "accepted"
    CONFIGURED = "configured"
    AT_SCHOOL = "at_school"
    ON_LOAN = "on_loan"
    TAKEN_BACK = "taken_back"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    MISSING = "missing"
    SENT_BACK = "sent_back"
    SENT_ON = "sent_on"
    RETURNED = "returned"


_H = HoldingState
# In the board's hands, and so covering need; what it sent on to another board is its own until that board has it. What
# is lost or stolen came well, but covers none.
COVERING = frozenset({_H.ACCEPTED, _H.CONFIGURED, _H.AT_SCHOOL, _H.ON_LOAN, _H.TAKEN_BACK, _H.SENT_ON})
CAME_WELL = COVERING | {_H.LOST, _H.STOLEN}
LACKING = frozenset({_H.DAMAGED, _H.MISSING})

# Shipping's words for custody, where they are not the same.
WORDS = {"at_board": _H.ACCEPTED, "packed": _H.IN_TRANSIT}

BoardEvent = (
    DeviceAccepted
    | DeviceConfigured
    | DeviceDamaged
    | DeviceFound
    | DeviceHandedOver
    | DeviceLent
    | DeviceLost
    | DeviceMissing
    | DeviceSentBack
    | DeviceSentOn
    | DeviceStolen
    | DeviceTakenBack
    | DeviceTransferred
    | DeviceUnreturned
    | ShippingDeviceUndone
)

AFTER: dict[type[BoardEvent], HoldingState] = {
    DeviceAccepted: _H.ACCEPTED,
    DeviceConfigured: _H.CONFIGURED,
    DeviceDamaged: _H.DAMAGED,
    DeviceFound: _H.TAKEN_BACK,
    DeviceLent: _H.AT_SCHOOL,
    DeviceLost: _H.LOST,
    DeviceMissing: _H.MISSING,
    DeviceSentBack: _H.SENT_BACK,
    DeviceSentOn: _H.SENT_ON,
    DeviceStolen: _H.STOLEN,
    DeviceTakenBack: _H.TAKEN_BACK,
    DeviceTransferred: _H.ACCEPTED,
    DeviceUnreturned: _H.TAKEN_BACK,
}


def after(event: BoardEvent) -> HoldingState:
    """Where the device is after what shipping tells. Raises `ValueError` for a word of custody that is unknown here."""
    match event:
        case ShippingDeviceUndone():
            return WORDS.get(event.state) or HoldingState(event.state)
        case DeviceHandedOver():
            return HoldingState.ON_LOAN if event.loan else HoldingState.AT_SCHOOL
        case DeviceFound(damaged=True) | DeviceTransferred(damaged=True) | DeviceUnreturned(damaged=True):
            return HoldingState.DAMAGED
        case _:
            return AFTER[type(event)]
