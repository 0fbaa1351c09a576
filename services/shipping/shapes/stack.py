"""What callers send of stacks: what is in one, to whom it goes, how it came back, what is wrong with it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Body, Paging
from services.contracts.values import BoardCode, CartonCode, FreeText, SchoolCode
from services.shipping.model import Condition
from services.shipping.operations import Stack
from services.shipping.shapes.sent import AT_ONCE

Text = Annotated[str, Field(min_length=4, max_length=40)]


class Stacked(Body):
    """Devices by id or by code (serial or asset tag), whole cartons, all that came in a shipment; at least one.

    Of cartons and shipments it is those that are ready for the step.
    """

    devices: list[UUID] = Field([], max_length=AT_ONCE)
    codes: list[Text] = Field([], max_length=AT_ONCE)
    cartons: list[UUID | CartonCode] = Field([], max_length=AT_ONCE)
    shipments: list[UUID] = Field([], max_length=AT_ONCE)

    def stack(self, taken_by: str | None = None) -> Stack:
        return Stack(self.devices, self.codes, self.cartons, self.shipments, taken_by)


class OnBench(Stacked):
    """A stack, or with `mine` all that the caller has on the bench."""

    mine: bool = False

    def of(self, actor: str) -> Stack:
        return self.stack(actor if self.mine else None)


class Take(Stacked):
    """A stack to configure, or the `next` ones that nobody has taken, of one shipment where it is named: not both."""

    next: int | None = Field(None, ge=1, le=AT_ONCE)
    of: UUID | None = None


class SetAside(Stacked):
    """A stack that cannot be configured, and why."""

    reason: FreeText


class HandOver(Stacked):
    """A stack for a school, or each device for a student under a loan number of its own: exactly one of the two."""

    school: SchoolCode | None = None
    student: bool = False


class TakeBack(Stacked):
    """A stack from schools and students, how all of it was found, and why where that is not fine."""

    condition: Condition | None = None
    reason: FreeText | None = None


class Lend(Stacked):
    """A stack at schools, the other school that has it from now on, and the last day of the loan."""

    school: SchoolCode
    until: date | None = None


class Extend(Stacked):
    """A stack that is lent between schools, and the day on which its loan ends now."""

    until: date


class QueueOf(Body):
    """Whose queue; who sees all names the board."""

    board: BoardCode | None = None


class SlipList(Paging):
    """Which slips a list shows."""

    school: SchoolCode | None = None


class LoanList(Paging):
    """Which loans between schools a list shows."""

    overdue: bool = False


class OpenRecall(Body):
    """A campaign: its name, the day by which all is back, and what it wants; empty lists want all."""

    title: Annotated[FreeText, Field(max_length=120)]
    day: date
    types: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=50)
    schools: list[SchoolCode] = Field([], max_length=500)
    loans: bool = True


class Keep(Body):
    """Devices that stay at their school, and why; without a reason they are expected again."""

    devices: list[UUID] = Field(min_length=1, max_length=AT_ONCE)
    reason: FreeText | None = None
