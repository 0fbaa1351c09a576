"""Where a granted request goes: the address that intake told, kept until its shipment needs it."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.values import BoardCode
from services.shipping.model.record import Record


class Destination(Record):
    """A request's number and address; a later grant replaces them. `contact` is a service, never a person's name."""

    __tablename__ = "destination"

    request: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    board: Mapped[BoardCode]
    site: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(500))
    town: Mapped[str] = mapped_column(String(500))
    postal_code: Mapped[str] = mapped_column(String(20))
    contact: Mapped[str] = mapped_column(String(500))
    phone: Mapped[str] = mapped_column(String(100))
