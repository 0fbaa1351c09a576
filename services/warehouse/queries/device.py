"""Devices: one, and lists by state, type, place, delivery or serial."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState


@dataclass(frozen=True)
class DeviceFilter:
    """What a list of devices is narrowed to; None leaves a field open."""

    state: DeviceState | None = None
    type: str | None = None
    location: str | None = None
    serial: str | None = None
    delivery_id: UUID | None = None


def devices(session: Session, wanted: DeviceFilter, cursor: UUID | None = None, limit: int = 50) -> Page[Device]:
    """One page of the devices that fit, newest first; a phantom only where its serial is sought."""
    fields = {name: value for name, value in asdict(wanted).items() if value is not None}
    found = select(Device).filter_by(**fields)
    if wanted.serial is None:
        found = found.where(not_(Device.is_phantom))
    return page(session, found, Device.id, cursor, limit)


def device(session: Session, key: UUID) -> Device:
    """One device. Raises `NotFound`."""
    found = session.get(Device, key)
    if found is None:
        raise NotFound("device.unknown", say("This device is not known here."))
    return found
