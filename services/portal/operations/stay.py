"""The stays of devices at boards, kept from the events of one run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from services.chassis.among import among
from services.chassis.upsert import insert_all
from services.contracts.event import Event
from services.portal.model.log import what_of
from services.portal.model.past import RECEIPTS, Told
from services.portal.model.stay import REWRITING, TIMED, Stay, hear, stays_of
from services.portal.model.subject import key
from services.portal.operations import around

STAY = cast(Table, Stay.__table__)
NAMES = STAY.columns.keys()
# What stays are read from when something was taken back.
TELLING: tuple[type[Event], ...] = (*TIMED, *RECEIPTS, REWRITING)
TOLD = frozenset(what_of(kind) for kind in TELLING)


def keep_stays(session: Session, placed: Sequence[Told]) -> None:
    """Move the stays of the devices that these entries, appended and linked already, are about."""
    telling = [told for told in placed if isinstance(told[1].data, (*TIMED, REWRITING))]
    if not telling:
        return
    named = {_device(told) for told in telling}
    rewritten = {_device(told) for told in telling if isinstance(told[1].data, REWRITING)}
    stays = _known(session, named - rewritten)
    for told in telling:
        if _device(told) not in rewritten:
            hear(stays[_device(told)], told)
    write(session, [one for found in stays.values() for one in found])
    read_anew(session, rewritten)


def read_anew(session: Session, devices: Iterable[UUID]) -> None:
    """Have the stays of these devices be what the log says of them; four statements, whatever their number."""
    keys = {key("device", device): device for device in devices}
    if not keys:
        return
    told = around.past(session, keys, None, TOLD)
    session.execute(delete(Stay).where(among(session, STAY.c.device, sorted(keys.values()))))
    write(session, [stay for entries in told.values() for stay in stays_of(entries)])


def write(session: Session, stays: Sequence[Stay]) -> None:
    if stays:
        ordered = sorted(stays, key=lambda one: (one.device, one.shipment))
        insert_all(session, STAY, [{name: getattr(one, name) for name in NAMES} for one in ordered], _renewed)


def _known(session: Session, devices: set[UUID]) -> dict[UUID, list[Stay]]:
    """The stays of each device, the oldest first; they are no part of the session and are written by `write`."""
    which = among(session, STAY.c.device, sorted(devices))
    found: dict[UUID, list[Stay]] = defaultdict(list)
    for row in session.execute(select(STAY).where(which).order_by(STAY.c.position)):
        found[row.device].append(Stay(**row._mapping))
    return found


def _device(told: Told) -> UUID:
    device: UUID = told[1].data.device
    return device


def _renewed(add: Any) -> Any:
    new = {name: add.excluded[name] for name in NAMES if not STAY.c[name].primary_key}
    return add.on_conflict_do_update(index_elements=["device", "shipment"], set_=new)
