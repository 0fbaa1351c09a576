"""A device in shipping's keeping: each step checks the move, makes it, and returns what to tell the others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.chassis.errors import Conflict
from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceHandedOver,
    DeviceMissing,
    DeviceSentBack,
    DeviceTakenBack,
)
from services.contracts.values import AssetTag, BoardCode, SchoolCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model.carton import Carton
from services.shipping.model.custody import MOVES, Custody, refusal
from services.shipping.model.record import Record
from services.shipping.model.returned import ReturnShipment


class Device(Record):
    """One device, from the carton it was packed into until it is back in the reserve.

    Its holder is the shipment while it travels, then its board, or the school or loan that is set.
    """

    __tablename__ = "device"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    maker: Mapped[str] = mapped_column(String(40))
    serial: Mapped[Serial] = mapped_column(index=True)
    model: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(40))
    asset_tag: Mapped[AssetTag | None] = mapped_column(index=True)
    board: Mapped[BoardCode]
    request: Mapped[UUID]
    carton_id: Mapped[UUID] = mapped_column(ForeignKey("carton.id"), index=True)
    carton: Mapped[Carton] = relationship(lazy="raise")
    shipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("shipment.id"))
    return_id: Mapped[UUID | None] = mapped_column(ForeignKey("return_shipment.id"))
    parcel: Mapped[ReturnShipment | None] = relationship(lazy="raise")
    state: Mapped[Custody]
    damaged: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(500))
    school: Mapped[SchoolCode | None]
    loan: Mapped[str | None] = mapped_column(String(20), unique=True)
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("maker", "serial"),
        Index("device_of_board", "board", "id"),
        Index("device_of_board_by_state", "board", "state", "id"),
        Index("device_by_state", "state", "id"),
        Index("device_of_shipment", "shipment_id", "state", "id"),
    )

    @classmethod
    def first_packed(cls, line: PackedDevice, told: CartonClosed, at: datetime) -> "Device":
        """A device heard of for the first time, on a carton's packing list."""
        device = cls(id=line.device, maker=line.maker, serial=line.serial, model=line.model, type=line.type)
        device.state, device.damaged = Custody.PACKED, False
        device._enter(line, told, at)
        return device

    def pack(self, line: PackedDevice, told: CartonClosed, at: datetime) -> None:
        """Packed once more: it had come back to the reserve. What the last board did with it is the log's."""
        self._become(Custody.PACKED, at)
        self._enter(line, told, at)

    def depart(self, shipment: UUID, at: datetime) -> None:
        self._become(Custody.IN_TRANSIT, at)
        self.shipment_id = shipment

    def accept(self, at: datetime) -> DeviceAccepted:
        self._become(Custody.AT_BOARD, at)
        self.damaged, self.reason = False, None
        return DeviceAccepted(
            device=self.id, type=self.type, board=self.board, shipment=self._came_in(), request=self.request
        )

    def miss(self, reason: str, at: datetime) -> DeviceMissing:
        self._become(Custody.MISSING, at)
        self.reason = reason
        return DeviceMissing(
            device=self.id,
            type=self.type,
            board=self.board,
            shipment=self._came_in(),
            request=self.request,
            reason=reason,
        )

    def damage(self, reason: str, at: datetime) -> DeviceDamaged:
        self._become(Custody.DAMAGED, at)
        self.damaged, self.reason = True, reason
        return DeviceDamaged(
            device=self.id,
            type=self.type,
            board=self.board,
            shipment=self._came_in(),
            request=self.request,
            reason=reason,
        )

    def configure(self, at: datetime) -> DeviceConfigured:
        self._become(Custody.CONFIGURED, at)
        return DeviceConfigured(device=self.id, type=self.type, board=self.board)

    def hand_to_school(self, school: SchoolCode, at: datetime) -> DeviceHandedOver:
        self._become(Custody.AT_SCHOOL, at)
        self.school = school
        return DeviceHandedOver(device=self.id, type=self.type, board=self.board, school=school)

    def lend(self, loan: str, at: datetime) -> DeviceHandedOver:
        """To a student, under a loan number that says nothing of them; the board alone keeps who it is."""
        self._become(Custody.ON_LOAN, at)
        self.school, self.loan = None, loan
        return DeviceHandedOver(device=self.id, type=self.type, board=self.board, loan=loan)

    def take_back(self, at: datetime) -> DeviceTakenBack:
        self._become(Custody.TAKEN_BACK, at)
        origin = self.school or self.loan or ""
        self.school = self.loan = None
        return DeviceTakenBack(device=self.id, type=self.type, board=self.board, origin=origin)

    def send_back(self, parcel: ReturnShipment, reason: str, at: datetime) -> DeviceSentBack:
        self._become(Custody.SENT_BACK, at)
        self.parcel, self.reason = parcel, reason
        return DeviceSentBack(device=self.id, type=self.type, board=self.board, shipment=parcel.id, reason=reason)

    def come_back(self, at: datetime) -> None:
        """The warehouse has it: custody ends, and nothing of its last user is kept."""
        self._become(Custody.RETURNED, at)
        self.school = self.loan = None
        if self.parcel is not None:
            self.parcel.arrive(at)

    def may(self, state: Custody) -> bool:
        return (self.state, state) in MOVES

    def _become(self, state: Custody, at: datetime) -> None:
        if not self.may(state):
            raise Conflict(f"device.not_{state}", refusal(self.serial, self.state, state))
        self.state, self.changed_at = state, at

    def _enter(self, line: PackedDevice, told: CartonClosed, at: datetime) -> None:
        self.asset_tag, self.board, self.request, self.carton_id = line.asset_tag, told.board, told.request, told.carton
        self.shipment_id = self.return_id = self.reason = self.school = self.loan = None
        self.damaged, self.changed_at = False, at

    def _came_in(self) -> UUID:
        if self.shipment_id is None:
            raise RuntimeError(f"device {self.id} is {self.state} and came in no shipment")
        return self.shipment_id
