"""The steps a device takes in the warehouse, the same for a scan and for a call: each is taken, or was taken before."""

from collections.abc import Callable
from datetime import datetime

from services.contracts.care import Outcome, Proof
from services.contracts.event import Event
from services.contracts.values import LocationCode
from services.warehouse.model import care, receiving
from services.warehouse.model.carton import Carton, Cartons
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order, Orders
from services.warehouse.model.undoing import Around, take_back
from services.warehouse.model.wave import Wave
from services.warehouse.operations.tally import Tally

# Each step gives True, or False where the device stands there already: then nothing changes. It raises `Conflict`.


def receive(tally: Tally, device: Device, at: datetime, location: LocationCode) -> bool:
    if device.state in (DeviceState.RECEIVED, DeviceState.RETURNED):
        return False
    tally.step(device, at, lambda: receiving.receive(device, location))
    return True


def put_away(
    tally: Tally, device: Device, at: datetime, location: LocationCode, orders: Orders, cartons: Cartons
) -> bool:
    """`orders` and `cartons` hold the order for which the device was picked and the carton in which it lies, if any."""
    if device.stands_at(location):
        return False
    tally.step(device, at, lambda: device.store(location, at, orders, cartons), orders.get(device.order_id))
    return True


def pick(tally: Tally, device: Device, at: datetime, order: Order) -> bool:
    if device.state is DeviceState.PICKED and device.order_id == order.id:
        return False
    tally.step(device, at, lambda: device.pick(order), order)
    return True


def pick_for_wave(tally: Tally, device: Device, at: datetime, wave: Wave, orders: Orders) -> bool:
    """Picked into the bin that the wave has for it; `orders` holds those of the wave."""
    if device.state is DeviceState.PICKED and wave.bin_of(device.order_id):
        return False
    device.check_move(DeviceState.PICKED)
    found = wave.bin_for(device.type, orders)
    order = orders[found.order_id]
    tally.step(device, at, lambda: device.pick(order, wave.place, found.number), order)
    return True


def pack(tally: Tally, device: Device, at: datetime, carton: Carton, orders: Orders) -> bool:
    """`orders` holds the order for which the device was picked."""
    if device.state is DeviceState.PACKED and device.carton_id == carton.id:
        return False
    tally.step(device, at, lambda: device.pack(carton, orders))
    return True


def wipe(tally: Tally, device: Device, at: datetime, proof: Proof | None = None) -> bool:
    return _unless(DeviceState.WIPED, tally, device, at, lambda: care.wipe(device, proof))


def quarantine(tally: Tally, device: Device, at: datetime, grounds: Grounds) -> bool:
    return _unless(DeviceState.QUARANTINED, tally, device, at, lambda: care.quarantine(device, grounds))


def release(tally: Tally, device: Device, at: datetime) -> bool:
    tally.step(device, at, lambda: care.release(device))
    return True


def start_repair(tally: Tally, device: Device, at: datetime, grounds: Grounds) -> bool:
    return _unless(DeviceState.IN_REPAIR, tally, device, at, lambda: care.start_repair(device, grounds))


def end_repair(tally: Tally, device: Device, at: datetime, outcome: Outcome = Outcome.REPAIRED) -> bool:
    tally.step(device, at, lambda: care.end_repair(device, outcome))
    return True


def retire(tally: Tally, device: Device, at: datetime, grounds: Grounds) -> bool:
    return _unless(DeviceState.RETIRED, tally, device, at, lambda: care.retire(device, grounds))


def destroy(tally: Tally, device: Device, at: datetime, grounds: Grounds) -> bool:
    return _unless(DeviceState.DESTROYED, tally, device, at, lambda: care.destroy(device, grounds))


def write_off(tally: Tally, device: Device, at: datetime, grounds: Grounds) -> bool:
    return _unless(DeviceState.WRITTEN_OFF, tally, device, at, lambda: care.write_off(device, grounds))


def relocate(tally: Tally, device: Device, at: datetime, location: LocationCode) -> bool:
    tally.step(device, at, lambda: care.relocate(device, location))
    return True


def undo(tally: Tally, device: Device, at: datetime, reason: str, around: Around) -> bool:
    last = tally.last.get(device.id)
    order = around.order_of(device, last)
    tally.step(device, at, lambda: take_back(device, last, reason, around), order)
    return True


def _unless(done: DeviceState, tally: Tally, device: Device, at: datetime, move: Callable[[], Event]) -> bool:
    """Have the device take the step unless it is in the state to which that leads."""
    if device.state is done:
        return False
    tally.step(device, at, move)
    return True
