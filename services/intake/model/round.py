"""A round of the split: prepared by one person as a preview, kept as it was shown, confirmed by another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.chassis.version import Versioned
from services.contracts.intake import RoundConfirmed, RoundPrepared
from services.contracts.sentence import say
from services.intake.model.ground import Wait
from services.intake.model.plan import TypePlan
from services.intake.model.record import Record
from services.intake.model.round_content import Given, Portion, RoundType, portions
from services.intake.model.round_state import RoundState
from services.intake.model.vocabulary import place

PREPARED = text("state = 'prepared'")


class Round(Versioned, Record):
    """At most one is prepared at a time; preparing it again shows it anew. Its parts, being many, are not loaded.

    `changed_by`: whoever set quantities by hand; none of them confirms it. `changed_why`: the last reason given.
    """

    __tablename__ = "round"
    __table_args__ = (Index("round_prepared", "state", unique=True, sqlite_where=PREPARED, postgresql_where=PREPARED),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[RoundState]
    prepared_by: Mapped[str] = mapped_column(String(80))
    prepared_at: Mapped[datetime]
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[datetime | None]
    changed_by: Mapped[list[str]] = mapped_column(JSON)
    changed_why: Mapped[str | None] = mapped_column(String(500))
    types: Mapped[list[RoundType]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=lambda: place(RoundType.type)
    )
    portions: Mapped[list[Portion]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=lambda: (Portion.board, place(Portion.type))
    )

    @classmethod
    def opened(cls, number: int) -> "Round":
        """A round that is still to be prepared."""
        return cls(
            id=uuid7(), number=number, state=RoundState.PREPARED, version=1, changed_by=[], types=[], portions=[]
        )

    @property
    def granted(self) -> Mapping[str, int]:
        """What it gives in all, by type."""
        return {
            one.type: sum(portion.granted for portion in self.portions if portion.type == one.type)
            for one in self.types
        }

    @property
    def given(self) -> Given:
        """What it gives by board and type."""
        return {(one.board, one.type): one.granted for one in self.portions}

    def told(self) -> RoundPrepared:
        """That it waits for somebody else, as it is now."""
        return RoundPrepared(round=self.id, number=self.number, set_by=[self.prepared_by, *self.changed_by])

    def prepare(self, act: Act, plans: Sequence[TypePlan], before: Given | None) -> list[dict[str, object]]:
        """Show what the round would give; `before` is what the last preview gave. Gives the rows of its parts."""
        if not plans:
            raise Conflict("round.nobody_waits", say("No request waits: there is nothing to split."))
        self.prepared_by, self.prepared_at = act.actor, act.at
        self.changed_by, self.changed_why = [], None
        self.types = [RoundType.of(one) for one in plans]
        self.portions = list(portions(plans, before))
        return [self.part(wait, more) for one in plans for wait, more in one.requests]

    def part(self, wait: Wait, more: int) -> dict[str, object]:
        """The row of what a request waits for and gets."""
        about = {"round": self.id, "request": wait.request, "type": wait.type, "number": wait.number}
        return about | {"board": wait.board, "waited": wait.count, "granted": more}

    def check_prepared(self) -> None:
        """Raises `Conflict` when it is confirmed already."""
        if self.state is not RoundState.PREPARED:
            raise Conflict("round.confirmed", say("Round %(number)s is confirmed already.", number=self.number))

    def made_by(self, actor: str) -> bool:
        """Whether this person prepared it or set quantities of it: what is one's own one does not confirm."""
        return actor in (self.prepared_by, *self.changed_by)

    def check_confirmable(self, act: Act) -> None:
        """Raises `Conflict` when it is confirmed already, gives nothing, or for whoever prepared or changed it."""
        self.check_prepared()
        if act.actor == self.prepared_by:
            raise Conflict("round.same_person", say("You prepared this round yourself: someone else must confirm it."))
        if self.made_by(act.actor):
            sentence = say("You set quantities of this round yourself: someone else must confirm it.")
            raise Conflict("round.same_person", sentence)
        if not any(self.granted.values()):
            raise Conflict("round.nothing", say("This round gives nothing to anybody: there is nothing to confirm."))

    def confirm(self, act: Act) -> RoundConfirmed:
        self.check_confirmable(act)
        self.state, self.confirmed_by, self.confirmed_at = RoundState.CONFIRMED, act.actor, act.at
        return RoundConfirmed(round=self.id, number=self.number)
