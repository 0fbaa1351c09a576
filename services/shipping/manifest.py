"""The manifest of a trip as a table to be saved, by page and by API alike."""

from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.sheet.writing import Sheet
from services.shipping import queries
from services.shipping.carriers import CARRIERS


def manifest_of(session: Session, trip_id: UUID) -> tuple[str, Sheet]:
    """Its name, and what the carrier is handed in its own columns. Raises `NotFound`."""
    trip, shipments = queries.trip(session, trip_id)
    rows = CARRIERS[trip.carrier].manifest(trip.number, trip.day, queries.parcels(session, shipments))
    return trip.number, Sheet(trip.number, rows)
