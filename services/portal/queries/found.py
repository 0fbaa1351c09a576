"""Where each thing that was found is now: a device's holder, how far a request is, what was last told of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.portal.model.device import Device
from services.portal.model.log import Entry
from services.portal.model.request import Request
from services.portal.model.stage import Stage
from services.portal.queries.search import Found
from services.portal.queries.whereabouts import Whereabouts, whereabouts

DEVICES, HOLDERS = frozenset({"serial", "asset_tag"}), frozenset({"location", "school", "loan"})


@dataclass(frozen=True)
class Hit:
    """What was found, and of `device`, `stage`, `held` (how many devices) and `last` (what, when) the one it has."""

    found: Found
    device: Whereabouts | None = None
    stage: Stage | None = None
    held: int | None = None
    last: tuple[str, datetime] | None = None

    @property
    def kind(self) -> str:
        return self.found.kind


def located(session: Session, found: Sequence[Found], scope: str | None) -> Sequence[Hit]:
    """The same, each with where it is now, as `scope` may see it; at most five statements."""
    devices = _devices(session, [one for one in found if one.kind in DEVICES], scope)
    stages = _stages(session, [one for one in found if one.kind == "request"])
    held = _held(session, [one for one in found if one.kind in HOLDERS], scope)
    last = _last(session, [one for one in found if one.kind not in DEVICES | HOLDERS | {"request"}], scope)
    return [
        Hit(
            one,
            devices.get(one.subject) if one.kind in DEVICES else None,
            stages.get(one.subject),
            held.get(one.subject, 0) if one.kind in HOLDERS else None,
            last.get(one.subject),
        )
        for one in found
    ]


def _devices(session: Session, found: Sequence[Found], scope: str | None) -> dict[str, Whereabouts]:
    if not found:
        return {}
    rows = session.scalars(select(Device).where(Device.id.in_({_id(one) for one in found}))).all()
    return {f"device/{one.id}": one for one in whereabouts(session, rows, scope)}


def _stages(session: Session, found: Sequence[Found]) -> dict[str, Stage]:
    if not found:
        return {}
    rows = session.execute(select(Request.id, Request.state).where(Request.id.in_({_id(one) for one in found})))
    return {f"request/{key}": state for key, state in rows}


def _held(session: Session, found: Sequence[Found], scope: str | None) -> dict[str, int]:
    if not found:
        return {}
    holder = (Device.holder_kind, Device.holder)
    pairs = sorted({(one.subject.split("/", 1)[0], one.subject.split("/", 1)[1]) for one in found})
    counted = select(*holder, func.count()).where(tuple_(*holder).in_(pairs)).group_by(*holder)
    if scope is not None:
        counted = counted.where(Device.board == scope)
    return {f"{kind}/{number}": count for kind, number, count in session.execute(counted)}


def _last(session: Session, found: Sequence[Found], scope: str | None) -> dict[str, tuple[str, datetime]]:
    if not found:
        return {}
    newest = select(func.max(Entry.position)).where(Entry.subject.in_({one.subject for one in found}))
    if scope is not None:
        newest = newest.where(or_(Entry.board.is_(None), Entry.board == scope))
    last = select(Entry.subject, Entry.what, Entry.time).where(
        Entry.position.in_(newest.group_by(Entry.subject).scalar_subquery())
    )
    return {subject: (what, at) for subject, what, at in session.execute(last)}


def _id(one: Found) -> UUID:
    return UUID(one.subject.split("/", 1)[1])
