"""The transfers as a list: how a page of it is read, each with how far it is, and its columns in a file."""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Transfer
from services.shipping.model.transfer_stage import NAMES
from services.shipping.pages.words import board_name
from services.shipping.queries.transfer import Progress
from services.shipping.scope import scope_of
from services.shipping.shapes.transfer import TransferList


@dataclass(frozen=True)
class Line:
    """A transfer, and how many of its devices came how."""

    transfer: Transfer
    so_far: Progress

    @property
    def offered(self) -> int:
        return sum(one.quantity for one in self.transfer.lines)


def _read(query: TransferList, cursor: UUID | None, limit: int) -> Page[Line]:
    found = queries.transfers(session(), scope_of(person()), query.stage, query.board, cursor, limit)
    inside = queries.transfer_progress(session(), [one.id for one in found.items])
    return Page([Line(one, inside[one.id]) for one in found.items], found.next)


TRANSFERS = Listing[TransferList, Line](
    say("Transfers"),
    TransferList,
    _read,
    [
        Column(say("Number"), lambda one: one.transfer.number),
        Column(say("From board"), lambda one: one.transfer.origin, board_name),
        Column(say("To board"), lambda one: one.transfer.receiver, board_name),
        Column(say("Stage"), lambda one: one.transfer.stage, named(NAMES)),
        Column(say("Reason"), lambda one: one.transfer.reason),
        Column(say("Offered on"), lambda one: one.transfer.offered_at),
        Column(say("Dispatched on"), lambda one: one.transfer.dispatched_at),
        Column(say("Closed on"), lambda one: one.transfer.closed_at),
        Column(say("Offered"), lambda one: one.offered),
        Column(say("In the boxes"), lambda one: one.so_far.inside),
        Column(say("Accepted"), lambda one: one.so_far.accepted),
        Column(say("Damaged"), lambda one: one.so_far.damaged),
        Column(say("Missing"), lambda one: one.so_far.missing),
    ],
)
