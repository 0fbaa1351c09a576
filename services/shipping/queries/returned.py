"""Return shipments in lists and one by one: how far each is, for how long, and how much of it the reserve has."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, ReturnShipment, ReturnStage

MOST = 200
# Emptying boxes takes no longer than this, also where nobody said that it was done.
UNPACKING = timedelta(days=14)
HERE = frozenset({Custody.SENT_BACK, Custody.RETURNED})


@dataclass(frozen=True)
class Contents:
    """How many devices are in a return by the records: the reserve says that it has them, or they are expected.

    `missing`: were not in the boxes when it was closed, and did not come since; of `open` nobody said more yet.
    """

    devices: int = 0
    received: int = 0
    expected: int = 0
    open: int = 0

    @property
    def missing(self) -> int:
        return self.devices - self.received - self.expected

    def and_gone(self, gone: int) -> "Contents":
        return replace(self, devices=self.devices + gone, received=self.received + gone)


@dataclass(frozen=True)
class Line:
    """A return with what is in it, and how it stands: its stage, the days since it was sent, whether it is late."""

    parcel: ReturnShipment
    inside: Contents
    stage: ReturnStage
    days: int
    late: bool


def returns(
    session: Session,
    scope: BoardCode | None,
    board: BoardCode | None = None,
    stage: ReturnStage | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[ReturnShipment]:
    """Returns, newest first, of one board where `scope` or `board` says so; at one stage where asked."""
    wanted = [ReturnShipment.board == one for one in (scope, board) if one is not None]
    if stage is not None:
        wanted += _at(stage)
    return page(session, select(ReturnShipment).where(*wanted), ReturnShipment.id, cursor, limit)


def lines(session: Session, parcels: Sequence[ReturnShipment], at: datetime, after_days: int) -> list[Line]:
    """These returns as they stand at the moment `at`; one statement. After so many days one is late."""
    inside = contents(session, parcels)
    return [_line(one, inside[one.id], at, after_days) for one in parcels]


def return_shipment(session: Session, return_id: UUID, scope: BoardCode | None) -> ReturnShipment:
    """One return. Raises `NotFound`, also when it is another board's."""
    found = session.get(ReturnShipment, return_id)
    if found is None or scope not in (None, found.board):
        raise NotFound("return.unknown", say("There is no such return. Open the list of returns and choose."))
    return found


def contents(session: Session, parcels: Collection[ReturnShipment]) -> dict[UUID, Contents]:
    """What each of these returns holds, with what of it was packed for a board again; one statement."""
    ids = [one.id for one in parcels]
    unanswered = Device.state.not_in(HERE) & Device.fault.is_not(None)
    sums = (_sum(Device.state == Custody.RETURNED), _sum(Device.state == Custody.SENT_BACK), _sum(unanswered))
    counted = select(Device.return_id, func.count(), *sums).where(Device.return_id.in_(ids))
    found = {row[0]: Contents(*row[1:]) for row in session.execute(counted.group_by(Device.return_id))}
    return {one.id: found.get(one.id, Contents()).and_gone(one.gone) for one in parcels}


def returned_devices(session: Session, return_id: UUID, cursor: UUID | None = None, limit: int = 50) -> Page[Device]:
    """The devices of a return, each as it stands now."""
    return page(session, _inside(return_id), Device.id, cursor, limit)


def whole_return(session: Session, return_id: UUID) -> Sequence[Device]:
    """All devices of a return in the order of serials: its list is one paper."""
    return session.scalars(_inside(return_id).order_by(Device.serial, Device.id)).all()


def unlisted(session: Session, parcel: ReturnShipment) -> Sequence[Device]:
    """What came from its board while its boxes were being emptied and is on no list, newest first; at most 200."""
    if parcel.received_at is None:
        return []
    came = select(Device).where(Device.board == parcel.board, Device.state == Custody.RETURNED)
    came = came.where(Device.return_id.is_(None), Device.changed_at >= parcel.received_at)
    came = came.where(Device.changed_at <= (parcel.closed_at or parcel.received_at + UNPACKING))
    return session.scalars(came.order_by(Device.id.desc()).limit(MOST)).all()


def _inside(return_id: UUID) -> Select[Device]:
    return select(Device).where(Device.return_id == return_id)


def _at(stage: ReturnStage) -> list[ColumnElement[bool]]:
    """What is true of the returns at a stage, as `ReturnShipment.stage` says it."""
    if stage is ReturnStage.CLOSED:
        return [ReturnShipment.closed_at.is_not(None)]
    open_ = ReturnShipment.closed_at.is_(None)
    if stage is ReturnStage.ANNOUNCED:
        return [open_, ReturnShipment.received_at.is_(None)]
    expected = exists().where(Device.return_id == ReturnShipment.id, Device.state == Custody.SENT_BACK)
    return [open_, ReturnShipment.received_at.is_not(None), expected if stage is ReturnStage.PARTLY else ~expected]


def _line(parcel: ReturnShipment, inside: Contents, at: datetime, after_days: int) -> Line:
    expected = inside.expected
    return Line(parcel, inside, parcel.stage(expected), parcel.days(at), parcel.late(expected, at, after_days))


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((holds, 1), else_=0))
