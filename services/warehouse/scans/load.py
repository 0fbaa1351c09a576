"""Loading for change all that a batch of scans may touch, with one statement a kind."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from scanner.codes import Kind, Label
from services.chassis.scans import Scan
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD
from services.warehouse.model.undoing import cartons_before, orders_before
from services.warehouse.model.wave import WaveState
from services.warehouse.operations.tally import lock_stock
from services.warehouse.operations.undo import last_steps
from services.warehouse.scans import asked
from services.warehouse.scans.choice import devices_named
from services.warehouse.scans.counting import load_counting
from services.warehouse.scans.desk import Desk
from services.warehouse.scans.label import carton_values, location_value
from services.warehouse.scans.stack import stacks_on


def load(session: Session, scans: Sequence[Scan], labels: Sequence[Label]) -> Desk:
    """Load and lock what these scans may touch: counts, waves, deliveries and devices, then orders, then cartons.

    Of what no scan names and no device stands in, nothing is asked: a single scan waits for each answer.
    """
    desk = Desk(locations=asked.locations(session, scans), counting=load_counting(session, scans))
    in_waves = _load_named(session, desk, scans)
    devices = _load_devices(session, desk, scans, labels)
    undoing = any(scan.action == "undo" for scan in scans)
    if undoing:
        _load_last(session, desk, devices)
    # Also those of devices that came back: the batch itself may receive them, and take that back.
    touched = devices if undoing else [one for one in devices if one.state in HELD]
    _load_orders(session, desk, asked.named(scans, "order"), {one.order_id for one in touched} | in_waves)
    named = {value for text in asked.named(scans, "carton") for value in carton_values(text)}
    named |= {one.value for label in labels for one in label.of(Kind.CARTON)}
    _load_cartons(session, desk, named, {one.carton_id for one in touched})
    if undoing:
        desk.stock = lock_stock(session, {one.type for one in devices})
    return desk


def _load_named(session: Session, desk: Desk, scans: Sequence[Scan]) -> set[UUID | None]:
    """Papers, waves and deliveries; the orders whose bins are in those waves."""
    desk.papers = asked.papers(session, asked.named(scans, "paper"))
    waves = asked.waves(session, {location_value(text) for text in asked.named(scans, "wave")})
    for wave in waves:
        # A cart may have been unloaded of others before.
        desk.named_waves |= {str(wave.id).upper(): wave, wave.number: wave}
        desk.named_waves |= {wave.cart: wave} if wave.state is WaveState.OPEN else {}
    for delivery in asked.deliveries(session, asked.named(scans, "delivery")):
        desk.named_deliveries |= {str(delivery.id).upper(): delivery, delivery.number: delivery}
    return {one.order_id for wave in waves for one in wave.bins}


def _load_devices(session: Session, desk: Desk, scans: Sequence[Scan], labels: Sequence[Label]) -> Sequence[Device]:
    """The devices that the labels name, and what is to be known beside them."""
    devices = asked.devices_on(session, labels)
    for device in devices:
        desk.add(device)
    desk.rooms = asked.rooms_for(session, desk, scans, devices)
    received = [label for scan, label in zip(scans, labels, strict=True) if scan.action == "receive"]
    # Most labels name one device, and then nothing more is asked.
    if any(len(devices_named(desk, label)) > 1 or stacks_on(desk, label) for label in received):
        desk.lots = asked.lots(session, devices)
    desk.counting.remember(session, devices, labels)
    return devices


def _load_last(session: Session, desk: Desk, devices: Sequence[Device]) -> None:
    """The last step of each, and its delivery: what an undo asks."""
    desk.tally.last.update(last_steps(session, devices))
    for delivery in asked.deliveries_of(session, devices):
        desk.deliveries[delivery.id] = delivery


def _load_orders(session: Session, desk: Desk, named: set[str], held: set[UUID | None]) -> None:
    for order in asked.orders(session, named, held | orders_before(desk.tally.last.values())):
        desk.orders[order.id] = order
        desk.named_orders |= {str(order.id).upper(): order, order.number.upper(): order}


def _load_cartons(session: Session, desk: Desk, named: set[str], around: set[UUID | None]) -> None:
    for carton in asked.cartons(session, named, around | cartons_before(desk.tally.last.values())):
        desk.cartons[carton.id] = carton
        desk.named_cartons |= {str(carton.id).upper(): carton, carton.code: carton}
