"""What was delivered and whose receipt the board has not ended: how long ago, and who was reminded of it when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.model import clock
from services.portal.model.account import Account
from services.portal.model.digest import Digest, Sending
from services.portal.model.request import Request
from services.portal.model.stage import Stage

MOST = 500
AGES = (7, 14, 30)


@dataclass(frozen=True)
class Unconfirmed:
    """A request that was delivered so many whole days ago, and of which nothing was told as received since.

    `reminded`: by day, the accounts that got a digest in which it stood; newest first.
    """

    id: UUID
    number: str
    board: str
    delivered_at: datetime
    days: int
    reminded: Sequence[tuple[date, Sequence[str]]] = ()


def unconfirmed(session: Session, scope: str | None, after_days: int, at: datetime) -> list[Unconfirmed]:
    """Those delivered `after_days` or more days ago, oldest first, of one board or of all; at most 500.

    Boards are reminded and nothing more. A receipt is never ended for a board: an end that nobody stated would make
    devices accepted that nobody has seen, or missing that stand in a corridor; the auditor would read either as the
    board's own word, and a claim to the carrier would rest on it.
    """
    columns = (Request.id, Request.number, Request.board, Request.delivered_at)
    due = select(*columns).where(Request.state == Stage.DELIVERED, Request.delivered_at <= at - timedelta(after_days))
    if scope is not None:
        due = due.where(Request.board == scope)
    rows = session.execute(due.order_by(Request.delivered_at, Request.id).limit(MOST)).all()
    told = _told(session, {row.board for row in rows})
    found = [(row, cast(datetime, row.delivered_at)) for row in rows]
    return [
        Unconfirmed(
            row.id, row.number, row.board, when, (at - when).days, _since(told[row.board], when + timedelta(after_days))
        )
        for row, when in found
    ]


def by_age(found: Sequence[Unconfirmed]) -> list[tuple[int, int | None, int]]:
    """How many wait for how long: from so many days, to under so many (None without end), the count."""
    bounds = [0, *AGES, None]
    return [
        (low or 0, high, sum((low or 0) <= one.days and (high is None or one.days < high) for one in found))
        for low, high in pairwise(bounds)
    ]


def _told(session: Session, boards: set[str]) -> Mapping[str, Mapping[date, list[str]]]:
    """By board and day, who got a digest, as far as anybody knows."""
    sent = select(Account.board, Digest.day, Digest.actor).join(Digest, Digest.actor == Account.actor)
    sent = sent.where(Account.board.in_(boards), Digest.state.in_((Sending.SENT, Sending.UNCLEAR)))
    found: dict[str, dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    for board, day, actor in session.execute(sent.order_by(Digest.day.desc(), Digest.actor)):
        found[str(board)][day].append(actor)
    return found


def _since(told: Mapping[date, list[str]], due: datetime) -> list[tuple[date, Sequence[str]]]:
    """The days from that on which it was due; on the first, a digest may have left before the hour."""
    return [(day, actors) for day, actors in told.items() if day > clock.day_of(due)]
