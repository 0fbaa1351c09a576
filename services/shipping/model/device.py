"""A device in a board's hands: each step checks the move, makes it, and returns what to tell the others."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.chassis.errors import Conflict
from services.contracts.sentence import say
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

    def accept(self, at: datetime) -> DeviceAccepted:
        self.become(Custody.AT_BOARD, at)
        self.damaged, self.reason = False, None
        return DeviceAccepted(**self.about(), **self._received())

    def miss(self, reason: str, at: datetime, elsewhere: bool = False) -> DeviceMissing:
        self.become(Custody.MISSING, at)
        self.reason = reason
        return DeviceMissing(**self.about(), **self._received(), reason=reason, elsewhere=elsewhere)

    def damage(self, reason: str, at: datetime) -> DeviceDamaged:
        self._not_gone()
        self.become(Custody.DAMAGED, at)
        self.damaged, self.reason = True, reason
        return DeviceDamaged(**self.about(), **self._received(), reason=reason)

    def configure(self, at: datetime) -> DeviceConfigured:
        self.become(Custody.CONFIGURED, at)
        return DeviceConfigured(**self.about())

    def hand_to_school(self, school: SchoolCode, slip: Slip, at: datetime) -> DeviceHandedOver:
        self.become(Custody.AT_SCHOOL, at)
        self.school, self.slip_id = school, slip.id
        return DeviceHandedOver(**self.about(), school=school, slip=slip.id)

    def lend(self, loan: str, at: datetime) -> DeviceHandedOver:
        """To a student, under a loan number that says nothing of them; the board alone keeps who it is."""
        self.become(Custody.ON_LOAN, at)
        self.leave_school()
        self.loan = loan
        return DeviceHandedOver(**self.about(), loan=loan)

    def take_back(self, at: datetime, found: Found = UNSEEN, recall: UUID | None = None) -> DeviceTakenBack:
        """As it was `found` when it came back. With a fault, it is set aside where it would be configured anew."""
        self._not_gone()
        self.become(Custody.TAKEN_BACK, at)
        origin = self.school or self.loan or ""
        self.leave_school()
        self.loan, self.fault = None, found.fault
        return DeviceTakenBack(**self.about(), origin=origin, recall=recall, **found.told())

    def send_back(self, parcel: ReturnShipment, at: datetime) -> DeviceSentBack:
        self.become(Custody.SENT_BACK, at)
        self.parcel, self.return_id, self.reason = parcel, parcel.id, parcel.reason
        return parcel.sends(self.id, self.type)

    def may(self, state: Custody) -> bool:
        return (self.state, state) in MOVES

    def become(self, state: Custody, at: datetime) -> None:
        """Take the step where the table of moves has it, off the bench too. Raises `Conflict`."""
        if not self.may(state):
            raise Conflict(f"device.not_{state}", refusal(self.serial, self.state, state))
        self.state, self.changed_at = state, at
        self.taken_by = self.taken_at = self.fault = None

    def leave_school(self) -> None:
        """No school has it, lends it or answers for it any more."""
        self.school = self.lender = self.lent_until = self.slip_id = None

    def about(self) -> dict[str, Any]:
        """Which device it is and whose, as its events tell it."""
        return {"device": self.id, "type": self.type, "board": self.board}

    def _not_gone(self) -> None:
        if self.state in {Custody.LOST, Custody.STOLEN}:
            words = {"serial": self.serial, "state": NAMES[self.state]}
            raise Conflict("device.gone", say("%(serial)s: %(state)s. Record that it was found instead.", **words))

    def _received(self) -> dict[str, Any]:
        """In which shipment it came, for which request."""
        if self.shipment_id is None:
            raise RuntimeError(f"device {self.id} is {self.state} and came in no shipment")
        return {"shipment": self.shipment_id, "request": self.request, "transfer": self.transfer_id}
