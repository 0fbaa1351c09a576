"""Transfers between boards, through the Ministry: from what one board does not need to what another has in hand."""

from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.undone import Undone
from services.contracts.values import BoardCode


class OfferedLine(Part):
    """So many devices of one type that a board can do without."""

    type: str
    quantity: int = Field(gt=0)


class TransferOffered(Event):
    """A board offered devices that it does not need. `number` is what the label of the boxes will say."""

    owner, noun, verb, about = "shipping", "transfer", "offered", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    lines: list[OfferedLine]
    reason: str


class TransferApproved(Event):
    """The Ministry named the board that receives what was offered."""

    owner, noun, verb, about = "shipping", "transfer", "approved", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode


class TransferRefused(Event):
    """The Ministry wants the devices to stay where they are, for the reason given."""

    owner, noun, verb, about = "shipping", "transfer", "refused", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    reason: str


class TransferWithdrawn(Event):
    """The board that offered the devices keeps them, for the reason given; nothing is in it any more."""

    owner, noun, verb, about = "shipping", "transfer", "withdrawn", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode | None
    reason: str


class TransferDispatched(Event):
    """So many devices left for the other board. Who drives them over himself names no carrier."""

    owner, noun, verb, about = "shipping", "transfer", "dispatched", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode
    devices: int
    carrier: str | None
    tracking: str | None


class TransferReceived(Event):
    """The other board has the first of it."""

    owner, noun, verb, about = "shipping", "transfer", "received", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode


class TransferClosed(Event):
    """Nothing more of it is awaited: of so many `sent`, each was accepted, came damaged, or is missing."""

    owner, noun, verb, about = "shipping", "transfer", "closed", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode
    sent: int
    accepted: int
    damaged: int
    missing: int


class TransferUndone(Undone):
    """The end of a transfer was taken back: it stands in `state` again, and what was missing is on its way."""

    owner, noun, about = "shipping", "transfer", "transfer"

    transfer: UUID
    number: str
    origin: BoardCode
    receiver: BoardCode
    state: str


class DeviceSentOn(Event):
    """A board put a device into the boxes of a transfer; it is that board's until the other one has it."""

    owner, noun, verb, about = "shipping", "device", "sent-on", "device"

    device: UUID
    type: str
    board: BoardCode
    receiver: BoardCode
    transfer: UUID
    number: str


class DeviceTransferred(Event):
    """A device of a transfer is at its new board, which answers for it from now on; or it came `damaged`, as told."""

    owner, noun, verb, about = "shipping", "device", "transferred", "device"

    device: UUID
    type: str
    board: BoardCode
    origin: BoardCode
    transfer: UUID
    damaged: bool = False
    reason: str = ""
