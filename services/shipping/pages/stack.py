"""Forms about stacks: what people scan or type of one, to whom it goes, until when."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.chassis.web.shapes import Body
from services.contracts.values import FreeText, SchoolCode
from services.shipping.operations import Stack
from services.shipping.shapes.sent import AT_ONCE

MOST_TEXT = 40 * AT_ONCE


class StackForm(Body):
    """Codes with blanks or new lines between them, or the number of the shipment in which all came."""

    codes: str = Field("", max_length=MOST_TEXT)
    shipment: str = Field("", max_length=20)

    def stack(self) -> Stack:
        numbers = [self.shipment.strip().upper()] if self.shipment else []
        return Stack(codes=self.codes.split()[:AT_ONCE], shipments=numbers)


class HandOverForm(StackForm):
    """A stack for a school."""

    school: SchoolCode


class LendForm(StackForm):
    """A stack for another school, until a day where one is agreed."""

    school: SchoolCode
    until: date | None = None


class ExtendForm(StackForm):
    """A stack whose loan ends on another day."""

    until: date


class TakeForm(Body):
    """So many to configure, of one shipment where it is named."""

    count: int = Field(ge=1, le=AT_ONCE)
    of: UUID | None = None


class RecallForm(Body):
    """A campaign; schools with blanks between them, none: all."""

    title: Annotated[FreeText, Field(max_length=120)]
    day: date
    schools: Annotated[list[SchoolCode], BeforeValidator(str.split)] = Field([], max_length=500)


class KeepForm(Body):
    """Devices that stay at their school, of which a form names one at least, and why."""

    devices: UUID
    reason: FreeText
