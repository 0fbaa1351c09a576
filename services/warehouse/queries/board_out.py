"""The day's board, what goes out: orders to pick, waves under way, what is to be packed, cartons at the dock."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.chassis.paging import made_at
from services.contracts.sentence import Sentence, say
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.order_state import ENDING, OrderState
from services.warehouse.model.wave import Bin, Wave, WaveState
from services.warehouse.queries.lane import SHOWN, Lane, Task

LINKS = "/warehouse/orders/"


def to_pick(session: Session) -> Lane:
    """The orders with something left to pick, each with the wave in which it is; one statement."""
    walked = select(Bin.order_id, Wave.number).join(Wave).where(Wave.state == WaveState.OPEN).subquery()
    left = func.sum(OrderLine.reserved - OrderLine.picked)
    found = select(Order.id, Order.number, Order.board, Order.state, walked.c.number, left, func.count().over())
    found = found.join(OrderLine, OrderLine.order_id == Order.id).outerjoin(walked, walked.c.order_id == Order.id)
    found = found.where(Order.state.in_((OrderState.RESERVED, OrderState.SHORT)))
    grouped = found.group_by(Order.id, walked.c.number).having(left > 0)
    rows = session.execute(grouped.order_by(Order.id).limit(SHOWN)).all()
    tasks = [
        Task(number, f"{LINKS}{key}", _still(devices, wave, state), made_at(key), board)
        for key, number, board, state, wave, devices, _ in rows
    ]
    return Lane(rows[0][6], tasks, rows[0][6] - len(rows)) if rows else Lane(0, [])


def waves(session: Session) -> Lane:
    """The waves under way: how far each is, and with which cart; one statement."""
    left = func.sum(case((Order.state.in_(ENDING), 0), else_=OrderLine.reserved - OrderLine.picked))
    found = select(Wave.id, Wave.number, Wave.cart, Wave.opened_at, func.sum(OrderLine.picked), left)
    found = found.add_columns(func.count().over()).join(Bin, Bin.wave_id == Wave.id).join(Order)
    found = found.join(OrderLine, OrderLine.order_id == Order.id).where(Wave.state == WaveState.OPEN)
    rows = session.execute(found.group_by(Wave.id).order_by(Wave.id).limit(SHOWN)).all()
    tasks = []
    for key, number, cart, opened_at, picked, still, _ in rows:
        told = say("%(picked)s of %(all)s picked, cart %(cart)s", picked=picked, all=picked + still, cart=cart)
        tasks.append(Task(number, f"/warehouse/waves/{key}", told, opened_at))
    return Lane(rows[0][6], tasks, rows[0][6] - len(rows)) if rows else Lane(0, [])


def to_pack(session: Session) -> Lane:
    """Picked devices by order, and cartons that are being filled; `figure` counts their devices; two statements."""
    count, since = func.count(), func.min(Device.since)
    found = select(Order.id, Order.number, Order.board, count, since, func.sum(count).over(), func.count().over())
    found = found.join(Order, Device.order_id == Order.id)
    found = found.where(Device.state == DeviceState.PICKED, Order.state.not_in(ENDING)).group_by(Order.id)
    picked = session.execute(found.order_by(since.nulls_first(), Order.id).limit(SHOWN)).all()
    tasks = [
        Task(number, f"{LINKS}{key}", say("%(devices)s picked, to be packed", devices=devices), since, board)
        for key, number, board, devices, since, _, _ in picked
    ]
    lying = select(Carton, Order.board, func.sum(Carton.devices).over(), func.count().over()).join(Order)
    lying = lying.where(Carton.state == CartonState.OPEN, Carton.devices > 0)
    filled = session.execute(lying.order_by(Carton.id).limit(SHOWN)).all()
    tasks += [_to_close(carton, board) for carton, board, _, _ in filled]
    tasks.sort(key=lambda one: one.since.timestamp() if one.since else 0)
    figure = sum(int(rows[0][-2]) for rows in (picked, filled) if rows)
    lines = sum(rows[0][-1] for rows in (picked, filled) if rows)
    return Lane(figure, tasks[:SHOWN], lines - len(tasks[:SHOWN]))


def at_the_dock(session: Session) -> Lane:
    """Closed cartons that are not gone as far as is known here, by order; one statement."""
    cartons, since = func.count(), func.min(Carton.closed_at)
    devices, of_all = func.sum(Carton.devices), (func.sum(cartons).over(), func.count().over())
    found = select(Order.id, Order.number, Order.board, cartons, devices, since, *of_all)
    found = found.join(Order, Carton.order_id == Order.id).where(Carton.state == CartonState.CLOSED).group_by(Order.id)
    rows = session.execute(found.order_by(since, Order.id).limit(SHOWN)).all()
    tasks = [
        Task(
            number,
            f"{LINKS}{key}",
            say("%(cartons)s carton(s), %(devices)s device(s)", cartons=cartons, devices=devices),
            since,
            board,
        )
        for key, number, board, cartons, devices, since, _, _ in rows
    ]
    return Lane(int(rows[0][6]), tasks, rows[0][7] - len(rows)) if rows else Lane(0, [])


def _still(devices: int, wave: str | None, state: OrderState) -> Sentence:
    told = say("%(devices)s to pick", devices=devices)
    if wave:
        told = say("%(devices)s to pick, in wave %(wave)s", devices=devices, wave=wave)
    return say("%(told)s, short", told=told) if state is OrderState.SHORT else told


def _to_close(carton: Carton, board: str) -> Task:
    told = say("%(devices)s in an open carton", devices=carton.devices)
    return Task(carton.code, f"/warehouse/cartons/{carton.id}", told, carton.opened_at, board)
