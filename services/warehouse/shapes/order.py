"""Shapes of orders, pick lists and cartons."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import RootModel

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.values import BoardCode, FreeText, LocationCode, Serial
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.order_state import OrderState
from services.warehouse.queries.pick_list import Stop, Take


class NewCarton(Body):
    order: UUID


class ClosingCarton(Body):
    carton: UUID


class Replacing(Body):
    """A packed device, the one that takes its place, where the first is set aside, and why."""

    device: UUID
    substitute: UUID
    location: LocationCode
    reason: FreeText


class ReplacingForm(Body):
    """The same as a form has it: the other device by its serial or asset tag."""

    device: UUID
    code: Serial
    location: LocationCode
    reason: FreeText


class OrderQuery(Paging):
    state: OrderState | None = None
    request: UUID | None = None


class LineAnswer(Answer):
    type: str
    granted: int
    reserved: int
    picked: int
    packed: int


class OrderAnswer(Answer):
    id: UUID
    request: UUID
    number: str
    board: BoardCode
    state: OrderState
    lines: Sequence[LineAnswer]


class Orders(Answer):
    items: Sequence[OrderAnswer]
    next: UUID | None


class PickDevice(Answer):
    """`carton` is the supplier's, in which the device may still lie; `bin` the part of a wave's cart where it goes."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    carton: str | None
    bin: int | None = None

    @classmethod
    def of(cls, take: Take) -> Self:
        one = take.device
        return cls(
            id=one.id,
            maker=one.maker,
            serial=one.serial,
            model=one.model,
            type=one.type,
            carton=one.supplier_carton,
            bin=take.bin,
        )


class PickStop(Answer):
    location: str
    devices: Sequence[PickDevice]


class PickList(RootModel[Sequence[PickStop]]):
    """The walk: one stop a location."""

    @classmethod
    def of(cls, stops: Sequence[Stop]) -> Self:
        return cls(
            [PickStop(location=stop.location, devices=[PickDevice.of(one) for one in stop.takes]) for stop in stops]
        )


class PackedLine(Answer):
    id: UUID
    maker: str
    serial: str
    model: str
    type: str


class CartonOpened(Answer):
    id: UUID
    code: str


class CartonAnswer(Answer):
    """A carton; `devices` counts its `content`."""

    id: UUID
    code: str
    order: UUID
    state: CartonState
    devices: int
    content: Sequence[PackedLine]

    @classmethod
    def of(cls, carton: Carton, content: Sequence[Device]) -> Self:
        lines = [PackedLine.model_validate(device) for device in content]
        return cls(
            id=carton.id,
            code=carton.code,
            order=carton.order_id,
            state=carton.state,
            devices=carton.devices,
            content=lines,
        )


class CartonClosedAnswer(Answer):
    id: UUID
    code: str
    devices: int
    order_packed: bool
