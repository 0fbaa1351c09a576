"""What waits to be configured as a list: how it is read, whole, for one board, and its columns in a file."""

from uuid import UUID

from services.chassis.act import now
from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model.calendar import day_of
from services.shipping.queries.bench import Batch, Queue
from services.shipping.scope import scope_of
from services.shipping.shapes.stack import QueueOf


def queue_asked(query: QueueOf) -> Queue | None:
    """The queue of one's own board, or of the board that who sees all names; None where nobody names one."""
    board = scope_of(person()) or query.board
    return queries.queue(session(), board, day_of(now())) if board else None


def _read(query: QueueOf, _cursor: UUID | None, _limit: int) -> Page[Batch]:
    found = queue_asked(query)
    return Page(found.batches if found else [], None)


QUEUE = Listing[QueueOf, Batch](
    say("Devices to configure"),
    QueueOf,
    _read,
    [
        Column(say("Request"), lambda one: one.request_number),
        Column(say("Shipment"), lambda one: one.shipment_number),
        Column(say("Urgent"), lambda one: one.urgent),
        Column(say("Needed since"), lambda one: one.needed_on),
        Column(say("Waiting since"), lambda one: one.since),
        Column(say("Waiting"), lambda one: one.waiting),
        Column(say("Taken"), lambda one: one.taken),
        Column(say("Set aside"), lambda one: one.aside),
    ],
)
