"""What every part of a request stands on: its number, its board, its state, its shares."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.version import Versioned
from services.contracts.intake import Quantity
from services.contracts.values import BoardCode
from services.intake.model.record import Record
from services.intake.model.share import Share, Standing
from services.intake.model.shares import Shares
from services.intake.model.state import MOVES, State, no_move
from services.intake.model.vocabulary import place


class Case(Versioned, Record):
    """A request, before anything is decided about it.

    `submitted_at` is its place among those that wait: since when it has asked for as much as it asks for now, or more.
    `asked_by`: whoever had a hand in it; none of them may decide. `freight_cents`: as quoted and, from the submission
    on, accepted. `before_grant`: by type, what stood before the last grant; empty when that was the first one.
    """

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    board: Mapped[BoardCode] = mapped_column(String(6))
    state: Mapped[State]
    entered_by: Mapped[str] = mapped_column(String(80))
    submitted_by: Mapped[str | None] = mapped_column(String(80))
    submitted_at: Mapped[datetime | None]
    asked_by: Mapped[list[str]] = mapped_column(JSON)
    freight_cents: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(500))
    before_grant: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @declared_attr
    @classmethod
    def types(cls) -> Mapped[list[Share]]:
        return relationship(lazy="selectin", cascade="all, delete-orphan", order_by=lambda: place(Share.type))

    @property
    def shares(self) -> Shares:
        return Shares(self.types)

    @property
    def earlier(self) -> dict[str, Standing]:
        """What stood before the last grant; empty when that was the first one."""
        return {kind: Standing(**figures) for kind, figures in (self.before_grant or {}).items()}

    @property
    def waiting(self) -> dict[str, int]:
        """By type, what it waits for in the next round: all of it while nothing is decided, then what is short."""
        return self.shares.figures("wanted" if self.state is State.SUBMITTED else "short")

    def may_become(self, to: State) -> bool:
        return (self.state, to) in MOVES

    def _move(self, to: State) -> None:
        """Change the state, if the table allows it."""
        self._check(to)
        self.state = to

    def _check(self, to: State) -> None:
        if not self.may_become(to):
            raise no_move(self.number, self.state, to)

    def _stand(self) -> None:
        """Granted in whole or in part, as the figures say."""
        whole = self.shares.figures("granted") == self.shares.figures("asked")
        self.state = State.GRANTED if whole else State.PARTLY_GRANTED

    def _keep_earlier(self) -> None:
        """Note what stands now; the state tells whether anything was granted at all."""
        first = self.state is State.SUBMITTED
        self.before_grant = {} if first else {kind: asdict(one) for kind, one in self.shares.standings.items()}

    def _told(self) -> list[Quantity]:
        """What is to be sent in all, as events carry it."""
        return [one for one in self.shares.quantities("told") if one.quantity]


def nothing_of(figures: Mapping[str, Standing]) -> bool:
    """Nothing of it is promised: at most it waits."""
    return not any(one.granted + one.replaced for one in figures.values())
