"""Shapes of labels: what a board is to label, and how."""

from uuid import UUID

from pydantic import Field, field_validator

from services.chassis.web.printing import MOST_LABELS, Printing
from services.contracts.values import SchoolCode
from services.shipping.model import Custody


class DeviceLabels(Printing):
    """Labels of devices in this state, or that came in this shipment, or with these serials or tags; else of all."""

    state: Custody | None = None
    shipment: UUID | None = None
    codes: list[str] = Field(default=[], max_length=MOST_LABELS)

    @field_validator("codes", mode="before")
    @classmethod
    def parted(cls, typed: str) -> list[str]:
        return _parted(typed)


class SchoolLabels(Printing):
    """Labels of schools by their codes, to be scanned when devices are handed over."""

    schools: list[SchoolCode] = Field(min_length=1, max_length=MOST_LABELS)

    @field_validator("schools", mode="before")
    @classmethod
    def parted(cls, typed: str) -> list[str]:
        return _parted(typed)


def _parted(typed: str) -> list[str]:
    """What stands between blanks or commas."""
    return typed.upper().replace(",", " ").split()
