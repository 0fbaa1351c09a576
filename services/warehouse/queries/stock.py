"""Stock by type, devices by state, and the locations known."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session

from services.contracts.reference import device_types
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.location import Location
from services.warehouse.model.stock import Stock


@dataclass(frozen=True)
class StateCount:
    """How many devices of a type are in a state."""

    type: str
    state: DeviceState
    count: int


def stock(session: Session) -> list[Stock]:
    """Every known device type with its stock, in the order in which pages show types; zeros where none ever came."""
    kept = {one.type: one for one in session.scalars(select(Stock).order_by(Stock.type))}
    known = dict.fromkeys([*device_types(), *kept])
    return [kept.get(kind) or Stock(type=kind, on_shelf=0, reserved=0) for kind in known]


def states(session: Session) -> list[StateCount]:
    """Devices by type and state, without phantoms; those that no device is in are left out."""
    counts = (
        select(Device.type, Device.state, func.count())
        .where(not_(Device.is_phantom))
        .group_by(Device.type, Device.state)
    )
    return [StateCount(*row) for row in session.execute(counts)]


def locations(session: Session) -> Sequence[Location]:
    """Every known location, in walking order."""
    return session.scalars(select(Location).order_by(Location.code)).all()
