"""What the Ministry decides about a request: to grant, to replace what is lacking, to refuse, to send back."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.case import Case
from services.intake.model.freight import pro_rata
from services.intake.model.need import Need
from services.intake.model.state import DECIDABLE, OPEN, WORDS, State, no_move


class Decision(Case):
    """The last decision, with the reason given to the board where it was no grant.

    `round`: the last round that spoke of it, until a decision by hand or an undo took that round's place.
    """

    __abstract__ = True

    STEPPING: ClassVar[tuple[str, ...]] = ("decided_by", "decided_at", "reason")

    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]
    round: Mapped[UUID | None]

    @property
    def freight_due_cents(self) -> int:
        """The freight for what is granted, pro rata of what was quoted for all."""
        asked, granted = (sum(self.shares.figures(name).values()) for name in ("asked", "granted"))
        return pro_rata(self.freight_cents, granted, asked)

    def grant(
        self, act: Act, address: told.Address, wanted: Mapping[str, int] | None, needs: Mapping[str, Need]
    ) -> told.RequestGranted:
        """Promise so many of each type in all; None stands for all that is asked and not given up."""
        if self.state not in DECIDABLE:
            raise no_move(self.number, self.state, State.GRANTED)
        self._check_grants(act)
        quantities = self.shares.figures("wanted") if wanted is None else wanted
        if self.state is State.GRANTED and not self._changes(quantities):
            raise Conflict(
                "grant.same",
                say(
                    "Request %(number)s is granted in these quantities already: nothing would change. "
                    "Give other quantities, or leave it as it is.",
                    number=self.number,
                ),
            )
        self._keep_earlier()
        self.shares.grant(quantities, needs)
        self._stand()
        self.round = None
        return self._granted(act, address)

    def grant_in_round(
        self, act: Act, address: told.Address, more: Mapping[str, int], needs: Mapping[str, Need], of: UUID
    ) -> told.RequestGranted:
        """Promise so many more of each type that it waits for; the rest goes on waiting, in its place."""
        if self.state not in DECIDABLE:
            raise no_move(self.number, self.state, State.GRANTED)
        self._check_grants(act)
        waiting = self.waiting
        self._keep_earlier()
        self.shares.grant_more(more, waiting, needs)
        self._stand()
        self.round = of
        return self._granted(act, address, of)

    def replace(self, act: Act, address: told.Address, more: Mapping[str, int]) -> told.RequestGranted:
        """Send so many more of each type, in place of devices that came damaged or never came."""
        if self.state not in OPEN:
            raise Conflict(
                "replace.not_granted",
                say(
                    "Request %(number)s is %(state)s: nothing of it can be replaced now.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )
        self._check_grants(act)
        self._keep_earlier()
        self.shares.replace(more)
        return self._granted(act, address)

    def refuse(self, act: Act, reason: str) -> told.RequestRefused:
        """Say no, with the reason. What the warehouse holds for the board can no longer be refused."""
        self._check(State.REFUSED)
        self.shares.must_be_answered()
        if any(self.shares.figures("granted").values()):
            raise Conflict("refuse.reserved", say("Devices are reserved for this request: it cannot be refused now."))
        self.state, self.reason, self.decided_by, self.decided_at = State.REFUSED, reason, act.actor, act.at
        return told.RequestRefused(request=self.id, board=self.board, reason=reason)

    def send_back(self, reason: str) -> told.RequestSentBack:
        """Ask the board to complete what it asked, and to submit it again."""
        self._move(State.SENT_BACK)
        self.reason = reason
        return told.RequestSentBack(request=self.id, board=self.board, reason=reason)

    def _check_grants(self, act: Act) -> None:
        self.shares.must_be_answered()
        if act.actor in {*self.asked_by, self.entered_by, self.submitted_by}:
            raise Conflict("grant.same_person", say("You asked for this yourself: someone else must grant it."))

    def _changes(self, quantities: Mapping[str, int]) -> bool:
        granted = self.shares.figures("granted")
        return any(granted.get(kind) != quantity for kind, quantity in quantities.items())

    def _granted(self, act: Act, address: told.Address, of: UUID | None = None) -> told.RequestGranted:
        self.decided_by, self.decided_at = act.actor, act.at
        return told.RequestGranted(
            request=self.id,
            number=self.number,
            board=self.board,
            granted=self._told(),
            address=address,
            freight_cents=self.freight_due_cents,
            partly=self.state is State.PARTLY_GRANTED,
            round=of,
        )
