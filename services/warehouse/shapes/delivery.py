"""Shapes of deliveries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from flask_openapi import FileStorage

from services.chassis.web.shapes import Answer, Body
from services.contracts.values import FreeText
from services.warehouse.model.delivery import DeliveryState
from services.warehouse.model.notice_reading import Sent
from services.warehouse.queries.delivery import Progress
from services.warehouse.shapes.notice_file import NoticeReport


class DeliveryForm(Body):
    """A supplier's notice: who sends, under which reference, and the file of its devices, XLSX or CSV; and
    the day on which it is to come, where that was said.

    With one fault nothing of it is kept, unless `accept_good_rows` says that the good rows are to be.
    """

    supplier: FreeText
    reference: FreeText
    file: FileStorage
    accept_good_rows: bool = False
    expected_on: date | None = None

    def sent(self) -> Sent:
        """The file as it came, with what is said beside it."""
        content, name = self.file.read(), self.file.filename or ""
        return Sent(self.supplier, self.reference, content, name, self.accept_good_rows, self.expected_on)


class TypeQuantity(Answer):
    type: str
    quantity: int


class DeliveryAnnouncedAnswer(Answer):
    id: UUID
    number: str
    devices: int
    announced: Sequence[TypeQuantity]
    notice: NoticeReport


class DeliveryTypeAnswer(Answer):
    type: str
    announced: int
    received: int
    unexpected: int
    missing: int


class DeliveryAnswer(Answer):
    """A delivery and how far its receipt has come."""

    id: UUID
    number: str
    supplier: str
    reference: str
    state: DeliveryState
    announced: int
    received: int
    unexpected: int
    missing: int
    types: Sequence[DeliveryTypeAnswer]
    announced_at: datetime
    expected_on: date | None
    closed_at: datetime | None
    closed_because: str | None

    @classmethod
    def of(cls, progress: Progress) -> Self:
        one = progress.delivery
        return cls(
            id=one.id,
            number=one.number,
            supplier=one.supplier,
            reference=one.reference,
            state=one.state,
            announced=one.announced,
            received=progress.received,
            unexpected=progress.unexpected,
            missing=progress.missing,
            types=[DeliveryTypeAnswer.model_validate(line) for line in progress.types],
            announced_at=one.announced_at,
            expected_on=one.expected_on,
            closed_at=one.closed_at,
            closed_because=one.closed_because,
        )


class Deliveries(Answer):
    items: Sequence[DeliveryAnswer]
    next: UUID | None
