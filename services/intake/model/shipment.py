"""How far a request is on its way: its shipments with their dates, as shipping tells them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.sentence import say
from services.contracts.shipping import (
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentReceived,
    ShipmentUndone,
    ShipmentVoided,
)
from services.intake.model.record import Record

ShipmentEvent = (
    ShipmentReadied | ShipmentDispatched | ShipmentDelivered | ShipmentReceived | ShipmentVoided | ShipmentUndone
)


class Stage(StrEnum):
    """How far a shipment is, each stage later than the one before."""

    READY = "ready"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    RECEIVED = "received"
    VOIDED = "voided"


WORDS = {
    Stage.READY: say("ready for the carrier"),
    Stage.DISPATCHED: say("dispatched"),
    Stage.DELIVERED: say("delivered"),
    Stage.RECEIVED: say("received"),
    Stage.VOIDED: say("given up before delivery"),
}
REACHED: dict[type[ShipmentEvent], Stage] = {
    ShipmentReadied: Stage.READY,
    ShipmentDispatched: Stage.DISPATCHED,
    ShipmentDelivered: Stage.DELIVERED,
    ShipmentReceived: Stage.RECEIVED,
    ShipmentVoided: Stage.VOIDED,
}


class Shipment(Record):
    """A shipment of a request and when it reached each stage; a stage that was undone has no date any more.

    `devices`: how many were in it when it was last ready.
    """

    __tablename__ = "shipment"
    __table_args__ = (Index("shipment_request", "request", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request: Mapped[UUID]
    number: Mapped[str | None] = mapped_column(String(40))
    devices: Mapped[int | None]
    state: Mapped[Stage]
    ready_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]

    @classmethod
    def unheard(cls, shipment: UUID, request: UUID) -> "Shipment":
        """A shipment of which nothing was told yet."""
        dates = {f"{stage}_at": None for stage in Stage}
        return cls(id=shipment, request=request, number=None, devices=None, state=Stage.READY, **dates)

    def follow(self, event: ShipmentEvent, at: datetime) -> None:
        """Keep what is told. Of one that is readied again the dates start anew."""
        if isinstance(event, ShipmentUndone):
            self.state = Stage(event.state)
            self._forget_after(self.state)
            return
        self.state = REACHED[type(event)]
        setattr(self, f"{self.state}_at", at)
        self._forget_after(self.state)
        if isinstance(event, ShipmentReadied):
            self.number, self.devices = event.number, event.devices

    def _forget_after(self, stage: Stage) -> None:
        stages = list(Stage)
        for later in stages[stages.index(stage) + 1 :]:
            setattr(self, f"{later}_at", None)
