"""Shapes of taking steps back: the reason, and what is shown with what can be taken back."""

from collections.abc import Sequence
from typing import Self

from services.chassis.undo import Undoing
from services.chassis.web.shapes import Body, UndoAnswer
from services.contracts.values import FreeText
from services.warehouse.model.carton import Carton
from services.warehouse.model.device import Device
from services.warehouse.queries.delivery import Progress
from services.warehouse.shapes.delivery import DeliveryAnswer
from services.warehouse.shapes.device import DeviceAnswer, Devices
from services.warehouse.shapes.order import CartonAnswer


class Undo(Body):
    """Why a step is taken back."""

    reason: FreeText


class DevicesUndone(Devices):
    reason: FreeText


class DeviceDetail(DeviceAnswer):
    """A device, and whether its last step can be taken back."""

    undo: UndoAnswer

    @classmethod
    def with_undo(cls, one: Device, found: Undoing) -> Self:
        return cls(**dict(DeviceAnswer.of(one)), undo=UndoAnswer.of(found))


class CartonDetail(CartonAnswer):
    """A carton with its content, and whether its last step can be taken back."""

    undo: UndoAnswer

    @classmethod
    def with_undo(cls, one: Carton, content: Sequence[Device], found: Undoing) -> Self:
        return cls(**dict(CartonAnswer.of(one, content)), undo=UndoAnswer.of(found))


class DeliveryDetail(DeliveryAnswer):
    """A delivery with its receipt, and whether its closing can be taken back."""

    undo: UndoAnswer

    @classmethod
    def with_undo(cls, one: Progress, found: Undoing) -> Self:
        return cls(**dict(DeliveryAnswer.of(one)), undo=UndoAnswer.of(found))
