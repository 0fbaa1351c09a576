"""What a round holds: its types, what each board gets of them, and what each request."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.values import BoardCode
from services.intake.model.plan import TypePlan, Unit
from services.intake.model.record import Record

# By board and type.
Given = Mapping[tuple[BoardCode, str], int]


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


def portions(plans: Iterable[TypePlan], before: Given | None) -> Iterator[Portion]:
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
