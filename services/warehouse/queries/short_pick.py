"""What was not where it was to be picked: listed, one with what is proposed in its stead, and the places to count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import Conflict, NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import Sentence, say
from services.warehouse.model.count import Count
from services.warehouse.model.count_place import CountedPlace
from services.warehouse.model.count_state import UNSETTLED, CountState
from services.warehouse.model.device import Device
from services.warehouse.model.order import Order
from services.warehouse.model.short_pick import ShortPick
from services.warehouse.queries.order import order as load_order
from services.warehouse.queries.pick_list import Stop, Take, of_order, of_wave
from services.warehouse.queries.wave import walk


@dataclass(frozen=True)
class ToCount:
    """A place where something was lacking, and which nobody has counted since."""

    location: str
    lacking: int
    since: datetime


@dataclass(frozen=True)
class Lack:
    """A short pick with its device and order, and what is proposed in its stead: where, and which."""

    short: ShortPick
    device: Device
    order: Order
    location: str | None = None
    take: Take | None = None


def short_picks(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[ShortPick]:
    """One page of short picks, newest first."""
    return page(session, select(ShortPick), ShortPick.id, cursor, limit)


def lack(session: Session, key: UUID) -> Lack:
    """One short pick, and the next device of its type in the walk, beyond its place before those that were passed.

    Raises `NotFound`.
    """
    short = session.get(ShortPick, key)
    if short is None:
        raise NotFound("short_pick.unknown", say("This report is not known here."))
    device, order = session.get_one(Device, short.device_id), load_order(session, short.order_id)
    for stop, take in sorted(_proposed(session, short, order, device.type), key=lambda one: one[0] < short.location):
        return Lack(short, device, order, stop, take)
    return Lack(short, device, order)


def why_not(check: Callable[[], object]) -> Sentence | None:
    """Why a device cannot be said to be lacking, as the rule says by what it raises; None where it can."""
    try:
        check()
    except Conflict as refused:
        return refused.sentence
    return None


def to_count(session: Session) -> Sequence[ToCount]:
    """The places to count, in walking order; without those of which a count is under way."""
    places = CountedPlace.__table__.join(Count.__table__)
    under_way = select(CountedPlace.location).select_from(places).where(Count.state.in_(UNSETTLED))
    last = select(CountedPlace.location, func.max(Count.opened_at).label("at")).select_from(places)
    counted = last.where(Count.state != CountState.DISCARDED).group_by(CountedPlace.location).subquery()
    found = select(ShortPick.location, func.count(), func.min(ShortPick.said_at))
    found = found.outerjoin(counted, ShortPick.location == counted.c.location)
    found = found.where(ShortPick.location.not_in(under_way))
    found = found.where(or_(counted.c.at.is_(None), ShortPick.said_at > counted.c.at))
    rows = session.execute(found.group_by(ShortPick.location).order_by(ShortPick.location))
    return [ToCount(*row) for row in rows]


def _proposed(session: Session, short: ShortPick, order: Order, kind: str) -> list[tuple[str, Take]]:
    stops: Sequence[Stop] = of_order(session, order)
    if short.wave_id is not None:
        walked = walk(session, short.wave_id)
        stops = of_wave(session, walked.wave, walked.orders)
    return [(stop.location, take) for stop in stops for take in stop.takes if take.device.type == kind]
