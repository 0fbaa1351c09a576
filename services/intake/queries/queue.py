"""What waits to be decided: submitted requests in their places, and which comes after one that is decided."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.reference import Board, boards
from services.intake.model.held import books
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.request import Request
from services.intake.model.state import State
from services.intake.queries.board import latest_portraits
from services.intake.queries.stock import stock


@dataclass(frozen=True)
class Place:
    """A request's place among those that wait to be decided: None once it is. `next` is where to go on."""

    number: int | None
    count: int
    next: UUID | None


@dataclass(frozen=True)
class Asked:
    """One type of a request that waits. `left`: free once all that came before, and this one, were granted in full."""

    type: str
    wanted: int
    unmet: int
    left: int


@dataclass(frozen=True)
class Queued:
    """A request that waits to be decided, with what one looks at first."""

    place: int
    request: Request
    board: Board
    portrait: Portrait | None
    standing: Standing
    types: Sequence[Asked]


def queue(session: Session, at: datetime, days: int, limit: int) -> list[Queued]:
    """The requests that wait, in the order in which they came; as many statements however many wait."""
    wanted = select(Request).where(Request.state == State.SUBMITTED).order_by(Request.submitted_at, Request.id)
    waiting, given, told = session.scalars(wanted.limit(limit)).all(), latest_portraits(session), books(session)
    needs = {code: told.needs(code, given.get(code)) for code in {one.board for one in waiting}}
    left = Counter({row.type: row.free for row in stock(session)})
    found = []
    for place, one in enumerate(waiting, start=1):
        portrait = given.get(one.board)
        types = list(_asked(one, {need.type: need.unmet for need in needs[one.board]}, left))
        found.append(Queued(place, one, boards()[one.board], portrait, standing(portrait, at, days), types))
    return found


def place_of(session: Session, request: Request) -> Place:
    """Where a request stands in the queue; one statement. After the last comes the first."""
    order = (Request.submitted_at, Request.id)
    waiting = session.execute(select(*order).where(Request.state == State.SUBMITTED).order_by(*order)).all()
    keys = [key for _, key in waiting]
    after = [key for at, key in waiting if request.submitted_at and (at, key) > (request.submitted_at, request.id)]
    others = [key for key in (*after, *keys) if key != request.id]
    return Place(keys.index(request.id) + 1 if request.id in keys else None, len(keys), next(iter(others), None))


def _asked(request: Request, unmet: dict[str, int], left: Counter[str]) -> Iterator[Asked]:
    for share in request.types:
        left[share.type] -= share.wanted
        yield Asked(share.type, share.wanted, unmet.get(share.type, 0), left[share.type])
