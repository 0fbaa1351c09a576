"""Returns that are on their way back for too long, and what boards answer for since a return was closed without it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.shipping import DeviceUnreturned
from services.portal.model.device import Device
from services.portal.model.log import Entry, what_of
from services.portal.model.state import State
from services.portal.model.subject import key
from services.portal.queries.label import labels

MOST = 100
KIND = "return"


@dataclass(frozen=True)
class LateReturn:
    """A return of which so many devices are on their way since so many whole days; `number` is None where not told."""

    id: str | None
    number: str | None
    board: str | None
    devices: int
    days: int


def late_returns(session: Session, scope: str | None, after_days: int, at: datetime) -> list[LateReturn]:
    """Those sent `after_days` or more days ago, oldest first, of one board or of all; at most 100."""
    since = func.min(Device.changed_at)
    due = select(Device.holder, Device.board, func.count(), since)
    due = due.where(Device.holder_kind == KIND, Device.changed_at <= at - timedelta(after_days))
    if scope is not None:
        due = due.where(Device.board == scope)
    found = session.execute(due.group_by(Device.holder, Device.board).order_by(since, Device.holder).limit(MOST)).all()
    numbers = labels(session, [key(KIND, row[0]) for row in found])
    return [
        LateReturn(holder, numbers[key(KIND, holder)], board, devices, (at - when).days)
        for holder, board, devices, when in found
    ]


def unreturned(session: Session, board: str) -> int:
    """How many devices of a board were not in the boxes of a closed return, and nothing was told of them since."""
    standing = select(func.count()).select_from(Device).join(Entry, Entry.position == Device.last_position)
    standing = standing.where(Device.board == board, Device.state.in_((State.TAKEN_BACK, State.DAMAGED)))
    return session.scalar(standing.where(Entry.what == what_of(DeviceUnreturned))) or 0
