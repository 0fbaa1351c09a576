"""What a decision about a request is weighed against: what is free now and after it, what others who wait ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.intake.model.ground import Wait, waits
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.queries.compared import Filled, Peers, compared
from services.intake.queries.picture import picture
from services.intake.queries.queue import Place, place_of
from services.intake.queries.stock import stock


@dataclass(frozen=True)
class Stake:
    """One type. `ahead`, `behind`: devices that other requests wait for, in places before this one's and after it."""

    share: Share
    unmet: int
    free: int
    ahead: int
    behind: int
    requests: int
    peers: Mapping[Peers, Filled]

    @property
    def before(self) -> int:
        """What would be free, were nothing of it granted."""
        return self.free + self.share.granted

    @property
    def proposed(self) -> int:
        """What is asked, within the unmet need and what is free."""
        share = self.share
        return max(min(share.wanted, share.granted + self.unmet, self.before), share.least)

    def left(self, granted: int) -> int:
        """What stays free when so many are granted in all, once the warehouse answered; below 0 it is refused."""
        return self.before - granted


@dataclass(frozen=True)
class Weighing:
    """All types of a request, its place in the queue, and how old the portrait is, in days, that it rests on."""

    stakes: Sequence[Stake]
    place: Place
    age: int | None


def weighing(session: Session, request: Request, at: datetime, days: int) -> Weighing:
    """The figures as they are now; as many statements however many boards answered and requests wait."""
    found = picture(session, at, days)
    ours = next(one for one in found.boards if one.board.code == request.board)
    free = {row.type: row.free for row in stock(session)}
    others = [wait for wait in waits(session) if wait.request != request.id]
    stakes = [
        _stake(
            share,
            request,
            ours.by_type.get(share.type),
            free.get(share.type, 0),
            others,
            compared(found, request.board, share.type),
        )
        for share in request.types
    ]
    age = (at - ours.portrait.answered_at).days if ours.portrait else None
    return Weighing(stakes, place_of(session, request), age)


def _stake(
    share: Share, request: Request, need: Need | None, free: int, others: Sequence[Wait], peers: Mapping[Peers, Filled]
) -> Stake:
    ours = [wait for wait in others if wait.type == share.type]
    ahead = sum(wait.count for wait in ours if _before(wait, request))
    return Stake(
        share,
        need.unmet if need else 0,
        free,
        ahead,
        sum(wait.count for wait in ours) - ahead,
        len(ours),
        peers,
    )


def _before(wait: Wait, request: Request) -> bool:
    return request.submitted_at is not None and (wait.submitted_at, wait.request) < (request.submitted_at, request.id)
