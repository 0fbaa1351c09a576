"""What intake tells of requests, from submitted to fulfilled, refused or withdrawn."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.undone import Undone
from services.contracts.values import BoardCode, SchoolCode


class Quantity(Part):
    """How many devices of one type."""

    type: str
    quantity: int = Field(ge=0)


class Address(Part):
    """Where a board wants its devices: a dock or an office, and the service to ask for; never a person's name."""

    site: str
    street: str
    town: str
    postal_code: str
    contact: str
    phone: str


class RequestLine(Part):
    """What a board asks for: so many devices of a type for students of one category."""

    type: str
    category: str
    quantity: int = Field(gt=0)


class Closure(Part):
    """What closed, so that a request is urgent: `closed` is a class or a whole school. Students are counted, not named.

    `last_day` None: until further notice.
    """

    closed: str
    school: SchoolCode
    first_day: date
    last_day: date | None = None
    students: int = Field(ge=0)


class RequestSubmitted(Event):
    """A board asked the reserve for devices, having accepted the freight quoted (cents): its actor did, `accepted_as`.

    Told again when what was sent back is complete.
    """

    owner, noun, verb, about = "intake", "request", "submitted", "request"

    request: UUID
    number: str
    board: BoardCode
    lines: list[RequestLine]
    urgency: str
    freight_cents: int
    closure: Closure | None = None
    accepted_as: str | None = None


class RequestSentBack(Event):
    """The Ministry sent a request back to its board, to be completed and submitted again."""

    owner, noun, verb, about = "intake", "request", "sent-back", "request"

    request: UUID
    board: BoardCode
    reason: str


class RequestGranted(Event):
    """The Ministry granted a request. Quantities are absolute: a later grant of the request supersedes this one.

    They are what is to be sent in all, devices that replace missing or damaged ones included. `round`: the round of the
    split that granted it; what it asked and did not get then goes on waiting.
    """

    owner, noun, verb, about = "intake", "request", "granted", "request"

    request: UUID
    number: str
    board: BoardCode
    granted: list[Quantity]
    address: Address
    freight_cents: int
    partly: bool = False
    round: UUID | None = None


class RequestRefused(Event):
    """The Ministry refused a request, for the reason given to the board."""

    owner, noun, verb, about = "intake", "request", "refused", "request"

    request: UUID
    board: BoardCode
    reason: str


class RequestAmended(Event):
    """A board gave up devices that came damaged, never came or fell short; `given_up` is absolute, by type.

    Or it asks otherwise, before anything was decided: `lines`, the freight accepted for them and what goes with it are
    those that hold from now on, and nothing is given up. They are None where it does not.
    """

    owner, noun, verb, about = "intake", "request", "amended", "request"

    request: UUID
    board: BoardCode
    given_up: list[Quantity]
    lines: list[RequestLine] | None = None
    urgency: str | None = None
    freight_cents: int | None = None
    closure: Closure | None = None
    accepted_as: str | None = None


class RequestFulfilled(Event):
    """Every device granted was accepted, replaced or given up by the board."""

    owner, noun, verb, about = "intake", "request", "fulfilled", "request"

    request: UUID
    board: BoardCode
    accepted: list[Quantity]


class RequestPaused(Event):
    """The clock of a request stands still, for the reason given: a board that is closed, a site that cannot receive."""

    owner, noun, verb, about = "intake", "request", "paused", "request"

    request: UUID
    board: BoardCode
    reason: str


class RequestResumed(Event):
    """The clock of a paused request runs again."""

    owner, noun, verb, about = "intake", "request", "resumed", "request"

    request: UUID
    board: BoardCode


class WithdrawalAsked(Event):
    """A board asks for its granted request to be cancelled. The warehouse does so, or refuses once dispatched."""

    owner, noun, verb, about, among = "intake", "withdrawal", "asked", "request", "request"

    request: UUID
    board: BoardCode
    reason: str


class RequestWithdrawn(Event):
    """A request is withdrawn: before it was granted, or after the warehouse cancelled its order."""

    owner, noun, verb, about = "intake", "request", "withdrawn", "request"

    request: UUID
    board: BoardCode


class RequestUndone(Undone):
    """A decision about a request was taken back. `granted` is what stands now, in all; empty where nothing does.

    Of an undone grant the warehouse has the last word: it answers as to a grant, or, when nothing stands any more, as
    to a withdrawal.
    """

    owner, noun, about = "intake", "request", "request"

    request: UUID
    board: BoardCode
    granted: list[Quantity]
