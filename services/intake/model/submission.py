"""A board asks in earnest: it submits its request, or amends it while nothing is decided; each time a version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.contracts import intake as told
from services.contracts.sentence import say
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.calendar import day_of
from services.intake.model.closure import check_not_over
from services.intake.model.freight import Quote
from services.intake.model.line import check_lines
from services.intake.model.need import Need
from services.intake.model.revision import Revision, keeps_place
from services.intake.model.state import WORDS, WRITABLE, State, no_move
from services.intake.model.written import Written


class Before(NamedTuple):
    """What was asked in earnest before, by type, and the freight that was told last."""

    totals: Mapping[str, int]
    cents: int


class Submission(Written):
    """Who accepted the freight, when and in which role, and every version that was asked.

    A version that asks for no more of any type keeps the place of the one before it; else its place begins with it.
    """

    __abstract__ = True

    accepted_at: Mapped[datetime | None]
    freight_accepted_as: Mapped[str | None] = mapped_column(String(20))

    @declared_attr
    @classmethod
    def revisions(cls) -> Mapped[list[Revision]]:
        return relationship(cascade="all, delete-orphan", order_by=Revision.number)

    @property
    def freight_accepted_by(self) -> str | None:
        """Whoever asked last: nobody can without accepting the freight."""
        return self.submitted_by

    @property
    def freight_accepted_at(self) -> datetime | None:
        """When that was; of what was asked before it was kept apart, the moment of its place."""
        return self.accepted_at or self.submitted_at

    @property
    def may_amend(self) -> bool:
        return self.state is State.SUBMITTED

    def submit(
        self, act: Act, acceptance: Acceptance, quote: Quote, needs: Mapping[str, Need]
    ) -> told.RequestSubmitted:
        """The board asks in earnest and owes the freight. Refused with the figures beyond the unmet need."""
        if self.state not in WRITABLE:
            raise no_move(self.number, self.state, State.SUBMITTED)
        self._ask(act, acceptance, quote, needs, self._before())
        self.state, self.reason = State.SUBMITTED, None
        return told.RequestSubmitted(number=self.number, **self._told_asking())

    def amend(
        self, act: Act, asking: Asking, acceptance: Acceptance, quote: Quote, needs: Mapping[str, Need]
    ) -> told.RequestAmended:
        """The board asks otherwise, whole, before anything was decided; `quote` is the freight of what it asks now."""
        self.check_amendable()
        before = self._before()
        self._write(act, asking, quote)
        self._ask(act, acceptance, quote, needs, before)
        return told.RequestAmended(given_up=[], **self._told_asking())

    def check_amendable(self) -> None:
        """Raises `Conflict` unless it is submitted and undecided."""
        if not self.may_amend:
            raise Conflict(
                "request.not_amendable",
                say(
                    "Request %(number)s is %(state)s: only a request that waits for a decision can be amended.",
                    number=self.number,
                    state=WORDS[self.state],
                ),
            )

    def _before(self) -> Before:
        if self.revisions:
            return Before(self.revisions[-1].totals, self.freight_cents)
        return Before(self.shares.figures("asked") if self.may_amend else {}, self.freight_cents)

    def _ask(self, act: Act, acceptance: Acceptance, quote: Quote, needs: Mapping[str, Need], before: Before) -> None:
        day = day_of(act.at)
        check_lines(self._lines(), day)
        check_not_over(self.closure, day)
        acceptance.check(quote.cents, before.cents)
        self.shares.within(needs)
        self.freight_cents, self.terms = quote.cents, quote.kept()
        kept = self.submitted_at is not None and keeps_place(before.totals, self.shares.figures("asked"))
        self.submitted_at = self.submitted_at if kept else act.at
        self.submitted_by, self.accepted_at, self.freight_accepted_as = act.actor, act.at, acceptance.role
        self._sign(act)
        self.revisions.append(self._revision(act, kept))

    def _lines(self) -> list[told.RequestLine]:
        return [told.RequestLine(type=one.type, category=one.category, quantity=one.quantity) for one in self.lines]

    def _revision(self, act: Act, kept: bool) -> Revision:
        return Revision(
            number=len(self.revisions) + 1,
            asked_at=act.at,
            asked_by=act.actor,
            asked_as=self.freight_accepted_as,
            site=self.site,
            justification=self.justification,
            urgency=self.urgency,
            closing=self.closing,
            lines=[line.model_dump() for line in self._lines()],
            freight_cents=self.freight_cents,
            kept_place=kept,
        )

    def _told_asking(self) -> dict[str, Any]:
        """What is asked, as events carry it."""
        return {
            "request": self.id,
            "board": self.board,
            "lines": self._lines(),
            "urgency": self.urgency,
            "freight_cents": self.freight_cents,
            "closure": self.closure,
            "accepted_as": self.freight_accepted_as,
        }
