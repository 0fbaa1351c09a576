"""The declarative base of intake's tables."""

from sqlalchemy.orm import DeclarativeBase

from services.chassis.columns import TYPES


class Record(DeclarativeBase):
    """A row of intake's own database."""

    type_annotation_map = TYPES
