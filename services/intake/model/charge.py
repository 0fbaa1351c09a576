"""What a board is charged for freight: shipment by shipment as each left, and what was taken back when one had not."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.sentence import say
from services.contracts.values import BoardCode, Code
from services.intake.model.calendar import day_of
from services.intake.model.freight import pro_rata
from services.intake.model.record import Record


class Month(Code):
    """A month of Québec's calendar: `2021-01`."""

    pattern = r"\d{4}-(0[1-9]|1[0-2])"
    rule = say("A month is a year and two digits, for example 2021-01.")


def month_of(at: datetime) -> Month:
    """The month in which it was in Québec."""
    return Month(f"{day_of(at):%Y-%m}")


class Sort(StrEnum):
    """Whether a charge is made or taken back."""

    DISPATCHED = "dispatched"
    TAKEN_BACK = "taken_back"


SORTS = {Sort.DISPATCHED: say("dispatched"), Sort.TAKEN_BACK: say("taken back: it had not left, or was given up")}


class Charge(Record):
    """One entry of the freight account, written once: what is taken back is an entry of its own, less than nothing.

    `id` is that of the event that told it, `month` the one in which that happened: a correction stands in the month in
    which it was told, so that a statement that was sent stays what it was.
    """

    __tablename__ = "charge"
    __table_args__ = (
        Index("charge_board_month", "board", "month", "id"),
        Index("charge_month", "month", "board"),
        Index("charge_request", "request"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sort: Mapped[Sort]
    board: Mapped[BoardCode] = mapped_column(String(6))
    request: Mapped[UUID]
    shipment: Mapped[UUID]
    month: Mapped[Month] = mapped_column(String(7))
    at: Mapped[datetime]
    devices: Mapped[int]
    quoted_cents: Mapped[int]
    actual_cents: Mapped[int]

    @property
    def difference_cents(self) -> int:
        """By how much the carrier's price is above what was quoted for so many devices."""
        return self.actual_cents - self.quoted_cents


@dataclass
class Account:
    """The freight of one request: `quoted_cents` for `asked` devices, and every charge so far."""

    quoted_cents: int
    asked: int
    charges: list[Charge] = field(default_factory=list)

    def charge(self, about: Charge) -> Charge:
        """Complete a new charge with its share of the quote: what falls to all that left by now, less what fell before.

        So the shares of several shipments add up to the cent, and devices sent beyond what was asked, in place of
        others, were never quoted.
        """
        sent = min(sum(one.devices for one in self.charges) + about.devices, self.asked)
        fell = sum(one.quoted_cents for one in self.charges)
        about.quoted_cents = pro_rata(self.quoted_cents, sent, self.asked) - fell if self.asked else 0
        self.charges.append(about)
        return about

    def take_back(self, about: Charge) -> Charge | None:
        """Complete an entry that takes back all that this shipment was charged; None where nothing is."""
        mine = [one for one in self.charges if one.shipment == about.shipment]
        if sum(1 if one.sort is Sort.DISPATCHED else -1 for one in mine) <= 0:
            return None
        about.devices = -sum(one.devices for one in mine)
        about.quoted_cents = -sum(one.quoted_cents for one in mine)
        about.actual_cents = -sum(one.actual_cents for one in mine)
        self.charges.append(about)
        return about
