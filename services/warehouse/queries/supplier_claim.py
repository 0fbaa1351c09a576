"""Claims to suppliers: listed and filtered, one, and its devices with what became of them since."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import LARGEST, Page, page
from services.contracts.sentence import say
from services.warehouse.model.device import Device
from services.warehouse.model.difference import Difference
from services.warehouse.model.life import DeviceState
from services.warehouse.model.supplier_claim import Outcome, SupplierClaim, SupplierClaimLine, SupplierClaimState


@dataclass(frozen=True)
class ClaimedDevice:
    """A device of a claim as it stands now."""

    line: SupplierClaimLine
    device: Device

    @property
    def came_late(self) -> bool:
        """Whether it was claimed as missing and came since."""
        return self.line.kind is Difference.MISSING and self.device.state is not DeviceState.ANNOUNCED


@dataclass(frozen=True)
class Answers:
    """How many devices of a claim, by why they are claimed and by the answer, and how many of them came late."""

    kind: Difference
    outcome: Outcome
    devices: int


def supplier_claims(
    session: Session,
    state: SupplierClaimState | None = None,
    delivery: UUID | None = None,
    supplier: str | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[SupplierClaim]:
    """One page of the claims, newest first; of a supplier whose name begins so."""
    found = select(SupplierClaim)
    if state is not None:
        found = found.where(SupplierClaim.state == state)
    if delivery is not None:
        found = found.where(SupplierClaim.delivery_id == delivery)
    if supplier:
        found = found.where(func.lower(SupplierClaim.supplier).startswith(supplier.lower(), autoescape=True))
    return page(session, found, SupplierClaim.id, cursor, limit)


def supplier_claim(session: Session, key: UUID) -> SupplierClaim:
    """One claim. Raises `NotFound`."""
    found = session.get(SupplierClaim, key)
    if found is None:
        raise NotFound("supplier_claim.unknown", say("This claim to a supplier is not known here."))
    return found


def lines(session: Session, claim: UUID, cursor: UUID | None = None, limit: int = 50) -> Page[ClaimedDevice]:
    """One page of its devices; one statement."""
    found, limit = _lines(claim), min(limit, LARGEST)
    if cursor is not None:
        found = found.where(SupplierClaimLine.device_id < cursor)
    rows = session.execute(found.order_by(SupplierClaimLine.device_id.desc()).limit(limit + 1)).all()
    items = [ClaimedDevice(line, device) for line, device in rows[:limit]]
    return Page(items, items[-1].device.id if len(rows) > limit else None)


def every_line(session: Session, claim: UUID) -> Sequence[ClaimedDevice]:
    """All its devices, as they lay in the supplier's cartons; one statement."""
    order = (SupplierClaimLine.kind, Device.supplier_pallet, Device.supplier_carton, Device.serial)
    return [ClaimedDevice(line, device) for line, device in session.execute(_lines(claim).order_by(*order))]


def answers(session: Session, claim: UUID) -> Sequence[Answers]:
    """Its devices counted by why they are claimed and by the answer; one statement."""
    by = (SupplierClaimLine.kind, SupplierClaimLine.outcome)
    counts = select(*by, func.count()).where(SupplierClaimLine.claim_id == claim).group_by(*by).order_by(*by)
    return [Answers(*row) for row in session.execute(counts)]


def came_late(session: Session, claim: UUID) -> int:
    """How many devices that it claims as missing came since."""
    missing = (SupplierClaimLine.claim_id == claim) & (SupplierClaimLine.kind == Difference.MISSING)
    found = select(func.count()).select_from(SupplierClaimLine).join(Device, Device.id == SupplierClaimLine.device_id)
    return session.scalar(found.where(missing, Device.state != DeviceState.ANNOUNCED)) or 0


def _lines(claim: UUID) -> Select[SupplierClaimLine, Device]:
    found = select(SupplierClaimLine, Device).join(Device, Device.id == SupplierClaimLine.device_id)
    return found.where(SupplierClaimLine.claim_id == claim)
