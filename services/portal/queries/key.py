"""When stations' keys end: of one, for its own home; of all, for whoever is at the terminal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.model.station import Station


def key_end(session: Session, station: str | None, at: datetime) -> datetime | None:
    """When the key of this station ends, where that is soon; no statement for who is none."""
    found = session.get(Station, station) if station else None
    return found.expires_at if found and found.ends_soon(at) else None


def by_end(session: Session) -> Sequence[Station]:
    """All stations that are not revoked, those whose key ends first before the others."""
    return session.scalars(select(Station).where(Station.active).order_by(Station.expires_at, Station.id)).all()
