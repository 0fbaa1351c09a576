"""Shapes of claims to suppliers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from services.chassis.paging import Page
from services.chassis.web.shapes import Answer, Body, Edited, Paging
from services.contracts.values import FreeText
from services.warehouse.model.difference import Difference
from services.warehouse.model.supplier_claim import Outcome, SupplierAnswer, SupplierClaim, SupplierClaimState
from services.warehouse.queries.supplier_claim import Answers, ClaimedDevice
from services.warehouse.shapes.device import MOST_DEVICES


class Draft(Body):
    """In which language the supplier is written to, and what is said beside the list."""

    language: Literal["fr", "en"] = "fr"
    note: FreeText | None = None


class NewSupplierClaim(Draft):
    delivery: UUID


class SupplierClaimQuery(Paging):
    state: SupplierClaimState | None = None
    delivery: UUID | None = None
    supplier: str | None = Field(None, max_length=200)


class Answering(Body):
    """The supplier's answer: for these devices, or else for all, or all of a kind, that have none."""

    outcome: Literal[Outcome.REPLACED, Outcome.CREDITED, Outcome.REFUSED, Outcome.SETTLED]
    answered_on: date
    reference: FreeText | None = None
    devices: list[UUID] | None = Field(None, min_length=1, max_length=MOST_DEVICES)
    kind: Difference | None = None

    @property
    def answer(self) -> SupplierAnswer:
        return SupplierAnswer(Outcome(self.outcome), self.answered_on, self.reference)


class Withdrawing(Body):
    reason: FreeText


class SupplierClaimAnswer(Edited):
    id: UUID
    number: str
    delivery_id: UUID
    supplier: str
    language: str
    note: str | None
    state: SupplierClaimState
    lines: int
    unanswered: int
    reference: str | None
    drafted_by: str
    drafted_at: datetime
    sent_by: str | None
    sent_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    ended_because: str | None


class SupplierClaims(Answer):
    items: Sequence[SupplierClaimAnswer]
    next: UUID | None


class ClaimedAnswer(Answer):
    """A device of a claim; `came_late` where it was missing and came since."""

    device: UUID
    maker: str
    serial: str
    model: str
    type: str
    pallet: str | None
    carton: str | None
    kind: Difference
    reason: str | None
    outcome: Outcome
    answered_on: date | None
    answered_by: str | None
    came_late: bool

    @classmethod
    def of(cls, one: ClaimedDevice) -> Self:
        line, device = one.line, one.device
        return cls(
            device=device.id,
            maker=device.maker,
            serial=device.serial,
            model=device.model,
            type=device.type,
            pallet=device.supplier_pallet,
            carton=device.supplier_carton,
            kind=line.kind,
            reason=line.reason,
            outcome=line.outcome,
            answered_on=line.answered_on,
            answered_by=line.answered_by,
            came_late=one.came_late,
        )


class AnswersAnswer(Answer):
    kind: Difference
    outcome: Outcome
    devices: int


class SupplierClaimDetail(SupplierClaimAnswer):
    """A claim with its answers counted, how many of its missing devices came since, and a page of its devices."""

    came_late: int
    answers: Sequence[AnswersAnswer]
    items: Sequence[ClaimedAnswer]
    next: UUID | None

    @classmethod
    def whole(cls, one: SupplierClaim, late: int, answers: Sequence[Answers], lines: Page[ClaimedDevice]) -> Self:
        return cls(
            **SupplierClaimAnswer.model_validate(one).model_dump(),
            came_late=late,
            answers=[AnswersAnswer.model_validate(found) for found in answers],
            items=[ClaimedAnswer.of(line) for line in lines.items],
            next=lines.next,
        )
