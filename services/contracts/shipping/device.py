"""Devices in boards' hands: how each came, what they do with it, and what becomes of it."""

from datetime import date
from typing import Literal
from uuid import UUID

from services.contracts.event import Event
from services.contracts.undone import DeviceUndone
from services.contracts.values import BoardCode, SchoolCode, Serial


class DeviceAccepted(Event):
    """A board received a device in good order and answers for it from now on.

    `transfer`: it came from another board meanwhile, or was on its way to one; what is told counts in no request then.
    """

    owner, noun, verb, about = "shipping", "device", "accepted", "device"

    device: UUID
    type: str
    board: BoardCode
    shipment: UUID
    request: UUID
    transfer: UUID | None = None


class DeviceMissing(Event):
    """A device of the packing list was not there when the receipt was ended.

    `elsewhere`: it is known to be in another shipment, or in the reserve; `reason` is empty then, and the device stays
    where it is. `transfer`: it is missing of a transfer to another board, and counts in no request.
    """

    owner, noun, verb, about = "shipping", "device", "missing", "device"

    device: UUID
    type: str
    board: BoardCode
    shipment: UUID
    request: UUID
    reason: str
    elsewhere: bool = False
    transfer: UUID | None = None


class DeviceTurnedUp(Event):
    """A device that a receipt, or a `transfer`, had ended without came after all; how it came is told next."""

    owner, noun, verb, about = "shipping", "device", "turned-up", "device"

    device: UUID
    type: str
    board: BoardCode
    shipment: UUID
    request: UUID
    transfer: UUID | None = None


class DeviceDamaged(Event):
    """A device arrived damaged, with what the board saw; `transfer` as of what is accepted."""

    owner, noun, verb, about = "shipping", "device", "damaged", "device"

    device: UUID
    type: str
    board: BoardCode
    shipment: UUID
    request: UUID
    reason: str
    transfer: UUID | None = None


class DeviceUnexpected(Event):
    """A board found a device that its packing list does not name. `finding` is the report's own id, not a device's."""

    owner, noun, verb, about = "shipping", "device", "unexpected", "finding"

    finding: UUID
    shipment: UUID
    board: BoardCode
    maker: str
    serial: Serial
    reason: str


class DeviceConfigured(Event):
    """A board configured a device for use."""

    owner, noun, verb, about = "shipping", "device", "configured", "device"

    device: UUID
    type: str
    board: BoardCode


class DeviceHandedOver(Event):
    """A device went to a school, or to a student under a random loan number; exactly one of the two is set.

    `slip`: the paper that the school signs for it and for what came with it.
    """

    owner, noun, verb, about = "shipping", "device", "handed-over", "device"

    device: UUID
    type: str
    board: BoardCode
    school: SchoolCode | None = None
    loan: str | None = None
    slip: UUID | None = None


class DeviceTakenBack(Event):
    """A board took a device back from a school or a student. `origin` is the school or the loan number it left.

    `condition`: as it was found, None where nobody looked; `note` says what is broken or not there. `recall`: the
    take-back campaign that expected it.
    """

    owner, noun, verb, about = "shipping", "device", "taken-back", "device"

    device: UUID
    type: str
    board: BoardCode
    origin: str
    condition: Literal["fine", "damaged", "incomplete"] | None = None
    note: str | None = None
    recall: UUID | None = None


class DeviceSentBack(Event):
    """A board sent a device back to the reserve, in a return shipment, with the reason.

    `number` is what the label of the return says: scanned at the dock, it stands for all that is in it.
    """

    owner, noun, verb, about = "shipping", "device", "sent-back", "device"

    device: UUID
    type: str
    board: BoardCode
    shipment: UUID
    reason: str
    number: str = ""


class DeviceLent(Event):
    """A school lent a device on to another school of its board. `origin` is the school it left.

    `until`: the last day of the loan; None: without a term. Told again of the same school, the term is another now and
    `origin` the school that lent it. `given_back`: the other way, to the school that had lent it; that loan is over.
    `slip`: the paper that the school signs for it.
    """

    owner, noun, verb, about = "shipping", "device", "lent", "device"

    device: UUID
    type: str
    board: BoardCode
    school: SchoolCode
    origin: SchoolCode
    until: date | None = None
    given_back: bool = False
    slip: UUID | None = None


class DeviceLost(Event):
    """A board cannot find a device. Its last holder stays answerable."""

    owner, noun, verb, about = "shipping", "device", "lost", "device"

    device: UUID
    type: str
    board: BoardCode
    reason: str


class DeviceStolen(Event):
    """A device was stolen from a board, a school or a student. Its last holder stays answerable."""

    owner, noun, verb, about = "shipping", "device", "stolen", "device"

    device: UUID
    type: str
    board: BoardCode
    reason: str


class DeviceFound(Event):
    """A device that was lost or stolen is at its board again, to be configured anew; or still `damaged` as it came."""

    owner, noun, verb, about = "shipping", "device", "found", "device"

    device: UUID
    type: str
    board: BoardCode
    damaged: bool = False


class ShippingDeviceUndone(DeviceUndone):
    """The last step of a device in a board's hands was taken back; `transfer`: the one that the step was part of."""

    owner = "shipping"

    transfer: UUID | None = None
