"""What is kept beside the devices: whose work a day was, what is on slips, back, or in transfers; by the events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.shipping import (
    DeviceConfigured,
    DeviceHandedOver,
    DeviceLent,
    DeviceTakenBack,
    ShippingDeviceUndone,
)
from services.shipping.model import Configuration, RecallLine, SlipLine
from services.shipping.model.calendar import day_of
from services.shipping.operations.transfer_books import keep_transfers

CONFIGURED, TAKEN_BACK = "device.configured", "device.taken-back"
ON_SLIPS = ("device.handed-over", "device.lent")
Stations = Mapping[UUID, str]


def keep_books(session: Session, happenings: Sequence[Happening], stations: Stations | None = None) -> None:
    """Write what these steps of devices mean beside them, and take out what was undone; a statement a book at most.

    `stations`: by event, where it was scanned; else where the act is made.
    """
    session.flush()
    _insert(session, Configuration, [*_configured(session, happenings, stations or {})])
    _insert(session, SlipLine, [*_on_slips(happenings)])
    _come_back(session, happenings)
    keep_transfers(session, happenings)
    undone = [one.event for one in happenings if isinstance(one.event, ShippingDeviceUndone)]
    if undone:
        _take_out(session, undone)


def _insert(session: Session, book: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        insert_all(session, book.__table__, rows, as_they_are)


def _configured(session: Session, happenings: Sequence[Happening], stations: Stations) -> Iterable[dict[str, Any]]:
    act = act_of(session)
    for one in happenings:
        if isinstance(one.event, DeviceConfigured):
            where = stations.get(one.id, act.station)
            whose = {"board": one.event.board, "actor": act.actor, "station": where}
            yield {"event": one.id, "day": day_of(one.at), **whose}


def _on_slips(happenings: Sequence[Happening]) -> Iterable[dict[str, Any]]:
    for one in happenings:
        if isinstance(one.event, DeviceHandedOver | DeviceLent) and one.event.slip:
            yield {"event": one.id, "slip_id": one.event.slip, "device_id": one.event.device}


def _come_back(session: Session, happenings: Sequence[Happening]) -> None:
    table = RecallLine.__table__
    rows = [
        {
            "recall": one.event.recall,
            "device": one.event.device,
            "event": one.id,
            "at": one.at,
            "found": one.event.condition,
            "seen": one.event.note,
        }
        for one in happenings
        if isinstance(one.event, DeviceTakenBack) and one.event.recall
    ]
    if rows:
        mine = (table.c.recall_id == bindparam("recall"), table.c.device_id == bindparam("device"))
        values: dict[str, Any] = {
            "back": bindparam("event"),
            "back_at": bindparam("at"),
            "condition": bindparam("found"),
        }
        note = update(RecallLine).where(*mine).values(**values, note=bindparam("seen"))
        session.connection().execute(note, rows)


def _take_out(session: Session, undone: Sequence[ShippingDeviceUndone]) -> None:
    if configured := _told(undone, CONFIGURED):
        session.execute(delete(Configuration).where(Configuration.event.in_(configured)))
    if on_slips := _told(undone, *ON_SLIPS):
        session.execute(delete(SlipLine).where(SlipLine.event.in_(on_slips)))
    if back := _told(undone, TAKEN_BACK):
        # What a closed campaign came to stays as it was told.
        open_ = update(RecallLine).where(RecallLine.back.in_(back), RecallLine.outcome.is_(None))
        session.execute(open_.values(back=None, back_at=None, condition=None, note=None))


def _told(undone: Sequence[ShippingDeviceUndone], *steps: str) -> set[UUID]:
    return {one.undone for one in undone if one.step in steps}
