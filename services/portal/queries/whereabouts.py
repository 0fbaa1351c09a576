"""Where devices are now, as a reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.portal.model.device import Device
from services.portal.model.mention import CartonDevice
from services.portal.model.subject import key
from services.portal.queries.label import labels


@dataclass(frozen=True)
class Whereabouts:
    """A device with what people call its holder; state and holder are None once it serves another board."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    state: str | None
    holder_kind: str | None
    holder: str | None
    board: str | None
    changed_at: datetime | None
    place: str | None


def held(session: Session, subject: str, scope: str | None, limit: int) -> Sequence[Whereabouts]:
    """The devices that a subject holds or that serve it now, at most `limit`."""
    found = select(Device).where(_held_by(subject), _of(scope)).order_by(Device.serial).limit(limit)
    return whereabouts(session, session.scalars(found).all(), scope)


def devices(session: Session, cursor: UUID | None, limit: int) -> Page[Device]:
    """Every device of which the log tells, newest first."""
    return page(session, select(Device), Device.id, cursor, limit)


def whereabouts(session: Session, devices: Sequence[Device], scope: str | None) -> Sequence[Whereabouts]:
    """Devices with the names of their holders, as `scope` may see them."""
    called = labels(session, (key(one.holder_kind, one.holder) for one in devices if one.holder_kind))
    return [_whereabouts(device, called, scope) for device in devices]


def _held_by(subject: str) -> ColumnElement[bool]:
    kind, number = subject.split("/", 1)
    if kind == "request":
        return Device.request == UUID(number)
    if kind == "delivery":
        return Device.delivery == UUID(number)
    if kind == "carton":
        return Device.id.in_(select(CartonDevice.device).where(CartonDevice.carton == UUID(number)))
    return (Device.holder_kind == kind) & (Device.holder == number)


def _of(scope: str | None) -> ColumnElement[bool]:
    return true() if scope is None else Device.board == scope


def _whereabouts(device: Device, called: dict[str, str | None], scope: str | None) -> Whereabouts:
    elsewhere = scope is not None and device.board not in (None, scope)
    where = key(device.holder_kind, device.holder) if device.holder_kind and not elsewhere else None
    return Whereabouts(
        id=device.id,
        maker=device.maker,
        serial=device.serial,
        model=device.model,
        type=device.type,
        asset_tag=device.asset_tag,
        state=None if elsewhere else device.state,
        holder_kind=device.holder_kind if where else None,
        holder=called[where] if where else None,
        board=None if elsewhere else device.board,
        changed_at=None if elsewhere else device.changed_at,
        place=where,
    )
