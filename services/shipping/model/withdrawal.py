"""Requests whose grant is being taken back: what of them has not left is held back."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.shipping.model.record import Record


class Withdrawal(Record):
    """A request that its board withdraws, or whose grant was undone. A new grant, or the warehouse's no, ends it."""

    __tablename__ = "withdrawal"

    request: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
