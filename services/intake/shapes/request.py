"""Requests, as they are decided and shown."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body, Edited, Paging, UndoAnswer
from services.contracts.intake import Closure
from services.contracts.values import BoardCode, FreeText
from services.intake.model.shipment import Stage
from services.intake.model.state import State, Urgency
from services.intake.shapes.asking import QuoteAnswer
from services.intake.shapes.count import QuantityBody
from services.intake.shapes.round import RequestRound


class GrantBody(Body):
    """What is granted by type, in all; without it, all that is asked."""

    granted: list[QuantityBody] | None = Field(None, max_length=20)


class ReplaceBody(Body):
    """How many more are sent by type, in place of missing or damaged ones."""

    replace: list[QuantityBody] = Field(min_length=1, max_length=20)


class ReasonBody(Body):
    """Why a step is taken; the other side reads it."""

    reason: FreeText


class GiveUpBody(Body):
    """What is given up by type, in all."""

    given_up: list[QuantityBody] = Field(min_length=1, max_length=20)


class RequestQuery(Paging):
    """Which requests to list."""

    state: State | None = None
    board: BoardCode | None = None


class RequestCreated(Edited):
    """A draft and the freight quoted for it (cents)."""

    id: UUID
    number: str
    state: State
    freight_cents: int
    quote: QuoteAnswer | None


class RequestState(Edited):
    """Where a request stands after a step."""

    id: UUID
    number: str
    state: State


class LineAnswer(Answer):
    """A line, and what of its type's grant falls to it."""

    type: str
    category: str
    quantity: int
    granted: int


class ShareAnswer(Answer):
    """The figures of one type. `answered`: the warehouse has answered the last grant. `lacking`: missing or damaged.

    `replaced`: sent beyond what is granted, in place of lacking ones.
    """

    type: str
    asked: int
    granted: int
    reserved: int
    short: int
    answered: bool
    accepted: int
    lacking: int
    given_up: int
    replaced: int


class RequestAnswer(Edited):
    """A request whole. `freight_due_cents` is pro rata of what is granted, `submitted_at` its place in the queue."""

    id: UUID
    number: str
    board: str
    site: str
    state: State
    urgency: Urgency
    closure: Closure | None
    justification: str
    lines: list[LineAnswer]
    types: list[ShareAnswer]
    freight_cents: int
    freight_due_cents: int
    freight_accepted_by: str | None
    freight_accepted_at: datetime | None
    freight_accepted_as: str | None
    reason: str | None
    paused_at: datetime | None
    pause_reason: str | None
    withdrawal_reason: str | None
    withdrawal_refused_at: datetime | None
    withdrawn_at: datetime | None
    entered_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    fulfilled_at: datetime | None


class RequestPage(Answer):
    """Some requests, newest first."""

    items: list[RequestAnswer]
    next: UUID | None


class ShipmentAnswer(Answer):
    """A shipment of the request and when it reached each stage."""

    id: UUID
    number: str | None
    state: Stage
    ready_at: datetime | None
    dispatched_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    voided_at: datetime | None


class RequestWhole(RequestAnswer):
    """A request with how far it is on its way, whether its last decision can be undone, and what a round says of it.

    `quote`: what it costs today while it may be submitted, then as it was accepted; `freight_charged_cents`: so far.
    """

    undo: UndoAnswer
    shipments: list[ShipmentAnswer]
    round: RequestRound | None
    quote: QuoteAnswer | None
    freight_charged_cents: int
