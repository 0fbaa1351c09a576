"""The clock of a request stands still: a board that is closed, a site that cannot receive."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.case import Case
from services.intake.model.state import RUNNING, WORDS


class Pause(Case):
    """Since when and why it stands still, if it does. A pause changes nothing of what is asked or granted."""

    __abstract__ = True

    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None] = mapped_column(String(500))

    @property
    def may_pause(self) -> bool:
        return self.state in RUNNING and self.paused_at is None

    def pause(self, act: Act, reason: str) -> told.RequestPaused:
        if self.paused_at is not None:
            raise Conflict("pause.paused", say("Request %(number)s is paused already.", number=self.number))
        if not self.may_pause:
            raise Conflict(
                "pause.not_running",
                say(
                    "Request %(number)s is %(state)s: its clock does not run, so there is nothing to pause.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )
        self.paused_at, self.pause_reason = act.at, reason
        return told.RequestPaused(request=self.id, board=self.board, reason=reason)

    def resume(self) -> told.RequestResumed:
        if self.paused_at is None:
            raise Conflict("pause.not_paused", say("Request %(number)s is not paused.", number=self.number))
        self.paused_at, self.pause_reason = None, None
        return told.RequestResumed(request=self.id, board=self.board)
