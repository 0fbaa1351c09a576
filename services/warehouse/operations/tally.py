"""What the steps of one transaction come to, gathered in memory and written in one go: devices, stock, events."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, inspect, select, update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.chassis.upsert import insert
from services.contracts.event import Event
from services.contracts.warehouse import StockChanged
from services.warehouse.model.device import Device
from services.warehouse.model.stock import EFFECTS, NOTHING, Effect, Stock

# What a step may change of a device.
CHANGING = (
    "state",
    "location",
    "order_id",
    "carton_id",
    "stored_at",
    "set_aside_from",
    "reason",
)
DEVICE = cast(Table, Device.__table__)


class Tally:
    """The steps taken so far. A refused step leaves no trace here; `write` takes a constant number of statements."""

    def __init__(self) -> None:
        self._devices: dict[UUID, Device] = {}
        self._stock: defaultdict[str, Effect] = defaultdict(Effect)
        self._happenings: list[Happening] = []

    def step(self, device: Device, at: datetime, move: Callable[[], Event | None]) -> None:
        """Have `device` take one step at the moment `at`; what `move` refuses goes on to the caller."""
        before = device.state
        event = move()
        self._devices[device.id] = device
        effect = EFFECTS.get((before, device.state), NOTHING)
        if effect != NOTHING:
            self._stock[device.type] += effect
        if event is not None:
            self._happenings.append(Happening(event, at))

    def write(self, session: Session) -> None:
        """Write devices and stock, and record the events, what is free now last."""
        save(session, self._devices.values())
        session.flush()
        free = _change_stock(session, self._stock)
        changed = [Happening(StockChanged(free=free), act_of(session).at)] if free else []
        outbox.record_all(session, [*self._happenings, *changed])


def save(session: Session, devices: Iterable[Device], columns: Sequence[str] = CHANGING) -> None:
    """Write devices with one statement for the new and one for these columns of the others, whatever each went through.

    A flush would send one statement for each run of devices that changed the same columns: many, where scans are mixed.
    """
    devices = list(devices)
    session.add_all([device for device in devices if inspect(device).transient])
    known = [device for device in devices if inspect(device).persistent]
    for device in known:
        session.expunge(device)
    if known:
        new: dict[str, Any] = {name: bindparam(name) for name in columns}
        rows = [{"key": device.id} | {name: getattr(device, name) for name in columns} for device in known]
        session.execute(update(DEVICE).where(DEVICE.c.id == bindparam("key")).values(new), rows)


def lock_stock(session: Session, kinds: Iterable[str]) -> dict[str, Stock]:
    """The stock of these types, locked in the order of their codes until the transaction ends."""
    kinds = sorted(set(kinds))
    if not kinds:
        return {}
    rows = [{"type": kind, "on_shelf": 0, "reserved": 0} for kind in kinds]
    session.execute(insert(session, Stock).on_conflict_do_nothing(), rows)
    found = select(Stock).where(Stock.type.in_(kinds)).order_by(Stock.type).with_for_update()
    return {stock.type: stock for stock in session.scalars(found.execution_options(populate_existing=True))}


def _change_stock(session: Session, effects: dict[str, Effect]) -> dict[str, int]:
    """Add what the steps did to the stock; the free devices of the types of which more or fewer are free now."""
    stock = lock_stock(session, effects)
    for kind, effect in effects.items():
        stock[kind].apply(effect)
    return {kind: stock[kind].free for kind in sorted(effects) if effects[kind].free}
