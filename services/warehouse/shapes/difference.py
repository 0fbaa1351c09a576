"""Shapes of what differs of a delivery: looked at, then closed with a word why; and of the word."""

from collections.abc import Sequence
from typing import Any, Self
from uuid import UUID

from pydantic import model_validator

from services.chassis.paging import Page
from services.chassis.web.shapes import Answer, Body
from services.contracts.values import FreeText
from services.warehouse.model.difference import Difference, Differences, Different
from services.warehouse.queries.difference import Stack


class Closing(Body):
    """Why a delivery is closed though something differs, and what differed when it was looked at, if that is told."""

    reason: FreeText | None = None
    missing: int | None = None
    damaged: int | None = None
    unexpected: int | None = None
    other_model: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _or_nothing(cls, sent: Any) -> Any:
        return {} if sent is None else sent

    @property
    def seen(self) -> Differences | None:
        """What differed; None where it is not told."""
        told = self.model_dump(exclude={"reason"}, exclude_none=True)
        return Differences(**told) if told else None


class DifferencesAnswer(Answer):
    missing: int
    damaged: int
    unexpected: int
    other_model: int


class StackAnswer(Answer):
    pallet: str | None
    carton: str | None
    type: str
    found: DifferencesAnswer


class DifferentAnswer(Answer):
    id: UUID
    kind: Difference
    maker: str
    serial: str
    model: str
    type: str
    pallet: str | None
    carton: str | None
    reason: str | None

    @classmethod
    def of(cls, one: Different) -> Self:
        found = one.device
        return cls(
            id=found.id,
            kind=one.kind,
            maker=found.maker,
            serial=found.serial,
            model=found.model,
            type=found.type,
            pallet=found.supplier_pallet,
            carton=found.supplier_carton,
            reason=found.reason,
        )


class DeliveryDifferences(DifferencesAnswer):
    """How many devices differ, the first cartons in which they lay, and a page of them."""

    stacks: Sequence[StackAnswer]
    items: Sequence[DifferentAnswer]
    next: UUID | None

    @classmethod
    def of(cls, found: Differences, stacks: Sequence[Stack], devices: Page[Different]) -> Self:
        return cls(
            **vars(found),
            stacks=[StackAnswer.model_validate(one) for one in stacks],
            items=[DifferentAnswer.of(one) for one in devices.items],
            next=devices.next,
        )
