"""Taking a decision back: a refusal at once; a grant as far as the warehouse allows, which has the last word."""

from collections.abc import Mapping

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.case import nothing_of
from services.intake.model.need import Need
from services.intake.model.shares import NOTHING
from services.intake.model.state import State
from services.intake.model.withdrawal import Withdrawal

GRANTED, REFUSED = "request.granted", "request.refused"


class Retraction(Withdrawal):
    """A decision that may be the last step of its request, and then be undone."""

    __abstract__ = True

    def no_undo(self, last: LastStep | None) -> Conflict | None:
        """Why the last step cannot be undone now; None when it can."""
        if last is None or last.what not in (GRANTED, REFUSED):
            return Conflict(
                "undo.nothing",
                say("Only a grant or a refusal can be undone, and only until something else happens to the request."),
            )
        if undo.snapshot(self) != last.change.after:
            return Conflict("undo.moved_on", undo.MOVED_ON)
        if not self.shares.answered:
            return Conflict(
                "request.unanswered", say("The warehouse has not answered the last grant yet. Wait for it.")
            )
        return self._come_already() if last.what == GRANTED else None

    def undo(
        self, last: LastStep | None, reason: str, free: Mapping[str, int], needs: Mapping[str, Need]
    ) -> told.RequestUndone:
        """Take the last decision back. `free`: what may be promised of each type, where an earlier grant was larger."""
        refusal = self.no_undo(last)
        if last is None or refusal:
            raise refusal or Conflict("undo.nothing", undo.NOTHING)
        if last.what == REFUSED:
            undo.put_back(self, last.change.before)
            self.state = State.PARTLY_GRANTED if self.shares.short else State.SUBMITTED
        elif nothing_of(self.earlier):
            self._ask_back(reason)
            return self._undone(last, reason, [])
        else:
            self.shares.restore(self.earlier, free, needs)
            undo.put_back(self, last.change.before)
            self.round = None
            self._stand()
        return self._undone(last, reason, self._told())

    def _come_already(self) -> Conflict | None:
        """Nothing that came to the board, or is lacking there, can be taken back any more."""
        if all(share.least <= self.earlier.get(share.type, NOTHING).granted for share in self.shares.all):
            return None
        return Conflict(
            "undo.sent",
            say("Devices of this grant are at the board already. Have them sent back instead."),
        )

    def _undone(self, last: LastStep, reason: str, granted: list[told.Quantity]) -> told.RequestUndone:
        return told.RequestUndone(
            undone=last.event, step=last.what, reason=reason, request=self.id, board=self.board, granted=granted
        )
