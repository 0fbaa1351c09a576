"""The register of confidentiality incidents: its entries in lists, and one with its versions and devices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.values import BoardCode
from services.shipping.model import Device, Incident, IncidentDevice, IncidentStage, IncidentVersion
from services.shipping.model.incident import ASSESS_WITHIN, UNKNOWN


def incidents(
    session: Session,
    scope: BoardCode | None,
    stage: IncidentStage | None = None,
    board: BoardCode | None = None,
    late: datetime | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Incident]:
    """Entries, newest first; with `late`, a moment, only those that should have been assessed before it."""
    return page(session, select(Incident).where(*_chosen(scope, stage, board, late)), Incident.id, cursor, limit)


def late_incidents(session: Session, scope: BoardCode | None, at: datetime) -> int:
    """How many entries should have been assessed by then."""
    counted = select(func.count()).select_from(Incident).where(*_chosen(scope, late=at))
    return session.scalar(counted) or 0


def incident(session: Session, incident_id: UUID, scope: BoardCode | None) -> Incident:
    """One entry. Raises `NotFound`, also when it is another board's."""
    found = session.scalars(select(Incident).where(Incident.id == incident_id, *_chosen(scope))).one_or_none()
    if found is None:
        raise NotFound("incident.unknown", UNKNOWN)
    return found


def incident_versions(session: Session, incident_id: UUID) -> Sequence[IncidentVersion]:
    """All that was written of it, newest first."""
    mine = select(IncidentVersion).where(IncidentVersion.incident_id == incident_id)
    return session.scalars(mine.order_by(IncidentVersion.number.desc())).all()


def incident_devices(session: Session, incident_id: UUID, cursor: UUID | None = None, limit: int = 50) -> Page[Device]:
    """The devices of it, as they stand now: some may be found again."""
    mine = select(Device).join(IncidentDevice, IncidentDevice.device_id == Device.id)
    return page(session, mine.where(IncidentDevice.incident_id == incident_id), Device.id, cursor, limit)


Exported = Row[Incident, IncidentVersion, int]


def exported_incidents(
    session: Session,
    scope: BoardCode | None,
    stage: IncidentStage | None = None,
    board: BoardCode | None = None,
    late: datetime | None = None,
) -> Sequence[Exported]:
    """The whole register, oldest first: each entry with its last version and how many devices it concerns."""
    counted = select(func.count()).where(IncidentDevice.incident_id == Incident.id).scalar_subquery()
    last = (IncidentVersion.incident_id == Incident.id) & (IncidentVersion.number == Incident.version)
    all_ = select(Incident, IncidentVersion, counted).join(IncidentVersion, last)
    return session.execute(all_.where(*_chosen(scope, stage, board, late)).order_by(Incident.id)).all()


def _chosen(
    scope: BoardCode | None,
    stage: IncidentStage | None = None,
    board: BoardCode | None = None,
    late: datetime | None = None,
) -> list[ColumnElement[bool]]:
    """The conditions under which an entry is one of those asked for."""
    found = [Incident.board == one for one in (scope, board) if one is not None]
    found += [Incident.stage == stage] if stage is not None else []
    if late is not None:
        found += [Incident.stage == IncidentStage.OPENED, Incident.opened_at < late - ASSESS_WITHIN]
    return found
