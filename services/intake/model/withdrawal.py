"""Asking the warehouse to let go of a request: the board withdraws it, or the Ministry takes its grant back."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.decision import Decision
from services.intake.model.state import ASKED_BACK, OPEN, State, no_move


class Withdrawal(Decision):
    """What was asked back last, and what came of it. Until the warehouse answers, what is granted stays the board's."""

    __abstract__ = True

    withdrawal_reason: Mapped[str | None] = mapped_column(String(500))
    withdrawal_refused_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def withdraw(self, act: Act, reason: str) -> told.WithdrawalAsked | told.RequestWithdrawn:
        """The board wants it no more: it is withdrawn at once, or once the warehouse has cancelled its order."""
        if self.state is State.DRAFT:
            raise Conflict("withdraw.draft", say("This is a draft: nothing was asked. Discard it instead."))
        if self.state in OPEN:
            self._move(State.WITHDRAWING)
            self.withdrawal_reason, self.withdrawal_refused_at = reason, None
            return told.WithdrawalAsked(request=self.id, board=self.board, reason=reason)
        if self.state in ASKED_BACK:
            raise no_move(self.number, self.state, State.WITHDRAWN)
        self._move(State.WITHDRAWN)
        self.withdrawal_reason, self.withdrawn_at = reason, act.at
        return told.RequestWithdrawn(request=self.id, board=self.board)

    def cancelled(self, act: Act) -> tuple[dict[str, int], told.RequestWithdrawn | None]:
        """The warehouse cancelled the order. Gives what is pending no more, and the event of a withdrawal.

        Where nobody asked for it, all that was granted is short and waits.
        """
        if self.state in OPEN:
            freed = self.shares.answer(dict.fromkeys(self.shares.figures("granted"), 0))
            self._stand()
            return freed, None
        if self.state not in ASKED_BACK:
            return {}, None
        if self.state is State.TAKING_BACK:
            return self._taken_back(), None
        freed = self.shares.cancel({})
        self._move(State.WITHDRAWN)
        self.withdrawn_at = act.at
        return freed, told.RequestWithdrawn(request=self.id, board=self.board)

    def stand_again(self, at: datetime) -> None:
        """The warehouse refuses: something is dispatched already. The grant stands."""
        if self.state in ASKED_BACK:
            self.withdrawal_refused_at = at
            self._stand()

    def _ask_back(self, reason: str) -> None:
        self._move(State.TAKING_BACK)
        self.withdrawal_reason, self.withdrawal_refused_at = reason, None

    def _taken_back(self) -> dict[str, int]:
        """As before the grant: submitted, or waiting for stock."""
        freed, self.round = self.shares.cancel(self.earlier), None
        if self.earlier:
            self._stand()
        else:
            self._move(State.SUBMITTED)
            self.decided_by, self.decided_at, self.reason = None, None, None
        return freed
