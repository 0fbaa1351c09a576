"""Shipments in lists and one by one, with what is in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session, joinedload, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Came, Carton, Custody, Destination, Device, Finding, Packing, Shipment, Stage


@dataclass(frozen=True)
class Load:
    """How much a shipment carries, and how many of its cartons were scanned onto the truck."""

    cartons: int = 0
    loaded: int = 0
    devices: int = 0


def shipments(
    session: Session,
    scope: BoardCode | None,
    stage: Stage | None = None,
    board: BoardCode | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Shipment]:
    """Shipments, newest first, of one board where `scope` or `board` says so."""
    statement = scoped(select(Shipment), scope)
    if stage is not None:
        statement = statement.where(Shipment.state == stage)
    if board is not None:
        statement = statement.where(Shipment.board == board)
    return page(session, statement, Shipment.id, cursor, limit)


def loads(session: Session, ids: Collection[UUID]) -> dict[UUID, Load]:
    """How much each of these shipments carries."""
    sums = select(Carton.shipment_id, func.count(), func.count(Carton.loaded_at), func.sum(Carton.holds))
    sums = sums.where(Carton.shipment_id.in_(ids))
    found = {row[0]: Load(row[1], row[2], row[3]) for row in session.execute(sums.group_by(Carton.shipment_id))}
    return {one: found.get(one, Load()) for one in ids}


def request_numbers(session: Session, requests: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of those requests whose grant was heard."""
    found = select(Destination.request, Destination.number).where(Destination.request.in_(requests))
    return {row.request: row.number for row in session.execute(found)}


def shipment(session: Session, shipment_id: UUID, scope: BoardCode | None) -> Shipment:
    """One shipment with its cartons. Raises `NotFound`, also when it is another board's."""
    mine = scoped(select(Shipment).where(Shipment.id == shipment_id), scope)
    found = session.scalars(mine.options(selectinload(Shipment.cartons))).one_or_none()
    if found is None:
        raise unknown()
    return found


def destination(session: Session, request: UUID) -> Destination | None:
    return session.get(Destination, request)


def states(session: Session, shipment_id: UUID) -> dict[Custody, int]:
    """How many of a shipment's devices are in each state, as `Packing.state` says it."""
    missing, here = Packing.came == Came.MISSING, Device.carton_id == Packing.carton_id
    gone, back = literal(Custody.MISSING, Device.state.type), literal(Custody.RETURNED, Device.state.type)
    outcome = case((missing, gone), (here, Device.state), (Packing.came.is_not(None), back), else_=gone).label(
        "outcome"
    )
    lines = _lines(shipment_id).with_only_columns(outcome, func.count().label("devices")).group_by(outcome)
    found = {row.outcome: row.devices for row in session.execute(lines)}
    return {one: found[one] for one in Custody if one in found}


def packing_list(
    session: Session, shipment_id: UUID, scope: BoardCode | None, cursor: UUID | None = None, limit: int = 50
) -> Page[Packing]:
    """The lines of a shipment's packing lists. Raises `NotFound` when it is another board's."""
    shipment(session, shipment_id, scope)
    lines = _lines(shipment_id).options(joinedload(Packing.device), joinedload(Packing.carton))
    return page(session, lines, Packing.device_id, cursor, limit)


def findings(session: Session, shipment_id: UUID) -> Sequence[Finding]:
    """What was found in a shipment's boxes and is on no packing list, newest first; at most 200."""
    mine = select(Finding).where(Finding.shipment_id == shipment_id)
    return session.scalars(mine.order_by(Finding.id.desc()).limit(200)).all()


def unknown() -> NotFound:
    """No such shipment is to be seen: there is none, or it is another board's."""
    return NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))


def _lines(shipment_id: UUID) -> Select[Packing]:
    joined = select(Packing).join(Carton, Packing.carton_id == Carton.id).join(Device, Packing.device_id == Device.id)
    return joined.where(Carton.shipment_id == shipment_id)


def scoped(statement: Select[Shipment], scope: BoardCode | None) -> Select[Shipment]:
    """Those of one board, where `scope` says so."""
    return statement if scope is None else statement.where(Shipment.board == scope)
