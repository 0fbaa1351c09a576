"""What a request asks and gets of one device type: asked, granted, reserved, short, accepted, given up."""

from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import say
from services.intake.model.need import Need
from services.intake.model.record import Record
from services.intake.model.vocabulary import TypeName


class Share(Record):
    """The figures of one device type of a request.

    `granted` is what was promised and not taken back for want of stock; `short` by how much the warehouse took it back:
    it waits for the next grant. `pending` is what the last grant added and the warehouse has not answered yet.
    """

    __tablename__ = "request_type"

    request: Mapped[UUID] = mapped_column(ForeignKey("request.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    asked: Mapped[int]
    granted: Mapped[int]
    reserved: Mapped[int]
    short: Mapped[int]
    pending: Mapped[int]
    answered: Mapped[bool]
    accepted: Mapped[int]
    given_up: Mapped[int]

    @classmethod
    def asking(cls, kind: str, asked: int) -> Self:
        """Nothing granted yet, nothing to answer."""
        nothing = dict.fromkeys(("granted", "reserved", "short", "pending", "accepted", "given_up"), 0)
        return cls(type=kind, asked=asked, answered=True, **nothing)

    @property
    def open(self) -> int:
        """Granted devices that have not come well and were not given up."""
        return max(self.granted - self.accepted - self.given_up, 0)

    @property
    def settled(self) -> bool:
        """Nothing of this type is still to come, to be answered or to wait for stock."""
        return self.answered and not self.short and not self.open

    def grant(self, quantity: int, need: Need) -> None:
        """Promise `quantity` in all; the warehouse is to answer. Refused beyond what is asked, or needed now."""
        if quantity > self.asked:
            raise Invalid(
                "grant.over_asked",
                say(
                    "%(type)s: %(asked)s asked. Grant that at most, not %(granted)s.",
                    type=TypeName(self.type),
                    asked=self.asked,
                    granted=quantity,
                ),
            )
        if quantity < self.granted:
            raise Conflict(
                "grant.below_reserved",
                say(
                    "%(type)s: %(reserved)s reserved by the warehouse already. Grant that at least.",
                    type=TypeName(self.type),
                    reserved=self.granted,
                ),
            )
        if quantity - self.granted > need.unmet:
            raise Conflict("grant.over_need", need.over(quantity - self.granted))
        self.pending, self.granted, self.short, self.answered = quantity - self.granted, quantity, 0, False

    def answer(self, reserved: int) -> int:
        """What the warehouse reserved of the grant; the rest is short and waits. Gives what is pending no more."""
        freed, self.pending = self.pending, 0
        self.reserved = reserved
        self.short = max(self.granted - reserved, 0)
        self.granted = min(self.granted, reserved)
        self.answered = True
        return freed

    def give_up(self, quantity: int) -> None:
        """The board gives up `quantity` in all of what was granted and never came well."""
        if not self.given_up <= quantity <= self.given_up + self.open:
            raise Invalid(
                "request.over_given_up",
                say(
                    "%(type)s: give up from %(least)s to %(most)s devices in all: those granted and not accepted.",
                    type=TypeName(self.type),
                    least=self.given_up,
                    most=self.given_up + self.open,
                ),
            )
        self.given_up = quantity
