"""The declarative base of shipping's tables, and how wide each published code is stored."""

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase

from services.chassis.columns import TYPES
from services.contracts.values import AssetTag, BoardCode, CartonCode, FreeText, SchoolCode, Serial

CODES = {
    AssetTag: String(11),
    BoardCode: String(6),
    CartonCode: String(18),
    FreeText: String(500),
    SchoolCode: String(6),
    Serial: String(32),
}


class Record(DeclarativeBase):
    type_annotation_map = TYPES | CODES
