"""Pick lists of orders and waves: what to take from which shelf, in walking order, oldest first, cartons whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.wave import Wave, WaveState

# How far beyond what is needed the oldest stock is looked through for cartons that fit whole.
WINDOW = 400


@dataclass(frozen=True)
class Take:
    """A device to take, and in a wave the bin of the cart into which it goes."""

    device: Device
    bin: int | None = None


@dataclass(frozen=True)
class Stop:
    """One location of the walk and what to take there."""

    location: str
    takes: Sequence[Take]


def of_order(session: Session, order: Order) -> list[Stop]:
    """What is left to pick for an order. A proposal: a unit is promised to the order only by its pick scan."""
    return _stops([Take(device) for device in _walk(session, order.needs)])


def of_wave(session: Session, wave: Wave, orders: Mapping[UUID | None, Order]) -> list[Stop]:
    """What is left to pick for all orders of a wave, each with the bin to which its scan sends it when scanned in this
    order; nothing once it is finished. A proposal as well."""
    if wave.state is not WaveState.OPEN:
        return []
    walk = _walk(session, wave.needs(orders))
    bins = wave.sort((device.type for device in walk), orders)
    return _stops([Take(device, number) for device, number in zip(walk, bins, strict=True)])


def _walk(session: Session, needs: Mapping[str, int]) -> list[Device]:
    """So many devices of each type, as one walks."""
    chosen = [device for kind, need in needs.items() if need > 0 for device in _chosen(session, kind, need)]
    return sorted(chosen, key=lambda device: (device.location or "", device.supplier_carton or "", device.serial))


def _stops(walk: Iterable[Take]) -> list[Stop]:
    return [Stop(location, list(takes)) for location, takes in groupby(walk, lambda one: one.device.location or "")]


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
