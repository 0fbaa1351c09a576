"""Shapes of devices and the steps they take."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.values import FreeText, LocationCode, Serial
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


class DevicesAside(Devices):
    reason: FreeText


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
