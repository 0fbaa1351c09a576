"""A carrier's own file read back: what it collected and delivered, row by row, once and for all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, Invalid, Refusal
from services.chassis.sheet.reading import read_sheet
from services.chassis.version import edit
from services.contracts.roles import Role
from services.contracts.sentence import Sentence, say
from services.shipping.carriers import CARRIERS
from services.shipping.carriers.carrier import Move, Told
from services.shipping.model import LEFT, Consignment, Destination, Shipment, Stage
from services.shipping.operations.depart import Departure, arrive, depart, destinations
from services.shipping.operations.trip import check_moment, check_role, trip_for_change

DONE, REPEATED, REFUSED = "done", "repeated", "refused"
Named = Mapping[str, Sequence[Shipment]]


@dataclass(frozen=True)
class RowReport:
    """What a row of the file came to: `done`, `repeated` (it was known), or `refused`, with why."""

    row: int
    reference: str
    outcome: str
    why: Sentence | None = None


def read_answer(session: Session, role: Role, trip_id: UUID, file: bytes) -> list[RowReport]:
    """Note what the carrier's file tells of this trip, with a constant number of statements.

    One bad row never spoils its neighbours; read again, every good row is `repeated` and changes nothing. Raises
    `Invalid` for a file that is no table, or lacks a column; `Forbidden`; `Conflict` for a carrier without files.
    """
    trip, shipments = trip_for_change(session, trip_id)
    carrier = CARRIERS[trip.carrier]
    check_role(carrier, role)
    rows, named = carrier.answer(read_sheet(file)), _references(session, shipments)
    known, now = destinations(session, shipments), act_of(session).at
    reports = {one.row: RowReport(one.row, one.reference, REFUSED, one.fault) for one in rows if one.fault}
    sound = [one for one in rows if not one.fault]
    leaving: dict[UUID, Departure] = {}
    for row in (one for one in sound if one.move is Move.COLLECTED):
        reports[row.row] = _judged(row, named, partial(_collect, row, known=known, leaving=leaving, now=now))
    depart(session, list({id(one): one for one in leaving.values()}.values()))
    coming: dict[UUID, tuple[Shipment, datetime]] = {}
    for row in (one for one in sound if one.move is Move.DELIVERED):
        reports[row.row] = _judged(row, named, partial(_deliver, row, coming=coming, now=now))
    arrive(session, list(coming.values()))
    if leaving or coming:
        edit(session, trip)
    return [reports[number] for number in sorted(reports)]


def _judged(row: Told, named: Named, judge: Callable[[Sequence[Shipment]], bool]) -> RowReport:
    """The report of one row; a refusal is this row's alone."""
    some = named.get(row.reference)
    if not some:
        return RowReport(row.row, row.reference, REFUSED, say("No shipment of this trip has this reference."))
    try:
        return RowReport(row.row, row.reference, DONE if judge(some) else REPEATED)
    except Refusal as refusal:
        return RowReport(row.row, row.reference, REFUSED, refusal.sentence)


def _collect(
    row: Told,
    some: Sequence[Shipment],
    known: Mapping[UUID, Destination],
    leaving: dict[UUID, Departure],
    now: datetime,
) -> bool:
    """Have these leave; False where they have, under this tracking number."""
    gone = [one for one in some if one.state in LEFT or one.id in leaving]
    if len(gone) == len(some):
        before = {leaving[one.id].tracking if one.id in leaving else one.tracking for one in some}
        if before == {row.tracking}:
            return False
        raise Conflict("shipment.left", say("It has left already, under another tracking number."))
    if row.at > now:
        raise Invalid("collection.moment", say("This moment is still to come."))
    waiting = [one for one in some if one not in gone]
    for one in waiting:
        one.check_dispatch(known.get(one.request))
    departure = Departure(waiting, row.carrier, row.tracking, row.freight_cents, row.at)
    leaving |= {one.id: departure for one in waiting}
    return True


def _deliver(row: Told, some: Sequence[Shipment], coming: dict[UUID, tuple[Shipment, datetime]], now: datetime) -> bool:
    """Have these arrive; False where all of them have."""
    waiting = [one for one in some if one.state is Stage.DISPATCHED and one.id not in coming]
    if not waiting:
        if all(one.state in {Stage.DELIVERED, Stage.RECEIVED} or one.id in coming for one in some):
            return False
        raise Conflict("shipment.not_left", say("It was not collected yet: it cannot be delivered."))
    for one in waiting:
        check_moment(one, row.at, now)
    coming |= {one.id: (one, row.at) for one in waiting}
    return True


def _references(session: Session, shipments: Sequence[Shipment]) -> Named:
    """The trip's shipments by what its manifest calls them: their own number, or that of their consignment."""
    together = {one.consignment_id for one in shipments if one.consignment_id}
    found = select(Consignment.id, Consignment.number).where(Consignment.id.in_(together))
    numbers = {row.id: row.number for row in session.execute(found)}
    named: dict[str, list[Shipment]] = {}
    for one in shipments:
        called = numbers[one.consignment_id] if one.consignment_id else one.number
        named.setdefault(called, []).append(one)
    return named
