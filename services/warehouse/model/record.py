"""The declarative base of the warehouse's tables."""

from sqlalchemy.orm import DeclarativeBase

from services.chassis.columns import TYPES


class Record(DeclarativeBase):
    """A row of the warehouse's own database."""

    type_annotation_map = TYPES
