"""A board's request from draft to fulfilled: each step checks its rule, changes the state and returns the event.

What it asks stands in `written`, asking it in earnest in `submission`, what the Ministry decides in `decision`, taking
that back in `retraction`, withdrawing in `withdrawal`, the clock's pauses in `pause`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.asking import Asking
from services.intake.model.freight import Quote
from services.intake.model.holding import Outcome
from services.intake.model.pause import Pause
from services.intake.model.retraction import Retraction
from services.intake.model.state import OPEN, PROMISED, WORDS, State
from services.intake.model.submission import Submission


class Request(Submission, Retraction, Pause):
    """What a board asks the reserve for, with the freight that it was quoted. Quantities live in its shares.

    `fulfilled_event`: the id of the event that told it, kept for when it holds no more.
    """

    __tablename__ = "request"
    __table_args__ = (
        Index("request_board", "board", "id"),
        Index("request_state", "state", "id"),
        Index("request_board_state", "board", "state", "id"),
    )

    fulfilled_at: Mapped[datetime | None]
    fulfilled_event: Mapped[UUID | None]

    @classmethod
    def draft(cls, act: Act, number: str, board: BoardCode, asking: Asking, quote: Quote) -> Self:
        made = cls(id=uuid7(), number=number, board=board, state=State.DRAFT)
        made.write(act, asking, quote)
        return made

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

    def answer(self, reserved: Mapping[str, int], asked: Mapping[str, int] | None = None) -> dict[str, int]:
        """The warehouse's answer, to the last grant or a later one of its own; gives what is no longer pending.

        What is short lowers the grant and waits. A request that is settled is changed by no answer.
        """
        if self.state not in PROMISED:
            return {}
        freed = self.shares.answer(reserved, asked)
        if self.state in OPEN:
            self._stand()
        return freed

    def fulfil(self, act: Act) -> told.RequestFulfilled | None:
        """The event, once, when nothing is left to come, to be answered or to wait for stock."""
        if self.state not in OPEN or not self.shares.settled:
            return None
        self.state, self.fulfilled_at = State.FULFILLED, act.at
        return told.RequestFulfilled(request=self.id, board=self.board, accepted=self.shares.quantities("accepted"))

    def unfulfil(self, reason: str) -> told.RequestUndone | None:
        """The event, when a board took back what had made it fulfilled: it is granted again, and waits."""
        if self.state is not State.FULFILLED or self.fulfilled_event is None or self.shares.settled:
            return None
        undone, self.fulfilled_at, self.fulfilled_event = self.fulfilled_event, None, None
        self._stand()
        return told.RequestUndone(
            undone=undone,
            step="request.fulfilled",
            reason=reason,
            request=self.id,
            board=self.board,
            granted=self._told(),
        )

    def _amended(self) -> told.RequestAmended:
        return told.RequestAmended(request=self.id, board=self.board, given_up=self.shares.quantities("given_up"))
