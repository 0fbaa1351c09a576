"""What boards report of a shipment: devices damaged, missing, or found beyond the packing list."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.values import AssetTag, BoardCode, Serial
from services.contracts.warehouse import DeviceIdentified
from services.warehouse.model import away
from services.warehouse.model.carton import Cartons
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Orders
from services.warehouse.model.record import Record


class ClaimKind(StrEnum):
    """What the board saw."""

    DAMAGED = "damaged"
    MISSING = "missing"
    UNEXPECTED = "unexpected"


WORDS: Mapping[ClaimKind, Sentence] = {
    ClaimKind.DAMAGED: say("damaged"),
    ClaimKind.MISSING: say("missing"),
    ClaimKind.UNEXPECTED: say("not on the packing list"),
}


class ClaimState(StrEnum):
    """Whether somebody must still look into it."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    IDENTIFIED = "identified"
    TURNED_UP = "turned_up"


STATES: Mapping[ClaimState, Sentence] = {
    ClaimState.OPEN: say("open"),
    ClaimState.WITHDRAWN: say("taken back by the board"),
    ClaimState.IDENTIFIED: say("identified"),
    ClaimState.TURNED_UP: say("turned up after all"),
}


class Claim(Record):
    """One report. `device_id` is None while nobody knows whose an unexpected device is."""

    __tablename__ = "claim"
    __table_args__ = (Index("claim_device", "device_id"), Index("claim_state", "state", "kind", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[ClaimKind]
    device_id: Mapped[UUID | None]
    maker: Mapped[str | None] = mapped_column(String(40))
    serial: Mapped[str | None] = mapped_column(String(32))
    board: Mapped[str] = mapped_column(String(6))
    shipment: Mapped[UUID]
    request: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(500))
    opened_at: Mapped[datetime]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    # The event that reported it: when that is undone, the claim is withdrawn.
    event: Mapped[UUID | None] = mapped_column(index=True)
    # Shipping's own id of what a board found beyond its packing list.
    finding: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]

    def withdraw(self, at: datetime) -> None:
        """The board takes its report back."""
        self.state, self.closed_at = ClaimState.WITHDRAWN, at

    def settle(self, at: datetime) -> None:
        """What was missing turned up at the board."""
        self.state, self.closed_at = ClaimState.TURNED_UP, at

    def reopen(self) -> None:
        """The board took that back: it is missing."""
        self.state, self.closed_at = ClaimState.OPEN, None

    def check_identifies(self) -> UUID:
        """Shipping's id of what the board found, where that is still to be identified. Raises `Conflict`."""
        if self.kind is not ClaimKind.UNEXPECTED:
            raise Conflict("claim.kind", say("Only a device that is not on the packing list is identified."))
        if self.state is not ClaimState.OPEN:
            raise Conflict("claim.closed", say("This report is settled already."))
        if self.finding is None:
            raise Conflict(
                "claim.finding",
                say("This report is from before devices could be identified: have the board report it again."),
            )
        return self.finding

    def identify(self, device: Device, orders: Orders, cartons: Cartons, at: datetime) -> DeviceIdentified:
        """Be about this very device, which left in that shipment. Refused where it was on its packing list."""
        finding = self.check_identifies()
        carton = cartons.get(device.carton_id)
        if device.state is DeviceState.DEPARTED and carton and carton.shipment == self.shipment:
            raise Conflict("claim.listed", say("%(device)s is on that packing list itself.", device=device.name))
        away.leave_unseen(device, orders, cartons)
        self.state, self.device_id, self.closed_at = ClaimState.IDENTIFIED, device.id, at
        return DeviceIdentified(
            device=device.id,
            maker=device.maker,
            serial=Serial(device.serial),
            model=device.model,
            type=device.type,
            asset_tag=AssetTag(device.asset_tag) if device.asset_tag else None,
            finding=finding,
            shipment=self.shipment,
            board=BoardCode(self.board),
        )
