"""Return shipments: handed to a carrier, and closed once their boxes are emptied, with what was not in them."""

from uuid import UUID

from services.contracts.event import Event
from services.contracts.undone import Undone
from services.contracts.values import BoardCode


class ReturnDispatched(Event):
    """A board said with which carrier a return travels, and under which number; told again, it is another now."""

    owner, noun, verb, about = "shipping", "return", "dispatched", "parcel"

    parcel: UUID
    number: str
    board: BoardCode
    carrier: str
    tracking: str


class ReturnClosed(Event):
    """A return is over: of the devices that its board put on the list so many were in the boxes, and so many not."""

    owner, noun, verb, about = "shipping", "return", "closed", "parcel"

    parcel: UUID
    number: str
    board: BoardCode
    expected: int
    received: int
    missing: int
    reason: str = ""


class ReturnUndone(Undone):
    """The closing of a return was taken back: what was not in its boxes is on its way again."""

    owner, noun, about = "shipping", "return", "parcel"

    parcel: UUID
    number: str
    board: BoardCode


class DeviceUnreturned(Event):
    """A device of a return was not in its boxes when that was closed: its board answers for it again.

    `damaged`: as it came to the board; else it waits there as one that was taken back.
    """

    owner, noun, verb, about = "shipping", "device", "unreturned", "device"

    device: UUID
    type: str
    board: BoardCode
    parcel: UUID
    number: str
    reason: str
    damaged: bool = False
