"""The needs portrait of a board: what its students need, what it has itself; every version is kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict, FieldError, Invalid
from services.contracts import intake as told
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.intake.model.calendar import day_of
from services.intake.model.need import Need, complete
from services.intake.model.record import Record
from services.intake.model.vocabulary import faults, place, twice


class Standing(StrEnum):
    """How far a board's portrait can be relied on. A board that never answered is told apart from a stale one."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


class PortraitLine(Record):
    """One device type of a portrait. `orders`: the part of `on_order` of which the day is known, earliest first."""

    __tablename__ = "portrait_line"

    portrait: Mapped[UUID] = mapped_column(ForeignKey("portrait.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    by_category: Mapped[dict[str, int]] = mapped_column(JSON)
    own_available: Mapped[int]
    on_order: Mapped[int]
    in_repair: Mapped[int]
    orders: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")

    @classmethod
    def of(cls, stated: told.TypeNeed) -> Self:
        kept = stated.model_dump(mode="json", exclude={"need"})
        return cls(**kept | {"orders": sorted(kept["orders"], key=lambda one: str(one["expected"]))})

    @property
    def expected(self) -> list[told.OwnOrder]:
        """The orders with their days."""
        return [told.OwnOrder.model_validate(one) for one in self.orders]

    @property
    def undated(self) -> int:
        """How many are on order without a day."""
        return self.on_order - sum(one.quantity for one in self.expected)

    def stated(self) -> told.TypeNeed:
        return told.TypeNeed(
            type=self.type,
            need=sum(self.by_category.values()),
            by_category=self.by_category,
            own_available=self.own_available,
            on_order=self.on_order,
            in_repair=self.in_repair,
            orders=self.expected,
        )

    def need(self, held: int) -> Need:
        return Need(self.type, self.by_category, self.own_available, self.on_order, self.in_repair, held)


class Portrait(Record):
    """One version of a board's portrait; never changed, only followed by the next."""

    __tablename__ = "portrait"
    __table_args__ = (UniqueConstraint("board", "version"), Index("portrait_answered", "answered_at", "board"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    board: Mapped[BoardCode] = mapped_column(String(6))
    version: Mapped[int]
    weekly_capacity: Mapped[int]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str] = mapped_column(String(80))
    lines: Mapped[list[PortraitLine]] = relationship(lazy="selectin", order_by=lambda: place(PortraitLine.type))

    @classmethod
    def answer(
        cls,
        board: BoardCode,
        version: int,
        weekly_capacity: int,
        lines: Sequence[told.TypeNeed],
        at: datetime,
        actor: str,
    ) -> Self:
        """A new version. Raises `Invalid` for a type or category that is unknown, out of use or stands twice, and for
        orders that are late already or more than all that is on order.
        """
        if wrong := wrong_lines(lines, day_of(at)):
            raise Invalid("portrait.lines", say("%(count)s line(s) to correct.", count=len(wrong)), wrong)
        return cls(
            id=uuid7(),
            board=board,
            version=version,
            weekly_capacity=weekly_capacity,
            answered_at=at,
            answered_by=actor,
            lines=[PortraitLine.of(line) for line in lines],
        )

    def updated(self) -> told.PortraitUpdated:
        lines = [line.stated() for line in self.lines]
        return told.PortraitUpdated(
            board=self.board, version=self.version, lines=lines, weekly_capacity=self.weekly_capacity
        )

    def needs(self, held: Mapping[str, int]) -> list[Need]:
        """The need of every type, given how many reserve devices the board was granted or holds."""
        return complete([line.need(held.get(line.type, 0)) for line in self.lines], held)

    def standing(self, at: datetime, days: int) -> Standing:
        return Standing.STALE if at - self.answered_at > timedelta(days=days) else Standing.CURRENT


def wrong_lines(lines: Sequence[told.TypeNeed], day: date) -> tuple[FieldError, ...]:
    """What is wrong with the lines of a portrait that is given on `day`; places are `/lines/<index>/<field>`."""
    wrong = faults([(line.type, line.by_category) for line in lines], day)
    return (*wrong, *twice(line.type for line in lines), *_wrong_orders(lines, day))


def _wrong_orders(lines: Sequence[told.TypeNeed], day: date) -> Iterator[FieldError]:
    for index, line in enumerate(lines):
        if any(one.expected < day for one in line.orders):
            detail = say("This day is past: give the new one, or count the devices as available.")
            yield FieldError(f"/lines/{index}/orders", "order.late", detail)
        if sum(one.quantity for one in line.orders) > line.on_order:
            detail = say("More is expected on these days than is on order in all.")
            yield FieldError(f"/lines/{index}/on_order", "order.over", detail)


def standing(portrait: Portrait | None, at: datetime, days: int) -> Standing:
    return Standing.MISSING if portrait is None else portrait.standing(at, days)


def relied_on(portrait: Portrait | None, at: datetime, days: int) -> Portrait:
    """The portrait, when a request may rest on it. Raises `Conflict` when it is missing or stale."""
    if portrait is None:
        raise Conflict("request.missing_portrait", say("Give your needs portrait first: the reserve measures by it."))
    if portrait.standing(at, days) is Standing.STALE:
        raise Conflict(
            "request.stale_portrait",
            say(
                "Your needs portrait is %(age)s days old, the limit is %(days)s. Update it, then submit again.",
                age=(at - portrait.answered_at).days,
                days=days,
            ),
        )
    return portrait
