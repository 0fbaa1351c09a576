"""Claims to suppliers are drafted from what differs of a delivery, sent, answered device by device, and ended."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, exists, func, not_, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, NotFound
from services.chassis.upsert import as_they_are, insert_all
from services.chassis.version import edit
from services.contracts.sentence import say
from services.contracts.values import AssetTag, Serial
from services.contracts.warehouse import DeviceClaimAnswered, DeviceClaimed
from services.warehouse.model.delivery import DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.difference import Difference, Differences, Different, different
from services.warehouse.model.supplier_claim import (
    Outcome,
    SupplierAnswer,
    SupplierClaim,
    SupplierClaimLine,
    SupplierClaimState,
)
from services.warehouse.operations import loading

LINE = cast(Table, SupplierClaimLine.__table__)


def draft_claim(session: Session, delivery: UUID, language: str, note: str | None = None) -> SupplierClaim:
    """Claim all that differs of a closed delivery and stands in no other claim; constant in statements.

    Raises `Conflict` while it is being received, and where nothing is left to claim.
    """
    found = loading.delivery(session, delivery)
    if found.state is not DeliveryState.CLOSED:
        raise Conflict("supplier_claim.open", say("Close the delivery first: what is missing may still come."))
    lines = _unclaimed(session, delivery)
    if not lines:
        raise Conflict("supplier_claim.nothing", say("Nothing of this delivery is left to claim."))
    claim = SupplierClaim(
        id=uuid7(),
        number=f"F{next_number(session, 'supplier_claim'):06d}",
        delivery_id=delivery,
        supplier=found.supplier,
        language=language,
        note=note,
        state=SupplierClaimState.DRAFTED,
        lines=len(lines),
        unanswered=len(lines),
        drafted_by=act_of(session).actor,
        drafted_at=act_of(session).at,
    )
    session.add(claim)
    session.flush()
    insert_all(session, LINE, [_line(claim, one) for one in lines], as_they_are)
    return claim


def _unclaimed(session: Session, delivery: UUID) -> list[Different]:
    """What differs of a delivery and stands in no claim but such as were withdrawn."""
    claimed = exists().where(
        SupplierClaimLine.device_id == Device.id,
        SupplierClaimLine.claim_id == SupplierClaim.id,
        SupplierClaim.state != SupplierClaimState.WITHDRAWN,
    )
    rows = session.execute(different(delivery).where(not_(claimed)).order_by(Device.id)).all()
    return [Different(device, Difference(kind)) for device, kind in rows]


def send_claim(session: Session, key: UUID) -> SupplierClaim:
    """The claim goes to the supplier: it is told, and so is each of its devices."""
    claim, act = _claim(session, key), act_of(session)
    rows = session.execute(
        select(SupplierClaimLine, Device)
        .join(Device, Device.id == SupplierClaimLine.device_id)
        .where(SupplierClaimLine.claim_id == key)
        .order_by(Device.id)
    ).all()
    kinds = Counter(line.kind.value for line, _ in rows)
    sent = claim.send(Differences(**kinds), act.actor, act.at)
    outbox.record(session, sent, *(_claimed(claim, line, device) for line, device in rows))
    return claim


def answer_claim(
    session: Session,
    key: UUID,
    answer: SupplierAnswer,
    devices: Collection[UUID] | None = None,
    kind: Difference | None = None,
) -> SupplierClaim:
    """Keep the supplier's answer for these devices, or for all, or all of a kind, that have none; constant in
    statements. Raises `NotFound` where one of them is not in the claim, `Conflict` where none is left."""
    claim, by = _claim(session, key), act_of(session).actor
    claim.check_answers(answer)
    chosen = _chosen(session, key, devices, kind)
    told = {"outcome": answer.outcome, "answered_on": answer.answered_on, "answered_by": by}
    ours = SupplierClaimLine.claim_id == key
    session.execute(update(SupplierClaimLine).where(ours, SupplierClaimLine.device_id.in_(chosen)).values(**told))
    left = select(func.count()).where(ours, SupplierClaimLine.outcome == Outcome.OPEN)
    taken = claim.take(answer, len(chosen), session.scalar(left) or 0)
    outbox.record(session, taken, *(_answered(claim, device, answer) for device in chosen))
    return claim


def close_claim(session: Session, key: UUID) -> SupplierClaim:
    """Nothing more is expected of the supplier."""
    claim, act = _claim(session, key), act_of(session)
    outbox.record(session, claim.close(act.actor, act.at))
    return claim


def withdraw_claim(session: Session, key: UUID, reason: str) -> SupplierClaim:
    """The claim holds no more, whether it was sent or not."""
    claim, act = _claim(session, key), act_of(session)
    told = claim.withdraw(reason, act.actor, act.at)
    outbox.record(session, *([told] if told else []))
    return claim


def _claim(session: Session, key: UUID) -> SupplierClaim:
    """The claim, locked, of which who acts saw this version."""
    found = session.get(SupplierClaim, key, with_for_update=True)
    if found is None:
        raise NotFound("supplier_claim.unknown", say("This claim to a supplier is not known here."))
    edit(session, found)
    return found


def _chosen(session: Session, claim: UUID, devices: Collection[UUID] | None, kind: Difference | None) -> Sequence[UUID]:
    wanted: list[ColumnElement[bool]] = [SupplierClaimLine.claim_id == claim]
    if devices is not None:
        wanted.append(SupplierClaimLine.device_id.in_(set(devices)))
    else:
        wanted.append(SupplierClaimLine.outcome == Outcome.OPEN)
    if kind is not None:
        wanted.append(SupplierClaimLine.kind == kind)
    found = session.scalars(
        select(SupplierClaimLine.device_id).where(*wanted).order_by(SupplierClaimLine.device_id)
    ).all()
    if devices is not None and len(found) < len(set(devices)):
        raise NotFound("supplier_claim.device", say("One or more of these devices are not in this claim."))
    if not found:
        raise Conflict("supplier_claim.answered", say("Each of these devices has its answer already."))
    return found


def _line(claim: SupplierClaim, one: Different) -> dict[str, object]:
    reason = one.device.reason if one.kind is Difference.DAMAGED else None
    return {
        "claim_id": claim.id,
        "device_id": one.device.id,
        "kind": one.kind,
        "reason": reason,
        "outcome": Outcome.OPEN,
    }


def _claimed(claim: SupplierClaim, line: SupplierClaimLine, device: Device) -> DeviceClaimed:
    return DeviceClaimed(
        device=device.id,
        maker=device.maker,
        serial=Serial(device.serial),
        model=device.model,
        type=device.type,
        asset_tag=AssetTag(device.asset_tag) if device.asset_tag else None,
        claim=claim.id,
        number=claim.number,
        delivery=claim.delivery_id,
        kind=line.kind.value,
        reason=line.reason,
    )


def _answered(claim: SupplierClaim, device: UUID, answer: SupplierAnswer) -> DeviceClaimAnswered:
    return DeviceClaimAnswered(
        device=device,
        claim=claim.id,
        number=claim.number,
        outcome=answer.outcome.value,
        answered_on=answer.answered_on,
        reference=answer.reference,
    )
