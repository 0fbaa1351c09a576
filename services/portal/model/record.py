"""The declarative base of the portal's tables."""

from sqlalchemy.orm import DeclarativeBase

from services.chassis.columns import TYPES


class Record(DeclarativeBase):
    type_annotation_map = TYPES
