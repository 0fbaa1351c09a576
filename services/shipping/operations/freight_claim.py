"""Claims to carriers: one a shipment, over what it brought damaged or did not bring; answered and closed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, NotFound
from services.chassis.version import edit
from services.contracts.sentence import say
from services.shipping.model import Came, Carton, FreightClaim, FreightClaimLine, Packing
from services.shipping.operations.loading import shipment_for_change


def claim_freight(session: Session, shipment_id: UUID, reason: str, asked_cents: int) -> FreightClaim:
    """Claim for all that the shipment brought damaged or did not bring, as its receipt says now.

    Raises `Conflict` before it was dispatched, where nothing is to be claimed, and where a claim was sent already.
    """
    shipment = shipment_for_change(session, shipment_id, scope=None)
    lines = _lines(session, shipment_id)
    if shipment.carrier is None or not lines:
        told = say("Nothing of shipment %(number)s is damaged or missing.", number=shipment.number)
        raise Conflict("claim.nothing", told)
    _check_new(session, shipment_id)
    made = FreightClaim(
        id=uuid7(),
        number=FreightClaim.numbered(next_number(session, "freight_claim")),
        shipment_id=shipment.id,
        request=shipment.request,
        board=shipment.board,
        carrier=shipment.carrier,
        reason=reason,
        asked_cents=asked_cents,
        sent_at=act_of(session).at,
        lines=lines,
        version=1,
    )
    session.add(made)
    outbox.record(session, made.send())
    return made


def _check_new(session: Session, shipment_id: UUID) -> None:
    known = session.scalars(select(FreightClaim.number).where(FreightClaim.shipment_id == shipment_id)).first()
    if known:
        raise Conflict("claim.sent", say("Claim %(number)s was sent for this shipment already.", number=known))


def accept_claim(session: Session, claim_id: UUID, cents: int, reference: str) -> FreightClaim:
    """The carrier accepted to pay this much."""
    claim = _for_change(session, claim_id)
    outbox.record(session, claim.accept(cents, reference, act_of(session).at))
    edit(session, claim)
    return claim


def refuse_claim(session: Session, claim_id: UUID, reason: str, reference: str) -> FreightClaim:
    """The carrier refused."""
    claim = _for_change(session, claim_id)
    outbox.record(session, claim.refuse(reason, reference, act_of(session).at))
    edit(session, claim)
    return claim


def close_claim(session: Session, claim_id: UUID) -> FreightClaim:
    """Nothing more is awaited."""
    claim = _for_change(session, claim_id)
    outbox.record(session, claim.close(act_of(session).at))
    edit(session, claim)
    return claim


def _for_change(session: Session, claim_id: UUID) -> FreightClaim:
    statement = (
        select(FreightClaim)
        .where(FreightClaim.id == claim_id)
        .options(selectinload(FreightClaim.lines).joinedload(FreightClaimLine.device))
    )
    found = session.scalars(statement.with_for_update(of=FreightClaim)).one_or_none()
    if found is None:
        raise NotFound("claim.unknown", say("There is no such claim."))
    return found


def _lines(session: Session, shipment_id: UUID) -> list[FreightClaimLine]:
    came = select(Packing.device_id, Packing.came).join(Packing.carton).where(Carton.shipment_id == shipment_id)
    rows = session.execute(came.where(Packing.came.in_((Came.DAMAGED, Came.MISSING))).order_by(Packing.device_id))
    return [FreightClaimLine(device_id=row.device_id, came=row.came) for row in rows]
