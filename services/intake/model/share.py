"""What a request asks and gets of one device type: asked, granted, reserved, short, accepted, lacking, given up."""

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
    `lacking` came, but not well: missing or damaged, and not accepted since. `given_up` is told as a total: of it,
    `forgone` was short and in no grant, the rest was lacking.
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
    lacking: Mapped[int]
    given_up: Mapped[int]
    forgone: Mapped[int]

    @classmethod
    def asking(cls, kind: str, asked: int) -> Self:
        """Nothing granted yet, nothing to answer."""
        names = ("granted", "reserved", "short", "pending", "accepted", "lacking", "given_up", "forgone")
        return cls(type=kind, asked=asked, answered=True, **dict.fromkeys(names, 0))

    @property
    def wanted(self) -> int:
        """What may be granted in all: what the board asked and did not forgo."""
        return self.asked - self.forgone

    @property
    def open(self) -> int:
        """Granted devices that have not come well and were not given up."""
        return max(self.granted - self.accepted - self._lost, 0)

    @property
    def may_give_up(self) -> int:
        """How many more the board may give up: lacking or short. What is reserved or on its way comes still."""
        return self._lacking_still + self.short

    @property
    def settled(self) -> bool:
        """Nothing of this type is still to come, to be answered or to wait for stock."""
        return self.answered and not self.short and not self.open

    def grant(self, quantity: int, need: Need) -> None:
        """Promise `quantity` in all; the warehouse is to answer. Refused beyond what is asked, or needed now."""
        if quantity > self.wanted:
            raise Invalid(
                "grant.over_asked",
                say(
                    "%(type)s: %(wanted)s asked and not given up. Grant that at most, not %(granted)s.",
                    type=TypeName(self.type),
                    wanted=self.wanted,
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
        """What the warehouse reserved of all that was promised; the rest is short and waits.

        The warehouse has the last word: a later answer, when a reserved unit disappeared, is taken the same way. Gives
        what is pending no more: 0 from the second answer on.
        """
        freed, self.pending = self.pending, 0
        promised = self.granted + self.short
        self.reserved, self.granted = reserved, min(promised, reserved)
        self.short = promised - self.granted
        self.answered = True
        return freed

    def count(self, well: bool, change: int) -> None:
        """So many more devices came well, or are lacking. What came well after all is given up no more."""
        if well:
            self.accepted += change
        else:
            self.lacking += change
            self.given_up -= max(self._lost - self.lacking, 0)

    def give_up(self, quantity: int) -> None:
        """The board gives up `quantity` in all: what is lacking first, then what is short."""
        most = self.given_up + self.may_give_up
        if not self.given_up <= quantity <= most:
            raise Invalid(
                "request.over_given_up",
                say(
                    "%(type)s: give up from %(least)s to %(most)s devices in all: those missing, damaged or short. "
                    "What is reserved or on its way cannot be given up.",
                    type=TypeName(self.type),
                    least=self.given_up,
                    most=most,
                ),
            )
        short = max(quantity - self.given_up - self._lacking_still, 0)
        self.given_up, self.forgone, self.short = quantity, self.forgone + short, self.short - short

    @property
    def _lost(self) -> int:
        """What was given up of the grant itself."""
        return self.given_up - self.forgone

    @property
    def _lacking_still(self) -> int:
        return min(self.open, max(self.lacking - self._lost, 0))
