"""How many scans of a mode are expected, and how many are done: what the page shows beside its own count."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from services.chassis.web.shapes import Answer

NAME = 40


class Asked(BaseModel):
    """The mode's action and the names it holds, as `with` says them.

    What no counter asks is passed over: a page may send all that it holds.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)

    action: str = Field(max_length=NAME)
    delivery: str = Field("", max_length=NAME)
    order: str = Field("", max_length=NAME)
    wave: str = Field("", max_length=NAME)
    carton: str = Field("", max_length=NAME)
    count: str = Field("", max_length=NAME)
    shipment: str = Field("", max_length=NAME)
    transfer: str = Field("", max_length=NAME)


class Expected(Answer):
    """`expected` is null where nobody says how many there are; `done` counts what anybody did, not this page alone."""

    expected: int | None
    done: int


NOTHING = Expected(expected=None, done=0)


def is_named(key: InstrumentedAttribute[UUID], number: InstrumentedAttribute[Any], text: str) -> ColumnElement[bool]:
    """Whether a row is the one that people name by its number, and programs by its id too."""
    try:
        return key == UUID(text)
    except ValueError:
        return number == text.upper()
