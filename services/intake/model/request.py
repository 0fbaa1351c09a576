"""A board's request from draft to fulfilled: each step checks its rule, changes the state and returns the event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict, Invalid
from services.contracts import intake as told
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.asking import Asking
from services.intake.model.calendar import day_of
from services.intake.model.freight import pro_rata
from services.intake.model.holding import Outcome
from services.intake.model.line import Allotted, Line, allot, check_lines
from services.intake.model.need import Need
from services.intake.model.record import Record
from services.intake.model.share import Share
from services.intake.model.shares import Shares
from services.intake.model.state import MOVES, OPEN, WORDS, State, Urgency, no_move
from services.intake.model.vocabulary import place


class Request(Record):
    """What a board asks the reserve for, with the freight that it was quoted. Quantities live in its shares."""

    __tablename__ = "request"
    __table_args__ = (
        Index("request_board", "board", "id"),
        Index("request_state", "state", "id"),
        Index("request_board_state", "board", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    board: Mapped[BoardCode] = mapped_column(String(6))
    site: Mapped[str] = mapped_column(String(30))
    justification: Mapped[str] = mapped_column(String(500))
    urgency: Mapped[Urgency]
    state: Mapped[State]
    freight_cents: Mapped[int]
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]
    submitted_by: Mapped[str | None] = mapped_column(String(80))
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    fulfilled_at: Mapped[datetime | None]
    asked: Mapped[list[Line]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    types: Mapped[list[Share]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=lambda: place(Share.type)
    )

    @classmethod
    def draft(cls, act: Act, number: str, board: BoardCode, asking: Asking, freight_cents: int) -> Self:
        made = cls(id=uuid7(), number=number, board=board, state=State.DRAFT)
        made.write(act, asking, freight_cents)
        return made

    def write(self, act: Act, asking: Asking, freight_cents: int) -> None:
        """Write the draft, whole: whoever writes it anew is the one who entered it."""
        self.check_draft()
        self.site, self.justification, self.urgency = asking.site, asking.justification, asking.urgency
        self.asked, self.types = asking.records(), asking.shares()
        self.freight_cents = freight_cents
        self.entered_by, self.entered_at = act.actor, act.at

    def check_draft(self) -> None:
        """Raises `Conflict` once it is more than a draft: from then on others rely on it."""
        if self.state is not State.DRAFT:
            raise Conflict(
                "request.no_draft",
                say(
                    "Request %(number)s is %(state)s: only a draft can be changed or discarded.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )

    @property
    def shares(self) -> Shares:
        return Shares(self.types)

    @property
    def lines(self) -> list[Allotted]:
        """The lines with what was granted to each."""
        return allot(self.asked, self.shares.figures("granted"))

    @property
    def freight_accepted_by(self) -> str | None:
        """Whoever submitted it: nobody can without accepting the freight."""
        return self.submitted_by

    @property
    def freight_due_cents(self) -> int:
        """The freight for what is granted, pro rata of what was quoted for all."""
        asked, granted = (sum(self.shares.figures(name).values()) for name in ("asked", "granted"))
        return pro_rata(self.freight_cents, granted, asked)

    def submit(self, act: Act, freight_accepted: bool, needs: Mapping[str, Need]) -> told.RequestSubmitted:
        """The board asks in earnest and owes the freight. Refused with the figures beyond the unmet need."""
        self._check(State.SUBMITTED)
        lines = [
            told.RequestLine(type=line.type, category=line.category, quantity=line.quantity) for line in self.lines
        ]
        check_lines(lines, day_of(act.at))
        if not freight_accepted:
            raise Invalid("request.freight_not_accepted", say("Accept the freight of this request to submit it."))
        self.shares.within(needs)
        self.state, self.submitted_by, self.submitted_at = State.SUBMITTED, act.actor, act.at
        return told.RequestSubmitted(
            request=self.id,
            number=self.number,
            board=self.board,
            lines=lines,
            urgency=self.urgency,
            freight_cents=self.freight_cents,
        )

    def grant(
        self, act: Act, address: told.Address, wanted: Mapping[str, int] | None, needs: Mapping[str, Need]
    ) -> told.RequestGranted:
        """Promise so many of each type in all; None stands for all that is asked and not given up."""
        self._check(State.GRANTED)
        self.shares.must_be_answered()
        if act.actor in {self.entered_by, self.submitted_by}:
            raise Conflict("grant.same_person", say("You asked for this yourself: someone else must grant it."))
        self.shares.grant(self.shares.figures("wanted") if wanted is None else wanted, needs)
        self._stand()
        self.decided_by, self.decided_at = act.actor, act.at
        return told.RequestGranted(
            request=self.id,
            number=self.number,
            board=self.board,
            granted=[one for one in self.shares.quantities("granted") if one.quantity],
            address=address,
            freight_cents=self.freight_due_cents,
            partly=self.state is State.PARTLY_GRANTED,
        )

    def refuse(self, act: Act, reason: str) -> told.RequestRefused:
        """Say no, with the reason. What the warehouse holds for the board can no longer be refused."""
        self._check(State.REFUSED)
        self.shares.must_be_answered()
        if any(self.shares.figures("granted").values()):
            raise Conflict("refuse.reserved", say("Devices are reserved for this request: it cannot be refused now."))
        self.state, self.reason, self.decided_by, self.decided_at = State.REFUSED, reason, act.actor, act.at
        return told.RequestRefused(request=self.id, board=self.board, reason=reason)

    def give_up(self, quantities: Mapping[str, int]) -> told.RequestAmended:
        """The board gives up devices that it was granted and that came missing or damaged, or that are short."""
        if self.state not in OPEN:
            raise Conflict(
                "request.not_granted",
                say("This request is %(state)s: there is nothing to give up.", state=WORDS[self.state]),
            )
        self.shares.must_be_answered()
        self.shares.give_up(quantities)
        return self._amended()

    def count(self, outcome: Outcome, change: int) -> told.RequestAmended | None:
        """So many more devices came well, or are lacking. The event, when some of them had been given up."""
        before = self.shares.figures("given_up")
        self.shares.count(outcome.type, outcome.well, change)
        return None if self.shares.figures("given_up") == before else self._amended()

    def answer(self, reserved: Mapping[str, int]) -> dict[str, int]:
        """The warehouse's answer, to the last grant or a later one of its own; gives what is no longer pending.

        What is short lowers the grant and waits. A request that is settled is changed by no answer.
        """
        if self.state not in OPEN:
            return {}
        freed = self.shares.answer(reserved)
        self._stand()
        return freed

    def fulfil(self, act: Act) -> told.RequestFulfilled | None:
        """The event, once, when nothing is left to come, to be answered or to wait for stock."""
        if self.state not in OPEN or not self.shares.settled:
            return None
        self.state, self.fulfilled_at = State.FULFILLED, act.at
        return told.RequestFulfilled(request=self.id, board=self.board, accepted=self.shares.quantities("accepted"))

    def may_become(self, to: State) -> bool:
        return (self.state, to) in MOVES

    def _check(self, to: State) -> None:
        if not self.may_become(to):
            raise no_move(self.number, self.state, to)

    def _stand(self) -> None:
        """Granted in whole or in part, as the figures say."""
        whole = self.shares.figures("granted") == self.shares.figures("asked")
        self.state = State.GRANTED if whole else State.PARTLY_GRANTED

    def _amended(self) -> told.RequestAmended:
        return told.RequestAmended(request=self.id, board=self.board, given_up=self.shares.quantities("given_up"))
