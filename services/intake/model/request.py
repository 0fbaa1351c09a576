"""A board's request from draft to fulfilled: each step checks its rule, changes the state and returns the event."""

from collections.abc import Mapping, Sequence
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
from services.intake.model.calendar import day_of
from services.intake.model.freight import pro_rata
from services.intake.model.line import Allotted, Line, allot, check_lines, totals
from services.intake.model.need import Need
from services.intake.model.record import Record
from services.intake.model.share import Share
from services.intake.model.shares import Shares
from services.intake.model.state import MOVES, OPEN, WORDS, State, Urgency


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
    asked: Mapped[list[Line]] = relationship(lazy="selectin")
    types: Mapped[list[Share]] = relationship(lazy="selectin", order_by=Share.type)

    @classmethod
    def draft(
        cls,
        act: Act,
        number: str,
        board: BoardCode,
        site: str,
        justification: str,
        urgency: Urgency,
        lines: Sequence[told.RequestLine],
        freight_cents: int,
    ) -> Self:
        return cls(
            id=uuid7(),
            number=number,
            board=board,
            site=site,
            justification=justification,
            urgency=urgency,
            state=State.DRAFT,
            freight_cents=freight_cents,
            entered_by=act.actor,
            entered_at=act.at,
            asked=[Line(**line.model_dump()) for line in lines],
            types=[Share.asking(kind, asked) for kind, asked in totals(lines).items()],
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
        """Promise so many of each type in all; None stands for all that is asked."""
        self._check(State.GRANTED)
        self.shares.must_be_answered()
        if act.actor in {self.entered_by, self.submitted_by}:
            raise Conflict("grant.same_person", say("You asked for this yourself: someone else must grant it."))
        asked = self.shares.figures("asked")
        self.shares.grant(asked if wanted is None else wanted, needs)
        partly = self.shares.figures("granted") != asked
        self.state = State.PARTLY_GRANTED if partly else State.GRANTED
        self.decided_by, self.decided_at = act.actor, act.at
        return told.RequestGranted(
            request=self.id,
            number=self.number,
            board=self.board,
            granted=[one for one in self.shares.quantities("granted") if one.quantity],
            address=address,
            freight_cents=self.freight_due_cents,
            partly=partly,
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
        """The board gives up devices that were granted and never came well."""
        if self.state not in OPEN:
            raise Conflict(
                "request.not_granted",
                say("This request is %(state)s: there is nothing to give up.", state=WORDS[self.state]),
            )
        self.shares.must_be_answered()
        self.shares.give_up(quantities)
        return told.RequestAmended(request=self.id, board=self.board, given_up=self.shares.quantities("given_up"))

    def answer(self, reserved: Mapping[str, int]) -> dict[str, int]:
        """The warehouse's answer to the last grant; gives what is no longer pending, by type.

        What is short lowers the grant and waits. An answer to a grant that was answered before changes nothing.
        """
        if self.shares.answered:
            return {}
        freed = self.shares.answer(reserved)
        if self.shares.short:
            self._check(State.PARTLY_GRANTED)
            self.state = State.PARTLY_GRANTED
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
            raise Conflict(
                "request.state",
                say(
                    "Request %(number)s is %(state)s and cannot become %(next)s. Open it to see what can be done.",
                    number=self.number,
                    state=WORDS[self.state],
                    next=WORDS[to],
                ),
            )
