"""The register of confidentiality incidents: opened by losses, written anew, destroyed when its time is up.

It tells no event: what it holds is deleted one day, and the log of events is kept for good.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.counter import next_numbers
from services.chassis.errors import FieldError, Invalid, NotFound
from services.chassis.upsert import insert_all
from services.chassis.version import edit
from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, Facts, Incident, IncidentDevice, IncidentStage, IncidentVersion
from services.shipping.model.calendar import day_of
from services.shipping.model.incident import UNKNOWN, USED, check_kept_long_enough
from services.shipping.model.incident_kind import NO_BOARD, IncidentKind

DAY = timedelta(days=1)


class Loss(NamedTuple):
    """A device lost or stolen (`kind`) after somebody used it, as `reason` says."""

    device: UUID
    kind: IncidentKind
    reason: str
    at: datetime


def losses(devices: Sequence[Device], kind: Custody, reason: str, at: datetime) -> list[Loss]:
    """Of devices that are about to be lost or stolen, those that concern the register."""
    return [Loss(device.id, IncidentKind(kind), reason, at) for device in devices if device.state in USED]


def open_incidents(session: Session, board: BoardCode, lost: Sequence[Loss]) -> None:
    """Put these losses into the register: what went the same way, for one reason, on one day is one incident.

    The same number of statements for 5 and 1,200.
    """
    if not lost:
        return
    act, opened = act_of(session), list(_to_assess(session, board, min(loss.at for loss in lost)))
    known, rows = len(opened), []
    for loss in lost:
        found = next((one for one in opened if one.takes(loss.kind, loss.reason, loss.at)), None)
        if found is None:
            found = Incident.open(board, loss.kind, loss.reason, loss.at)
            opened.append(found)
        rows.append({"incident_id": found.id, "device_id": loss.device, "added_at": act.at, "added_by": act.actor})
    _number(session, opened[known:])
    session.add_all([one.first_version(act) for one in opened[known:]])
    session.flush()
    # What was found meanwhile and is lost once more is of its incident already.
    insert_all(session, IncidentDevice.metadata.tables["incident_device"], rows)


def put_in_incident(
    session: Session, scope: BoardCode | None, board: BoardCode | None, kind: IncidentKind, facts: Facts
) -> Incident:
    """Open an entry of what no device tells, in the board's register; whoever is of a board, in that one's.

    Raises `Invalid`, `Conflict`; `NotFound` for another board than one's own.
    """
    named = board or scope
    if named is None or named not in boards():
        raise Invalid("incident.board", NO_BOARD, (FieldError("/board", "incident.board", NO_BOARD),))
    if scope not in (None, named):
        raise NotFound("incident.unknown", UNKNOWN)
    act = act_of(session)
    one = Incident.put_in(named, kind, facts, act.at)
    _number(session, [one])
    session.add(one.first_version(act, facts))
    return one


def write_incident(
    session: Session, incident_id: UUID, scope: BoardCode | None, stage: IncidentStage, facts: Facts
) -> Incident:
    """Write what is known now as a new version, at this stage. Raises `Outdated` where another was seen."""
    one = incident_for_change(session, incident_id, scope)
    edit(session, one)
    session.add(one.write(stage, facts, act_of(session)))
    return one


def destroy_incident(session: Session, incident_id: UUID, scope: BoardCode | None) -> None:
    """Delete an entry with all its versions once it was kept as long as it must be. Raises `Conflict` before."""
    one = incident_for_change(session, incident_id, scope)
    last = session.get_one(IncidentVersion, (one.id, one.version))
    check_kept_long_enough(last.facts.aware_on, day_of(act_of(session).at))
    for kind in (IncidentDevice, IncidentVersion):
        session.execute(delete(kind).where(kind.incident_id == one.id))
    session.delete(one)


def incident_for_change(session: Session, incident_id: UUID, scope: BoardCode | None) -> Incident:
    """One incident, locked. Raises `NotFound`, also when it is another board's."""
    mine = select(Incident).where(Incident.id == incident_id)
    if scope is not None:
        mine = mine.where(Incident.board == scope)
    found = session.scalars(mine.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("incident.unknown", UNKNOWN)
    return found


def _to_assess(session: Session, board: BoardCode, since: datetime) -> Sequence[Incident]:
    """The board's incidents that may take more devices, locked."""
    mine = select(Incident).where(Incident.board == board, Incident.stage == IncidentStage.OPENED)
    recent = mine.where(Incident.opened_at >= since - DAY)
    return session.scalars(recent.order_by(Incident.id).with_for_update()).all()


def _number(session: Session, fresh: Sequence[Incident]) -> None:
    """Number the new ones and write them; without a flush before, which would write them numberless."""
    if not fresh:
        return
    for one, number in zip(fresh, next_numbers(session, "incident", len(fresh)), strict=True):
        one.number = Incident.numbered(number)
    session.add_all(fresh)
    session.flush()
