"""Which devices an act expects: how they stand, then what its own words name; the same before the step as after it."""

from collections.abc import Callable, Mapping

from services.chassis.scans import Scan
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT, DeviceState, origins
from services.warehouse.scans.desk import Desk, given

Fits = Callable[[Device], bool]


def _around(*targets: DeviceState) -> frozenset[DeviceState]:
    return frozenset(targets).union(*(origins(target) for target in targets))


# Where a device may stand for an action, done before included: a label scanned twice must not reach another device.
# A device in quarantine is released, one in repair repaired, before anything else.
ASIDE = frozenset({DeviceState.QUARANTINED, DeviceState.IN_REPAIR})
# Where a device stands that is ready for an action; a count takes no step, an undo none of its own.
STARTS: Mapping[str, frozenset[DeviceState]] = {
    "receive": (origins(DeviceState.RECEIVED) | origins(DeviceState.RETURNED)) - ASIDE,
    "wipe": origins(DeviceState.WIPED) - ASIDE,
    # Out of a carton it is taken only while that is open.
    "put_away": origins(DeviceState.STORED) - {DeviceState.PACKED},
    "pick": origins(DeviceState.PICKED),
    "pack": origins(DeviceState.PACKED),
    "release": frozenset({DeviceState.QUARANTINED}),
    "repaired": frozenset({DeviceState.IN_REPAIR}),
    "quarantine": origins(DeviceState.QUARANTINED),
    "repair": origins(DeviceState.IN_REPAIR),
}
POSSIBLE: Mapping[str, frozenset[DeviceState]] = {
    "receive": _around(DeviceState.RECEIVED, DeviceState.RETURNED) - ASIDE,
    "put_away": _around(DeviceState.STORED),
    "pick": _around(DeviceState.PICKED),
    "pack": _around(DeviceState.PACKED),
    "wipe": _around(DeviceState.WIPED) - ASIDE,
    "quarantine": _around(DeviceState.QUARANTINED),
    "release": frozenset({DeviceState.QUARANTINED}),
    "undo": frozenset(DeviceState) - {DeviceState.ANNOUNCED},
    "repair": _around(DeviceState.IN_REPAIR),
    "repaired": frozenset({DeviceState.IN_REPAIR}),
    "retire": _around(DeviceState.RETIRED),
    "destroy": _around(DeviceState.DESTROYED),
    "count": PRESENT,
}


def expectations(desk: Desk, scan: Scan) -> tuple[Fits, ...]:
    """What tells the devices apart that a label may mean, the stronger reason first."""
    named = NAMED.get(scan.action)
    return (lambda device: device.state in POSSIBLE[scan.action], *([named(desk, scan)] if named else []))


def _of_delivery(desk: Desk, scan: Scan) -> Fits:
    """Of the delivery that is named, else of one that is still being received."""
    delivery = desk.named_deliveries.get(given(scan, "delivery"))
    if delivery is None:
        return lambda device: desk.is_receiving(device.delivery_id)
    return lambda device: device.delivery_id == delivery.id


def _for_order(desk: Desk, scan: Scan) -> Fits:
    """Picked for the order, or of a type that it takes; so for any order of a wave."""
    wave, named = desk.named_wave(scan), desk.named_orders.get(given(scan, "order"))
    ours = [desk.orders[one.order_id] for one in wave.bins] if wave else [named] if named else []
    return lambda device: any(
        device.order_id == order.id or (device.order_id is None and order.line(device.type).reserved > 0)
        for order in ours
    )


def _for_carton(desk: Desk, scan: Scan) -> Fits:
    """Picked for the carton's order."""
    carton = desk.named_carton(scan)
    return lambda device: carton is not None and device.order_id == carton.order_id


def _at_count(desk: Desk, scan: Scan) -> Fits:
    """Where the records have what is counted."""
    count = desk.counting.named(scan)
    return lambda device: count is not None and count.covers(device.location)


NAMED: Mapping[str, Callable[[Desk, Scan], Fits]] = {
    "receive": _of_delivery,
    "pick": _for_order,
    "pack": _for_carton,
    "count": _at_count,
}
