"""The Ministry's one picture: how far all boards' needs are met, by region and in all, now or as a past day ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from services.contracts.reference import Board, boards
from services.intake.model.calendar import day_of, end_of
from services.intake.model.closing import books_at
from services.intake.model.need import Cover, Need, ranked
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.vocabulary import in_order
from services.intake.queries.board import latest_portraits

FIGURES = ("need", "own_available", "on_order", "in_repair", "to_come", "in_hand", "held", "unmet")


@dataclass(frozen=True)
class BoardNeeds:
    """One board in the picture; `by_type` is empty where it never answered and holds nothing."""

    board: Board
    standing: Standing
    portrait: Portrait | None
    by_type: dict[str, Need]


@dataclass(frozen=True)
class Total:
    """One type over several boards. Unmet need is summed board by board: one board's surplus covers no other's need."""

    type: str
    need: int
    own_available: int
    on_order: int
    in_repair: int
    to_come: int
    in_hand: int
    held: int
    unmet: int
    categories: list[Cover]

    @property
    def satisfaction(self) -> float:
        return round((self.need - self.unmet) / self.need, 4) if self.need else 1.0


@dataclass(frozen=True)
class Expected:
    """How many devices of a type boards expect from their own orders in a month (its first day); None: no day is known.

    `late`: the month is over, or the day is past.
    """

    type: str
    month: date | None
    quantity: int
    late: int


@dataclass(frozen=True)
class Group:
    """Several boards together: how many answered, what they can configure a week, what they need, have and expect."""

    boards: list[BoardNeeds]
    day: date

    @cached_property
    def totals(self) -> list[Total]:
        """All types that any of them needs or holds, in the order in which pages show types."""
        return _totals([need for one in self.boards for need in one.by_type.values()])

    @property
    def standings(self) -> dict[Standing, int]:
        return {one: sum(board.standing is one for board in self.boards) for one in Standing}

    @property
    def weekly_capacity(self) -> int:
        """What the boards declare to be able to configure a week."""
        return sum(one.portrait.weekly_capacity for one in self.boards if one.portrait)

    @property
    def expected(self) -> list[Expected]:
        """What the boards' own orders bring, type by type and month by month, what has no day last."""
        return _expected((one.portrait for one in self.boards if one.portrait), self.day)


@dataclass(frozen=True)
class Picture(Group):
    """All boards on one day; `known` is False where what was granted or held that day is not kept."""

    known: bool

    @property
    def regions(self) -> dict[str, Group]:
        """The boards of each region by its name, in the order of the regions' numbers."""
        found: dict[tuple[str, str], list[BoardNeeds]] = {}
        for one in self.boards:
            found.setdefault((one.board.region_code, one.board.region), []).append(one)
        return {name: Group(found[code, name], self.day) for code, name in sorted(found)}


def picture(session: Session, at: datetime, days: int, day: date | None = None) -> Picture:
    """Every board as `day` ended, or now; as many statements however many boards answered, or versions there are.

    Portraits are those that stood then, stale or not as they were then.
    """
    today = day_of(at)
    on = min(day or today, today)
    moment = at if on == today else end_of(on) - timedelta(microseconds=1)
    newest, then = latest_portraits(session, at=moment), books_at(session, on, today)
    found = []
    for board in boards().values():
        portrait = newest.get(board.code)
        needs = then.needs(board.code, portrait)
        found.append(BoardNeeds(board, standing(portrait, moment, days), portrait, {one.type: one for one in needs}))
    return Picture(found, on, then.known)


def _totals(stated: Sequence[Need]) -> list[Total]:
    found = []
    for kind in in_order({need.type for need in stated}):
        needs = [need for need in stated if need.type == kind]
        figures = {name: sum(getattr(need, name) for need in needs) for name in FIGURES}
        covers = [cover for need in needs for cover in need.categories]
        found.append(Total(type=kind, **figures, categories=_covers(covers)))
    return found


def _covers(covers: Sequence[Cover]) -> list[Cover]:
    """The covers of several boards added up by category."""
    found = []
    for category in ranked({cover.category for cover in covers}):
        ours = [cover for cover in covers if cover.category == category]
        found.append(Cover(category, sum(one.need for one in ours), sum(one.covered for one in ours)))
    return found


def _expected(portraits: Iterable[Portrait], day: date) -> list[Expected]:
    found: dict[tuple[str, date | None], tuple[int, int]] = {}
    for line in (line for portrait in portraits for line in portrait.lines):
        orders = [(one.expected.replace(day=1), one.quantity, one.expected < day) for one in line.expected]
        for month, quantity, late in (*orders, (None, line.undated, False)):
            before, overdue = found.get((line.type, month), (0, 0))
            found[line.type, month] = before + quantity, overdue + (quantity if late else 0)
    return [
        Expected(kind, month, *found[kind, month])
        for kind in in_order({kind for kind, _ in found})
        for month in sorted((one for of, one in found if of == kind), key=lambda one: one or date.max)
        if found[kind, month][0]
    ]
