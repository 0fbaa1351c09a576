"""A device in shipping's keeping: each step checks the move, makes it, and returns what to tell the others."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.chassis import undo
from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    DeviceStolen,
    DeviceTakenBack,
)
from services.contracts.values import AssetTag, BoardCode, SchoolCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model.carton import Carton
from services.shipping.model.custody import MOVES, NAMES, Custody, refusal
from services.shipping.model.found import UNSEEN, Found
from services.shipping.model.record import Record
from services.shipping.model.returned import ReturnShipment
from services.shipping.model.slip import Slip

LENT = text("lender IS NOT NULL")


class Device(Record):
    """One device, from the carton it was packed into until it is back in the reserve.

    Its holder is the shipment while it travels, then its board, or the school or loan that is set.
    """

    __tablename__ = "device"
    STEPPING: ClassVar[tuple[str, ...]] = (
        *("state", "damaged", "reason", "school", "lender", "lent_until", "slip_id", "loan", "changed_at"),
        *("board", "carton_id", "shipment_id", "return_id", "transfer_id"),
    )
    AT_BENCH: ClassVar[tuple[str, ...]] = ("taken_by", "taken_at", "fault")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    maker: Mapped[str] = mapped_column(String(40))
    serial: Mapped[Serial] = mapped_column(index=True)
    model: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(40))
    asset_tag: Mapped[AssetTag | None] = mapped_column(index=True)
    board: Mapped[BoardCode]
    request: Mapped[UUID]
    carton_id: Mapped[UUID | None] = mapped_column(ForeignKey("carton.id"), index=True)
    carton: Mapped[Carton | None] = relationship(lazy="raise")
    shipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("shipment.id"))
    return_id: Mapped[UUID | None] = mapped_column(ForeignKey("return_shipment.id"))
    parcel: Mapped[ReturnShipment | None] = relationship(lazy="raise")
    # The transfer that it is in, or in which it came from another board.
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfer.id"))
    state: Mapped[Custody]
    damaged: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(500))
    school: Mapped[SchoolCode | None]
    # The school that lent it to `school`, and the last day of that.
    lender: Mapped[SchoolCode | None]
    lent_until: Mapped[date | None]
    # The paper that the school which has it signed.
    slip_id: Mapped[UUID | None] = mapped_column(ForeignKey("slip.id"))
    loan: Mapped[str | None] = mapped_column(String(20), unique=True)
    # Who configures it, since when, or what is wrong with it; its next step ends that. See `model/bench.py`.
    taken_by: Mapped[str | None] = mapped_column(String(120))
    taken_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(500))
    changed_at: Mapped[datetime]
    # The event that told it missing where it is now, for when the receipt is opened again.
    missed: Mapped[UUID | None]
    # How it stood when the warehouse received it back, until it is packed again: the receipt may be undone.
    before_return: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (
        UniqueConstraint("maker", "serial"),
        Index("device_of_board", "board", "id"),
        Index("device_of_board_by_state", "board", "state", "id"),
        Index("device_by_state", "state", "id"),
        Index("device_of_school", "school", "id"),
        Index("device_lent", "board", "lent_until", postgresql_where=LENT, sqlite_where=LENT),
        Index("device_of_return", "return_id", "id"),
        Index("device_of_transfer", "transfer_id", "state", "id"),
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
        return DeviceAccepted(**self._about(), **self._received())

    def miss(self, reason: str, at: datetime, elsewhere: bool = False) -> DeviceMissing:
        self._become(Custody.MISSING, at)
        self.reason = reason
        return DeviceMissing(**self._about(), **self._received(), reason=reason, elsewhere=elsewhere)

    def damage(self, reason: str, at: datetime) -> DeviceDamaged:
        self._not_gone()
        self._become(Custody.DAMAGED, at)
        self.damaged, self.reason = True, reason
        return DeviceDamaged(**self._about(), **self._received(), reason=reason)

    def configure(self, at: datetime) -> DeviceConfigured:
        self._become(Custody.CONFIGURED, at)
        return DeviceConfigured(**self._about())

    def hand_to_school(self, school: SchoolCode, slip: Slip, at: datetime) -> DeviceHandedOver:
        self._become(Custody.AT_SCHOOL, at)
        self.school, self.slip_id = school, slip.id
        return DeviceHandedOver(**self._about(), school=school, slip=slip.id)

    def lend(self, loan: str, at: datetime) -> DeviceHandedOver:
        """To a student, under a loan number that says nothing of them; the board alone keeps who it is."""
        self._become(Custody.ON_LOAN, at)
        self._leave_school()
        self.loan = loan
        return DeviceHandedOver(**self._about(), loan=loan)

    def take_back(self, at: datetime, found: Found = UNSEEN, recall: UUID | None = None) -> DeviceTakenBack:
        """As it was `found` when it came back. With a fault, it is set aside where it would be configured anew."""
        self._not_gone()
        self._become(Custody.TAKEN_BACK, at)
        origin = self.school or self.loan or ""
        self._leave_school()
        self.loan, self.fault = None, found.fault
        return DeviceTakenBack(**self._about(), origin=origin, recall=recall, **found.told())

    def send_back(self, parcel: ReturnShipment, at: datetime) -> DeviceSentBack:
        self._become(Custody.SENT_BACK, at)
        self.parcel, self.return_id, self.reason = parcel, parcel.id, parcel.reason
        return parcel.sends(self.id, self.type)

    def lose(self, reason: str, at: datetime) -> DeviceLost:
        """Its school or loan is kept: they stay answerable."""
        self._become(Custody.LOST, at)
        self.reason = reason
        return DeviceLost(**self._about(), reason=reason)

    def steal(self, reason: str, at: datetime) -> DeviceStolen:
        """It was stolen; its school or loan is kept: they stay answerable."""
        self._become(Custody.STOLEN, at)
        self.reason = reason
        return DeviceStolen(**self._about(), reason=reason)

    def find(self, at: datetime) -> DeviceFound:
        """At its board again, to be configured anew or as damaged as it came; nobody else answers for it any more."""
        if self.state not in {Custody.LOST, Custody.STOLEN}:
            raise Conflict(
                "device.not_found",
                say("%(serial)s: %(state)s. Only a device lost or stolen can be found.", **self._named()),
            )
        self._become(Custody.DAMAGED if self.damaged else Custody.TAKEN_BACK, at)
        self._leave_school()
        self.loan = self.reason = None
        return DeviceFound(**self._about(), damaged=self.damaged)

    def come_back(self, at: datetime) -> None:
        """The warehouse has it: custody ends. How it stood is kept apart until it is packed again."""
        before = undo.snapshot(self)
        self._become(Custody.RETURNED, at)
        self.before_return = before
        self._leave_school()
        self.loan = None
        if self.parcel is not None:
            self.parcel.arrive(at)

    def unpack(self, at: datetime) -> None:
        """The warehouse opened its carton again: it never left, is nobody's, and need not come into it again."""
        self._become(Custody.RETURNED, at)
        self.before_return = self.carton_id = None

    def unload(self, at: datetime) -> None:
        """Off the truck, at the dock in its carton again."""
        self._only(Custody.IN_TRANSIT)
        self.state, self.shipment_id, self.changed_at = Custody.PACKED, None, at

    def may(self, state: Custody) -> bool:
        return (self.state, state) in MOVES

    def _become(self, state: Custody, at: datetime) -> None:
        if not self.may(state):
            raise Conflict(f"device.not_{state}", refusal(self.serial, self.state, state))
        self.state, self.changed_at = state, at
        self.taken_by = self.taken_at = self.fault = None

    def _leave_school(self) -> None:
        self.school = self.lender = self.lent_until = self.slip_id = None

    def _enter(self, line: PackedDevice, told: CartonClosed, at: datetime) -> None:
        self.asset_tag, self.board, self.request, self.carton_id = line.asset_tag, told.board, told.request, told.carton
        self.shipment_id = self.return_id = self.transfer_id = self.reason = self.loan = None
        self._leave_school()
        self.damaged, self.changed_at = False, at
        self.missed = self.before_return = None

    def _not_gone(self) -> None:
        if self.state in {Custody.LOST, Custody.STOLEN}:
            raise Conflict(
                "device.gone",
                say("%(serial)s: %(state)s. Record that it was found instead.", **self._named()),
            )

    def _only(self, state: Custody) -> None:
        if self.state is not state:
            raise RuntimeError(f"device {self.id} is {self.state} and not {state}")

    def _named(self) -> dict[str, object]:
        return {"serial": self.serial, "state": NAMES[self.state]}

    def _about(self) -> dict[str, Any]:
        return {"device": self.id, "type": self.type, "board": self.board}

    def _received(self) -> dict[str, Any]:
        """In which shipment it came, for which request."""
        if self.shipment_id is None:
            raise RuntimeError(f"device {self.id} is {self.state} and came in no shipment")
        return {"shipment": self.shipment_id, "request": self.request, "transfer": self.transfer_id}
