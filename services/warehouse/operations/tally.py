"""What the steps of one transaction come to, gathered in memory and written in one go: devices, stock, events."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.outbox import Change, Happening
from services.chassis.saving import save_all
from services.chassis.undo import LastStep, snapshot
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.event import Event
from services.contracts.undone import Undone
from services.contracts.warehouse import DeviceDestroyed, DeviceIdentified, StockChanged
from services.warehouse.model.care_step import KEPT, STEPS, CareStep, row
from services.warehouse.model.device import Device
from services.warehouse.model.location import Location, LocationKind
from services.warehouse.model.order import Order
from services.warehouse.model.stock import NOTHING, Effect, Stock, effect

# What a step may change of a device; the last ones where it is received as what it was not received as before.
CHANGING = (*Device.STEPPING, "model", "type", "delivery_id")
# What cannot be taken back: an undo, a destruction, and what shipping acts upon at once.
FINAL = (Undone, DeviceIdentified, DeviceDestroyed)
DEVICE, STOCK, PLACE, CARE = (cast(Table, one.__table__) for one in (Device, Stock, Location, CareStep))
# Built once. Docks are passed over without a lock.
HOLD = (
    update(PLACE)
    .where(PLACE.c.code == bindparam("place"), PLACE.c.kind != LocationKind.DOCK)
    .values(holds=PLACE.c.holds + bindparam("more"))
)


class Tally:
    """The steps taken so far. A refused step leaves no trace here; `write` takes a constant number of statements.

    `last` holds the last steps of these devices that can be taken back, where that is asked; steps taken here come in.
    """

    def __init__(self, last: Mapping[UUID, LastStep] | None = None) -> None:
        self.last: dict[UUID, LastStep | None] = dict(last or {})
        self._devices: dict[UUID, Device] = {}
        self._places: Counter[str] = Counter()
        self._stock: defaultdict[str, Effect] = defaultdict(Effect)
        self._happenings: list[Happening] = []

    def step(self, device: Device, at: datetime, move: Callable[[], Event | None], order: Order | None = None) -> None:
        """Have `device` take one step at the moment `at`; what `move` refuses goes on to the caller.

        `order` is the one for which the device is held before or after: the stock follows what is promised to it.
        """
        stood = device.stands
        state, before, promised = device.state, snapshot(device), order.promised(device.type) if order else 0
        since, event = device.since, move()
        # What is told to nobody, packing, stays within the step before it, which may still be taken back.
        if event is not None and device.state is not state and device.since == since:
            device.since = at
        self._devices[device.id] = device
        if stood != device.stands:
            self._places.update({stood: -1} if stood else {})
            self._places.update({device.stands: 1} if device.stands else {})
        found = effect(state, device.state, order.promised(device.type) - promised if order else 0)
        if found != NOTHING:
            self._stock[device.type] += found
        if event is not None:
            change = None if isinstance(event, FINAL) else Change(before, snapshot(device))
            happening = Happening(event, at, change)
            self._happenings.append(happening)
            what = f"{event.noun}.{event.verb}"
            self.last[device.id] = LastStep(happening.id, what, change) if change else None

    def free(self, kind: str) -> int:
        """What the steps so far add to what is free of a type."""
        return self._stock[kind].free

    def more_at(self, location: str) -> int:
        """How many devices the steps so far add to a location."""
        return self._places[location]

    def write(self, session: Session) -> None:
        """Write devices and stock, and record the events, what is free now last."""
        save(session, self._devices.values())
        session.flush()
        _change_places(session, self._places)
        free = _change_stock(session, self._stock)
        changed = [Happening(StockChanged(free=free), act_of(session).at)] if free else []
        _keep_care(session, self._happenings)
        outbox.record_all(session, [*self._happenings, *changed])


def save(session: Session, devices: Iterable[Device], columns: Sequence[str] = CHANGING) -> None:
    """Write devices with a constant number of statements, whatever each went through."""
    save_all(session, devices, columns)


def lock_stock(session: Session, kinds: Iterable[str]) -> dict[str, Stock]:
    """The stock of these types, locked in the order of their codes until the transaction ends."""
    kinds = sorted(set(kinds))
    if not kinds:
        return {}
    insert_all(session, STOCK, [{"type": kind, "on_shelf": 0, "reserved": 0} for kind in kinds])
    found = select(Stock).where(Stock.type.in_(kinds)).order_by(Stock.type).with_for_update()
    return {stock.type: stock for stock in session.scalars(found.execution_options(populate_existing=True))}


def _keep_care(session: Session, happenings: Sequence[Happening]) -> None:
    """Keep what was done to devices beside the way to a board, and that some of it was taken back."""
    by = {"by": act_of(session).actor}
    done = [row(one.id, one.event, one.at) | by for one in happenings if type(one.event) in KEPT]
    if done:
        insert_all(session, CARE, done, as_they_are)
    events = [one.event for one in happenings if isinstance(one.event, Undone)]
    if taken_back := [one.undone for one in events if one.step in STEPS]:
        session.execute(update(CARE).where(CARE.c.id.in_(taken_back)).values(undone=True))


def _change_places(session: Session, places: Mapping[str, int]) -> None:
    """Add what the steps did to what locations hold, in the order of their codes."""
    rows = [{"place": code, "more": more} for code, more in sorted(places.items()) if more]
    if rows:
        session.execute(HOLD, rows)


def _change_stock(session: Session, effects: Mapping[str, Effect]) -> dict[str, int]:
    """Add what the steps did to the stock; the free devices of the types of which more or fewer are free now."""
    if not effects:
        return {}
    rows = [{"type": kind, **vars(effects[kind])} for kind in sorted(effects)]
    stock = {row.type: Effect(row.on_shelf, row.reserved) for row in insert_all(session, STOCK, rows, _add)}
    return {kind: stock[kind].free for kind in sorted(effects) if effects[kind].free}


def _add(new: Any) -> Any:
    added = {name: STOCK.c[name] + new.excluded[name] for name in ("on_shelf", "reserved")}
    return new.on_conflict_do_update(index_elements=["type"], set_=added).returning(STOCK)
