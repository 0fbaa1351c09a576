"""A second person confirms what a count found: the records follow what was seen, in whole or for chosen devices."""

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.upsert import as_they_are, insert_all
from services.warehouse.model.count import Count
from services.warehouse.model.count_place import PlaceFigure, figures
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.location import Location
from services.warehouse.operations import steps
from services.warehouse.operations.count import WHOLE, load_count, result_of
from services.warehouse.operations.tally import Tally

FIGURES = cast(Table, PlaceFigure.__table__)


def adjust_count(session: Session, key: UUID, reason: str, chosen: Collection[UUID] | None = None) -> Count:
    """A second person confirms, and says why: what is missing still is written off, what is misplaced stands from now
    on where it was seen; all of it, or these devices alone, and the rest stays as the records have it."""
    count, act = load_count(session, key, *WHOLE), act_of(session)
    count.check_adjusts(act.actor, count.counters)
    count.check_lines(chosen or ())
    result, tally = result_of(session, count), Tally()
    wanted = {one.id for one in (*result.missing, *result.misplaced)}
    taken = wanted if chosen is None else wanted & set(chosen)
    misplaced = [device for device in result.misplaced if device.id in taken]
    _note_counted(session, count, misplaced)
    for device in result.missing:
        if device.id in taken:
            steps.write_off(tally, device, act.at, Grounds(count.number))
    for device in misplaced:
        steps.relocate(tally, device, act.at, result.places[device.id])
    tally.write(session)
    found = figures(count.id, [one.location for one in count.places], result, act.at)
    insert_all(session, FIGURES, found, as_they_are)
    outbox.record(session, count.adjust(result, act.actor, act.at, reason, len(wanted) - len(taken)))
    return count


def _note_counted(session: Session, count: Count, misplaced: Sequence[Device]) -> None:
    """Say of the places of a count that they were counted now. Those from which devices go are locked with them, in
    the order in which all lock places."""
    ours = [one.location for one in count.places]
    around = sorted({*ours, *(device.location for device in misplaced if device.location)})
    session.execute(select(Location.code).where(Location.code.in_(around)).order_by(Location.code).with_for_update())
    session.execute(update(Location).where(Location.code.in_(ours)).values(counted_at=act_of(session).at))
