"""What callers send to shipping: filters of lists, what is written at the dock, devices and reasons."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Body, Paging
from services.contracts.values import BoardCode, CartonCode, FreeText, SchoolCode
from services.shipping.model import Custody, Stage, Tracking
from services.shipping.queries import Asked

# Twice the largest shipment that one board had.
AT_ONCE = 2400

Carrier = Annotated[FreeText, Field(max_length=80)]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=AT_ONCE)]


class ShipmentList(Paging):
    """Which shipments a list shows."""

    state: Stage | None = None
    board: BoardCode | None = None


class DeviceList(Paging):
    """Which devices a list shows. `aside`: those that cannot be configured as they are, or the others."""

    state: Custody | None = None
    board: BoardCode | None = None
    school: SchoolCode | None = None
    lender: SchoolCode | None = None
    loan: str | None = Field(None, max_length=20)
    shipment: UUID | None = None
    request: UUID | None = None
    taken_by: str | None = Field(None, max_length=120)
    aside: bool | None = None

    def asked(self) -> Asked:
        names = self.model_fields_set - {"cursor", "limit", "shipment"}
        return Asked(shipment_id=self.shipment, **{name: getattr(self, name) for name in names})


class Dispatch(Body):
    """The carrier's word at the dock. The freight (cents) is charged to the board."""

    carrier: Carrier
    tracking: Tracking
    freight_cents: int = Field(ge=0, le=10_000_000)


class CloseReceipt(Body):
    """Why devices are missing; needed only when some are."""

    reason: FreeText | None = None


class Accept(Body):
    """Devices by id, or cartons by id or code: exactly one of the two lists."""

    devices: list[UUID] = Field([], max_length=AT_ONCE)
    cartons: list[UUID | CartonCode] = Field([], max_length=AT_ONCE)


class Damage(Body):
    """A device that arrived damaged, and what was seen."""

    device: UUID
    reason: FreeText


class Devices(Body):
    """Devices by id."""

    devices: Ids


class Reason(Body):
    """Why."""

    reason: FreeText


class DevicesAndReason(Devices):
    """Devices by id, and why."""

    reason: FreeText


class SendBack(DevicesAndReason):
    """Devices for the reserve, and why."""
