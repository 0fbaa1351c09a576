"""What a request asks and gets of one device type, from asked to accepted, replaced or given up."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Invalid
from services.contracts.sentence import say
from services.intake.model.record import Record
from services.intake.model.vocabulary import TypeName


@dataclass(frozen=True)
class Standing:
    """What of a share a grant changes, as it stood before the grant."""

    granted: int
    short: int
    replaced: int


class Share(Record):
    """The figures of one device type of a request.

    `granted` is what was promised and not taken back for want of stock; `short` by how much the warehouse took it back,
    or a round gave less than was asked: it waits for the next grant. `replaced`: devices sent beyond it, in place of
    lacking ones. `reserved`: what the warehouse holds or has sent in all; more than is granted, where a grant was
    lowered after the pick. `pending`: what the last grant added to it and the warehouse has not answered yet. `lacking`
    came, but not well: missing or damaged, and not accepted since. `given_up` is told as a total: of it, `forgone` was
    short and in no grant, the rest was lacking.
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
    replaced: Mapped[int]

    @classmethod
    def asking(cls, kind: str, asked: int) -> Self:
        """Nothing granted yet, nothing to answer."""
        names = ("granted", "reserved", "short", "pending", "accepted", "lacking", "given_up", "forgone", "replaced")
        return cls(type=kind, asked=asked, answered=True, **dict.fromkeys(names, 0))

    @property
    def wanted(self) -> int:
        """What may be granted in all: what the board asked and did not forgo."""
        return self.asked - self.forgone

    @property
    def told(self) -> int:
        """What is to be sent in all, as the warehouse hears it: what is granted, and what replaces lacking devices."""
        return self.granted + self.replaced

    @property
    def standing(self) -> Standing:
        return Standing(self.granted, self.short, self.replaced)

    @property
    def open(self) -> int:
        """Granted devices that have not come well and were not given up."""
        return max(self.granted - self.accepted - self.lost, 0)

    @property
    def lost(self) -> int:
        """What was given up of the grant itself."""
        return self.given_up - self.forgone

    @property
    def may_replace(self) -> int:
        """How many lacking devices nobody gave up and nothing replaces yet."""
        return min(self.open, max(self.lacking - self.lost - self.replaced, 0))

    @property
    def may_give_up(self) -> int:
        """How many more the board may give up: lacking or short. What is reserved or on its way comes still."""
        return self.may_replace + self.short

    @property
    def least(self) -> int:
        """Below this no grant goes: so many were sent already, and came or are lacking."""
        return min(self.granted, self.accepted + max(self.lacking - self.replaced, 0))

    @property
    def settled(self) -> bool:
        """Nothing of this type is still to come, to be answered or to wait for stock."""
        return self.answered and not self.short and not self.open

    def answer(self, reserved: int, asked: int | None = None) -> int:
        """What the warehouse reserved of all that was promised; the rest is short and waits.

        A replacement is taken back first. The warehouse has the last word: a later answer, when a reserved unit
        disappeared or was put away, is taken the same way. `asked` is how much it was asked for: less than the last
        grant told it is an answer from before that grant, which is still to be answered. Gives what is pending no more.
        """
        before = self.pending
        if not self.answered and asked is not None and asked < self.told:
            self.reserved, self.pending = reserved, max(self.told - reserved, 0)
            return before - self.pending
        promised = self.granted + self.short
        self.replaced = max(self.replaced - max(self.told - reserved, 0), 0)
        self.reserved, self.granted = reserved, min(promised, reserved - self.replaced)
        self.short, self.pending, self.answered = promised - self.granted, 0, True
        return before

    def cancel(self, back_to: Standing) -> int:
        """The warehouse let go of all of it; `back_to` is what waits again. Gives what is pending no more."""
        freed = self.pending
        self.granted, self.short = 0, back_to.granted + back_to.short
        self.reserved, self.replaced, self.pending, self.answered = 0, 0, 0, True
        return freed

    def count(self, well: bool, change: int) -> None:
        """So many more devices came well, or are lacking. What came well after all is given up no more."""
        if well:
            self.accepted += change
        else:
            self.lacking += change
            self.given_up -= min(self.lost, max(self.lost + self.replaced - self.lacking, 0))

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
        short = max(quantity - self.given_up - self.may_replace, 0)
        self.given_up, self.forgone, self.short = quantity, self.forgone + short, self.short - short
