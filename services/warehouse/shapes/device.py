"""Shapes of devices and the steps they take."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.care import OTHER, Outcome, PaperNumber
from services.contracts.values import FreeText, LocationCode, Malformed, Serial
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState

MOST_DEVICES = 20_000


class Devices(Body):
    """Devices that take a step together, all of them or none."""

    devices: list[UUID] = Field(min_length=1, max_length=MOST_DEVICES)


class DevicesAt(Devices):
    location: LocationCode


class DevicesForOrder(Devices):
    order: UUID


class DevicesInCarton(Devices):
    carton: UUID


class Because(Body):
    """Why, by the code of a reason (`GET /care/reasons`), in words beside it, or both; and the number of the document
    that proves it. Words are needed where there is no code, or `other`."""

    why: str = Field("", max_length=24)
    reason: FreeText | None = Field(None, validate_default=True)
    paper: PaperNumber | None = None

    @field_validator("reason")
    @classmethod
    def says_why(cls, reason: FreeText | None, told: ValidationInfo) -> FreeText | None:
        if reason is None and told.data.get("why", "") in ("", OTHER):
            raise Malformed(FreeText.rule)
        return reason


class DevicesAside(Devices, Because):
    pass


class DevicesWiped(Devices):
    """`paper` is the number of a certificate of wiping."""

    paper: PaperNumber | None = None


class Repaired(Body):
    """How a repair ended, as a form sends it."""

    outcome: Outcome = Outcome.REPAIRED


class DevicesRepaired(Devices, Repaired):
    pass


class Reason(Body):
    """Why, as a form sends it."""

    reason: FreeText


class DeviceQuery(Paging):
    state: DeviceState | None = None
    type: str | None = Field(None, max_length=24)
    location: LocationCode | None = None
    serial: Serial | None = None
    delivery: UUID | None = None


class Moved(Answer):
    """How many devices took the step now; those that had taken it before are not counted."""

    devices: int


class DeviceAnswer(Answer):
    """A device and what holds it: a location, an order's picker, or a carton."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    state: DeviceState
    location: str | None
    supplier_carton: str | None
    supplier_pallet: str | None
    delivery: UUID | None
    order: UUID | None
    carton: UUID | None

    @classmethod
    def of(cls, one: Device) -> Self:
        return cls(
            id=one.id,
            maker=one.maker,
            serial=one.serial,
            model=one.model,
            type=one.type,
            asset_tag=one.asset_tag,
            state=one.state,
            location=one.location,
            supplier_carton=one.supplier_carton,
            supplier_pallet=one.supplier_pallet,
            delivery=one.delivery_id,
            order=one.order_id,
            carton=one.carton_id,
        )


class DeviceList(Answer):
    items: Sequence[DeviceAnswer]
    next: UUID | None
