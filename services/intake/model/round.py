"""A round of the split: prepared by one person as a preview, kept as it was shown, confirmed by another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict
from services.chassis.version import Versioned
from services.contracts.intake import RoundConfirmed, RoundPrepared
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.ground import Wait
from services.intake.model.plan import TypePlan, Unit
from services.intake.model.record import Record
from services.intake.model.vocabulary import place

# By board and type.
Given = Mapping[tuple[BoardCode, str], int]


class RoundState(StrEnum):
    """Where a round stands."""

    PREPARED = "prepared"
    CONFIRMED = "confirmed"


WORDS = {RoundState.PREPARED: say("prepared, to be confirmed"), RoundState.CONFIRMED: say("confirmed")}
PREPARED = text("state = 'prepared'")


class RoundType(Record):
    """A type of a round: what was free, and how it is split. The level is given / unmet; both None: all is given."""

    __tablename__ = "round_type"

    round: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    free: Mapped[int]
    floor: Mapped[int]
    unit: Mapped[Unit]
    size: Mapped[int]
    level_given: Mapped[int | None]
    level_unmet: Mapped[int | None]

    @classmethod
    def of(cls, one: TypePlan) -> "RoundType":
        setting = one.setting
        made = cls(type=one.type, free=one.free, floor=setting.floor, unit=setting.unit, size=setting.size)
        made.fill(one.level)
        return made

    @property
    def level(self) -> Fraction | None:
        """So far every board is filled at least, or it has all it asked within its need; None: every board has that."""
        if self.level_given is None or self.level_unmet is None:
            return None
        return Fraction(self.level_given, self.level_unmet)

    @property
    def stock(self) -> int:
        """What was there to be split."""
        return max(self.free - self.floor, 0)

    def fill(self, level: Fraction | None) -> None:
        """Say how far every board is filled at least."""
        self.level_given, self.level_unmet = (level.numerator, level.denominator) if level is not None else (None, None)


class Portion(Record):
    """What a board gets of a type. `before`: what the preview before this one gave it; None where there was none.

    `fair`: what the split worked out, where a person then set `granted` by hand.
    """

    __tablename__ = "round_portion"

    round: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    board: Mapped[BoardCode] = mapped_column(String(6), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    unmet: Mapped[int]
    asked: Mapped[int]
    fair: Mapped[int]
    granted: Mapped[int]
    before: Mapped[int | None]

    @property
    def most(self) -> int:
        """More than this the board never gets."""
        return min(self.unmet, self.asked)

    @property
    def by_hand(self) -> bool:
        return self.granted != self.fair

    @property
    def change(self) -> int:
        """By how much it gets more than in the preview before, or than nothing."""
        return self.granted - (self.before or 0)


class Part(Record):
    """What a request waited for of a type, and how many more of it the round grants."""

    __tablename__ = "round_part"

    round: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    request: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[str] = mapped_column(String(12))
    board: Mapped[BoardCode] = mapped_column(String(6))
    waited: Mapped[int]
    granted: Mapped[int]


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
        self.portions = list(_portions(plans, before))
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


def _portions(plans: Iterable[TypePlan], before: Given | None) -> Iterator[Portion]:
    """A portion for each board that asks, and for each that got something in the preview before and asks no more."""
    seen = set()
    for one in plans:
        for board in one.boards:
            seen.add((board.board, one.type))
            was = None if before is None else before.get((board.board, one.type), 0)
            yield Portion(type=one.type, fair=board.granted, before=was, **vars(board))
    for (board_code, kind), granted in (before or {}).items():
        if granted and (board_code, kind) not in seen:
            yield Portion(board=board_code, type=kind, unmet=0, asked=0, fair=0, granted=0, before=granted)
