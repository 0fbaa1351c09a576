"""How many of the reserve's devices each board really configured, by the weeks in which it did."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import Index, String, Table
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis.upsert import insert_all
from services.contracts.values import BoardCode
from services.intake.model.record import Record

# A board, the Monday of a week, a device type.
Week = tuple[BoardCode, date, str]


class Configured(Record):
    """The devices of one type that a board configured in the week of that Monday; of those undone, none."""

    __tablename__ = "configured"
    __table_args__ = (Index("configured_week", "week", "board"),)

    board: Mapped[BoardCode] = mapped_column(String(6), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    devices: Mapped[int]


CONFIGURED = cast(Table, Configured.__table__)


def add_configured(session: Session, more: Mapping[Week, int]) -> None:
    """Count so many more (or fewer) of each; one statement."""
    names = ("board", "week", "type")
    rows = [dict(zip(names, week, strict=True)) | {"devices": more[week]} for week in sorted(more) if more[week]]
    if rows:
        insert_all(session, CONFIGURED, rows, _add)


def _add(add: Any) -> Any:
    total = CONFIGURED.c.devices + add.excluded.devices
    return add.on_conflict_do_update(index_elements=["board", "week", "type"], set_={"devices": total})
