"""The places of the warehouse: shelves, benches, carts and docks."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.warehouse.model.record import Record


class Location(Record):
    """A place that a device may stand at. Walking order is the order of the codes."""

    __tablename__ = "location"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
