"""Where there is room, and what waits to be put away, each with its place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from services.warehouse.model.device import Device
from services.warehouse.model.life import TO_PUT_AWAY, DeviceState
from services.warehouse.model.location import Location, LocationKind
from services.warehouse.model.room import Room, Rooms

# How many shelves are looked at, beside one for each scan of a batch: what is further is not proposed.
LOOKED_AT = 24
# Built once. Those that are named, then in turn the nearest where something stands and the nearest empty one.
EMPTY = Location.holds == 0
ROOMS = (
    select(Location.code, func.coalesce(Location.capacity, 0) - Location.holds, EMPTY)
    .where(Location.kind == LocationKind.SHELF, Location.capacity > Location.holds)
    .order_by(
        Location.code.not_in(bindparam("named", expanding=True)),
        func.row_number().over(partition_by=EMPTY, order_by=Location.code),
        Location.code,
    )
    .limit(bindparam("most", type_=Integer))
)
STANDING = (
    select(Device.location, Device.model)
    .where(Device.location.in_(bindparam("places", expanding=True)), Device.state == DeviceState.STORED)
    .where(Device.model.in_(bindparam("models", expanding=True)))
    .distinct()
)


@dataclass(frozen=True)
class Waiting:
    """Devices of one model that wait together, in one supplier's carton or in none, and where they go."""

    origin: str
    carton: str | None
    model: str
    count: int
    place: str | None


def rooms(session: Session, models: Collection[str], named: Collection[str] = (), most: int = LOOKED_AT) -> Rooms:
    """Shelves with room, those that are `named` among them, and which of these models stand there; two statements,
    one where no shelf has any room."""
    found = [Room(*row) for row in session.execute(ROOMS, {"named": list(named), "most": most})]
    begun = {room.code: room for room in found if not room.empty}
    if found:
        for code, model in session.execute(STANDING, {"places": list(begun), "models": list(models)}):
            begun[str(code)].models.add(model)
    return Rooms(found)


def waiting(session: Session, limit: int = 200) -> Sequence[Waiting]:
    """What waits to be put away, what was announced first before all, and where it goes if it is put away in this
    order: carton by carton, on several shelves where one has no room for all of it."""
    together = (Device.location, Device.supplier_carton, Device.model)
    # By the text of the id: not every database has a least UUID.
    oldest = func.min(cast(Device.id, String))
    groups = select(*together, func.count()).where(Device.state.in_(TO_PUT_AWAY)).group_by(*together)
    found = session.execute(groups.order_by(oldest).limit(limit)).all()
    room = rooms(session, {model for _, _, model, _ in found}, most=500)
    return [
        Waiting(origin or "", carton, model, part, place)
        for origin, carton, model, count in found
        for place, part in room.allot(model, count)
    ]
