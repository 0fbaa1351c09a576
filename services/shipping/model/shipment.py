"""A shipment of an order's cartons to a board: prepared, ready, dispatched, delivered, received."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import (
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentReceived,
)
from services.contracts.values import BoardCode
from services.shipping.model.carton import Carton
from services.shipping.model.destination import Destination
from services.shipping.model.record import Record
from services.shipping.model.stage import STAGES, Stage, refusal
from services.shipping.model.truck import check_load


class Shipment(Record):
    """`whole`: its order is packed to the last carton. An order that grows after dispatch gets another shipment."""

    __tablename__ = "shipment"
    STEPPING: ClassVar[tuple[str, ...]] = (
        "state",
        "carrier",
        "tracking",
        "freight_cents",
        "dispatched_at",
        "delivered_at",
        "received_at",
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    order: Mapped[UUID] = mapped_column(index=True)
    request: Mapped[UUID] = mapped_column(index=True)
    board: Mapped[BoardCode]
    state: Mapped[Stage] = mapped_column(default=Stage.PREPARING)
    whole: Mapped[bool] = mapped_column(default=False)
    carrier: Mapped[str | None] = mapped_column(String(80))
    tracking: Mapped[str | None] = mapped_column(String(60))
    freight_cents: Mapped[int | None]
    readied_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(500))
    # The codes of the cartons that it had when it was voided; they go on in another.
    voided_cartons: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # With which others it leaves as one, and with whom: on a carrier's trip it has a stop, and who signed there.
    consignment_id: Mapped[UUID | None] = mapped_column(index=True)
    trip_id: Mapped[UUID | None] = mapped_column(index=True)
    stop: Mapped[int | None]
    received_by: Mapped[str | None] = mapped_column(String(80))
    cartons: Mapped[list[Carton]] = relationship(back_populates="shipment", lazy="raise", order_by=Carton.id)

    __table_args__ = (
        Index("shipment_of_board", "board", "id"),
        Index("shipment_of_board_by_state", "board", "state", "id"),
        Index("shipment_by_state", "state", "id"),
    )

    @staticmethod
    def numbered(number: int) -> str:
        """The number people say: `E000012`, E as in envoi."""
        return f"E{number:06d}"

    def grow(self, whole: bool) -> None:
        """Take more cartons of its order: it is prepared again until the last of them is heard of."""
        if self.state is not Stage.PREPARING:
            self.become(Stage.PREPARING)
        self.whole = whole

    def complete(self) -> bool:
        """Whether every carton is here and every packing list heard."""
        return self.whole and bool(self.cartons) and all(carton.heard for carton in self.cartons)

    @property
    def carton_ids(self) -> list[UUID]:
        return [carton.id for carton in self.cartons]

    @property
    def checked(self) -> bool:
        """Whether each of its cartons was scanned as it was loaded."""
        return bool(self.cartons) and all(carton.loaded_at for carton in self.cartons)

    def make_ready(self, at: datetime) -> ShipmentReadied:
        self.become(Stage.READY)
        self.readied_at = at
        return ShipmentReadied(
            shipment=self.id,
            number=self.number,
            request=self.request,
            board=self.board,
            cartons=self.carton_ids,
            devices=sum(carton.holds for carton in self.cartons),
        )

    def dispatch(
        self, to: Destination | None, carrier: str, tracking: str, freight_cents: int, at: datetime
    ) -> ShipmentDispatched:
        """Leave the dock; refused while nobody has told where to, or while only some of its cartons are loaded.

        A dock without a scanner loads none by scan: then nobody checked them, and that is told.
        """
        self.check_dispatch(to)
        self.become(Stage.DISPATCHED)
        self.carrier, self.tracking, self.freight_cents, self.dispatched_at = carrier, tracking, freight_cents, at
        return ShipmentDispatched(
            shipment=self.id,
            request=self.request,
            board=self.board,
            cartons=self.carton_ids,
            carrier=carrier,
            tracking=tracking,
            freight_cents=freight_cents,
            checked=self.checked,
        )

    def check_alone(self) -> None:
        """Raises `Conflict` where it leaves with others, or on a carrier's trip."""
        if self.consignment_id or self.trip_id:
            told = say("Shipment %(number)s leaves with others: dispatch them together.", number=self.number)
            raise Conflict("shipment.consigned", told)

    def check_dispatch(self, to: Destination | None) -> None:
        """Whether it could leave now. Raises `Conflict`."""
        if to is None:
            raise Conflict(
                "shipment.no_address",
                say("The address of shipment %(number)s is not known here yet: wait a little.", number=self.number),
            )
        self._check(Stage.DISPATCHED)
        check_load(self.number, self.cartons)

    def deliver(self, at: datetime) -> ShipmentDelivered:
        self.become(Stage.DELIVERED)
        self.delivered_at = at
        return ShipmentDelivered(shipment=self.id, request=self.request, board=self.board, cartons=self.carton_ids)

    def receive(self, accepted: int, damaged: int, missing: int, unexpected: int, at: datetime) -> ShipmentReceived:
        self.become(Stage.RECEIVED)
        self.received_at = at
        return ShipmentReceived(
            shipment=self.id,
            request=self.request,
            board=self.board,
            accepted=accepted,
            damaged=damaged,
            missing=missing,
            unexpected=unexpected,
        )

    def become(self, stage: Stage) -> None:
        """Take the step where the table of stages has it. Raises `Conflict`."""
        self._check(stage)
        self.state = stage

    def _check(self, stage: Stage) -> None:
        if (self.state, stage) not in STAGES:
            raise Conflict(f"shipment.not_{stage}", refusal(self.number, self.state, stage))
