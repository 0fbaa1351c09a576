"""Use cases beside the way to a board, all or nothing: repair started and ended, retired, written off."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.warehouse.model import care
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import loading
from services.warehouse.operations.tally import Tally

# Each step gives True, or False where the device stands there already: then nothing changes. It raises `Conflict`.


def take_start_repair(tally: Tally, device: Device, at: datetime, reason: str) -> bool:
    if device.state is DeviceState.IN_REPAIR:
        return False
    tally.step(device, at, lambda: care.start_repair(device, reason))
    return True


def take_end_repair(tally: Tally, device: Device, at: datetime) -> bool:
    tally.step(device, at, lambda: care.end_repair(device))
    return True


def take_retire(tally: Tally, device: Device, at: datetime, reason: str) -> bool:
    if device.state is DeviceState.RETIRED:
        return False
    tally.step(device, at, lambda: care.retire(device, reason))
    return True


def take_write_off(tally: Tally, device: Device, at: datetime, reason: str) -> bool:
    if device.state is DeviceState.WRITTEN_OFF:
        return False
    tally.step(device, at, lambda: care.write_off(device, reason))
    return True


# Each use case gives how many devices took the step now; those that had taken it before count for nothing.


def start_repair(session: Session, ids: Collection[UUID], reason: str) -> int:
    """Devices go into repair, with what is wrong."""
    return _each(session, ids, lambda tally, device, at: take_start_repair(tally, device, at, reason))


def end_repair(session: Session, ids: Collection[UUID]) -> int:
    """Devices come out of repair."""
    return _each(session, ids, take_end_repair)


def retire(session: Session, ids: Collection[UUID], reason: str) -> int:
    """Devices leave the reserve for good."""
    return _each(session, ids, lambda tally, device, at: take_retire(tally, device, at, reason))


def write_off(session: Session, ids: Collection[UUID], reason: str) -> int:
    """Devices were not found where they should be."""
    return _each(session, ids, lambda tally, device, at: take_write_off(tally, device, at, reason))


def _each(session: Session, ids: Collection[UUID], step: Callable[[Tally, Device, datetime], bool]) -> int:
    tally, at = Tally(), act_of(session).at
    taken = sum(step(tally, device, at) for device in loading.devices(session, ids))
    tally.write(session)
    return taken
