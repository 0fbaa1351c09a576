"""What is to be labelled: devices of a delivery, cartons of an order, places, and tags that were given out."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, not_, select
from sqlalchemy.orm import Session

from services.chassis.counter import last_number
from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import TAGS, Device
from services.warehouse.model.location import Location


def devices_to_label(
    session: Session, delivery: UUID, skip: int, most: int
) -> Sequence[Row[str, str, str, str | None]]:
    """Maker, model, serial and tag of up to `most` of a delivery's devices, carton by carton; one statement."""
    found = select(Device.maker, Device.model, Device.serial, Device.asset_tag)
    found = found.where(Device.delivery_id == delivery, not_(Device.is_phantom))
    found = found.order_by(Device.supplier_carton, Device.id)
    return session.execute(found.offset(skip).limit(most)).all()


def cartons_to_label(session: Session, order: UUID) -> Sequence[str]:
    """The codes of an order's cartons, as they were opened; without those that were discarded."""
    found = select(Carton.code).where(Carton.order_id == order, Carton.state != CartonState.DISCARDED)
    return session.scalars(found.order_by(Carton.id)).all()


def locations_to_label(session: Session, aisle: str | None, codes: Collection[str]) -> Sequence[str]:
    """These places, or those of an aisle, or all, in walking order. Raises `NotFound` for one that is not known."""
    found = select(Location.code).order_by(Location.code)
    if codes:
        found = found.where(Location.code.in_(codes))
    elif aisle:
        found = found.where(Location.code.startswith(f"{aisle}-", autoescape=True))
    known = session.scalars(found).all()
    if missing := sorted(set(codes) - set(known)) or ([] if known else [aisle or ""]):
        raise NotFound("location.unknown", say("No such place of the warehouse: %(codes)s.", codes=", ".join(missing)))
    return known


def tags_to_label(session: Session, first: int, last: int) -> range:
    """The numbers of tags that were given out. Raises `NotFound` where one of them was not."""
    if not 0 < first <= last <= last_number(session, TAGS):
        raise NotFound("tag.unknown", say("These tags were not given out."))
    return range(first, last + 1)
