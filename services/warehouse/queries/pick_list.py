"""The pick list of an order: what to take from which shelf, in walking order, oldest first, cartons kept whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.queries.order import order as load_order

# How far beyond what is needed the oldest stock is looked through for cartons that fit whole.
WINDOW = 400


@dataclass(frozen=True)
class Stop:
    """One location of the walk and the devices to take there."""

    location: str
    devices: Sequence[Device]


def pick_list(session: Session, key: UUID) -> list[Stop]:
    """What is left to pick for an order. A proposal: a unit is promised to the order only by its pick scan."""
    needs = {line.type: line.reserved - line.picked for line in load_order(session, key).lines}
    chosen = [device for kind, need in needs.items() if need > 0 for device in _chosen(session, kind, need)]
    chosen.sort(key=lambda device: (device.location or "", device.supplier_carton or "", device.serial))
    return [
        Stop(location, list(devices)) for location, devices in groupby(chosen, lambda device: device.location or "")
    ]


def choose(oldest: Iterable[Device], need: int) -> list[Device]:
    """`need` devices of these, which come oldest first: cartons that fit whole, single devices, then opened cartons."""
    chosen: list[Device] = []
    opened: list[Device] = []
    for carton in _cartons(oldest):
        if len(carton) <= need - len(chosen):
            chosen += carton
        else:
            opened += carton
    return chosen + opened[: need - len(chosen)]


def _chosen(session: Session, kind: str, need: int) -> list[Device]:
    oldest = (
        select(Device)
        .where(Device.type == kind, Device.state == DeviceState.STORED)
        .order_by(Device.stored_at, Device.id)
        .limit(2 * need + WINDOW)
    )
    return choose(session.scalars(oldest), need)


def _cartons(oldest: Iterable[Device]) -> list[list[Device]]:
    """Devices that came in one carton and still stand together; a device without a carton is one of its own."""
    groups: dict[object, list[Device]] = {}
    for device in oldest:
        carton = (device.supplier_carton, device.location) if device.supplier_carton else device.id
        groups.setdefault(carton, []).append(device)
    return list(groups.values())
