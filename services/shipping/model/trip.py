"""Trips: shipments that one carrier takes on one day, in the order of its stops."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.chassis.version import Versioned
from services.contracts.sentence import Sentence, say
from services.shipping.model.record import Record
from services.shipping.model.shipment import Shipment
from services.shipping.model.stage import NAMES, Stage

ON_TRIP = say("Shipment %(number)s is on a carrier’s trip already. Take it off there first.")
NOT_READY = say("Shipment %(number)s is %(stage)s: a trip takes shipments that are ready.")
NOT_ON_TRIP = say("Shipment %(number)s is not on this trip. Open it again and look.")
GONE = say("Shipment %(number)s is %(stage)s: it cannot be taken off its trip.")


class Trip(Versioned, Record):
    """`carrier` is one of `carriers.CARRIERS`. `driver` is how the dock calls the driver: an employee number will do.

    Neither the driver nor who signed at a door is told to other services.
    """

    __tablename__ = "trip"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    carrier: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    driver: Mapped[str | None] = mapped_column(String(80))
    made_at: Mapped[datetime]

    @staticmethod
    def numbered(number: int) -> str:
        """The number people say: `T000012`, T as in tournée."""
        return f"T{number:06d}"

    def take(self, stops: Sequence[Sequence[Shipment]]) -> None:
        """Take these shipments, each inner list at one stop. Raises `Conflict` where one cannot go."""
        for number, shipments in enumerate(stops, 1):
            for shipment in shipments:
                if shipment.state is not Stage.READY:
                    raise Conflict("shipment.not_ready", _named(shipment, NOT_READY))
                if shipment.trip_id is not None:
                    raise Conflict("shipment.on_trip", _named(shipment, ON_TRIP))
                shipment.trip_id, shipment.stop = self.id, number

    def drop(self, shipment: Shipment) -> None:
        """Leave a shipment at the dock. Raises `Conflict` once it has left."""
        if shipment.trip_id != self.id:
            raise Conflict("shipment.not_on_trip", _named(shipment, NOT_ON_TRIP))
        if shipment.state not in {Stage.PREPARING, Stage.READY}:
            raise Conflict("shipment.left", _named(shipment, GONE))
        shipment.trip_id = shipment.stop = None


def _named(shipment: Shipment, told: Sentence) -> Sentence:
    return Sentence(told.msgid, {"number": shipment.number, "stage": NAMES[shipment.state]})
