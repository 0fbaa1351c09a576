"""Claims are opened from what boards report of their shipments, withdrawn with it, and settled when identified."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.contracts.envelope import Envelope
from services.contracts.shipping import (
    DeviceDamaged,
    DeviceMissing,
    DeviceTurnedUp,
    DeviceUnexpected,
    ShippingDeviceUndone,
)
from services.warehouse.model import away
from services.warehouse.model.claim import Claim, ClaimKind, ClaimState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState, origins
from services.warehouse.operations import loading
from services.warehouse.operations.tally import Tally, save

REPORTED = frozenset({"device.damaged", "device.missing"})
SENT_BACK, UNRETURNED = "device.sent-back", "device.unreturned"
RETURNS = frozenset({SENT_BACK, UNRETURNED})


def claim_damaged(session: Session, envelopes: Sequence[Envelope[DeviceDamaged]]) -> None:
    """Boards received devices damaged; what came from another board is no matter of the reserve's boxes."""
    _claim(session, ClaimKind.DAMAGED, [one for one in envelopes if one.data.transfer is None])


def claim_missing(session: Session, envelopes: Sequence[Envelope[DeviceMissing]]) -> None:
    """Boards did not find devices of their packing lists; of a transfer between them is none of ours."""
    _claim(session, ClaimKind.MISSING, [one for one in envelopes if one.data.transfer is None])


def note_unexpected(session: Session, envelopes: Sequence[Envelope[DeviceUnexpected]]) -> None:
    """Boards found devices beyond their packing lists; where one device alone has the serial, it is that."""
    serials = {envelope.data.serial for envelope in envelopes}
    known = session.execute(select(Device.id, Device.maker, Device.serial).where(Device.serial.in_(serials)))
    owners: dict[str, list[tuple[str, UUID]]] = {}
    for key, maker, serial in known:
        owners.setdefault(serial, []).append((maker, key))
    session.add_all([_finding(envelope, owners) for envelope in envelopes])


def settle_missing(session: Session, envelopes: Sequence[Envelope[DeviceTurnedUp]]) -> None:
    """What boards had reported missing turned up: their reports are closed."""
    times = {(one.data.device, one.data.shipment): one.time for one in envelopes}
    for claim in _missing(session, [device for device, _ in times], ClaimState.OPEN):
        at = times.get((claim.device_id, claim.shipment)) if claim.device_id else None
        if at is not None:
            claim.settle(at)


def _missing(session: Session, devices: Collection[UUID], state: ClaimState) -> Sequence[Claim]:
    found = select(Claim).where(Claim.kind == ClaimKind.MISSING, Claim.state == state, Claim.device_id.in_(devices))
    return session.scalars(found.order_by(Claim.id).with_for_update()).all()


def hear_undone(session: Session, envelopes: Sequence[Envelope[ShippingDeviceUndone]]) -> None:
    """Boards take back what they reported, and their returns: claims are withdrawn, devices stay where they were."""
    events = {one.data.undone: one.time for one in envelopes if one.data.step in REPORTED}
    claims = select(Claim).where(Claim.event.in_(events), Claim.state == ClaimState.OPEN).with_for_update()
    for claim in session.scalars(claims.order_by(Claim.id)):
        if claim.event is not None:
            claim.withdraw(events[claim.event])
    missing = [one.data.device for one in envelopes if one.data.state == "missing"]
    for claim in _missing(session, missing, ClaimState.TURNED_UP):
        claim.reopen()
    _follow_returns(session, envelopes)


def _follow_returns(session: Session, envelopes: Sequence[Envelope[ShippingDeviceUndone]]) -> None:
    """What was not sent back after all stays; what a return was closed without is expected again once it is not."""
    told = {one.data.device: one.data for one in envelopes if one.data.step in RETURNS}
    changed = []
    for device in loading.devices_where(session, Device.id.in_(told)):
        undone = told[device.id]
        if undone.step == SENT_BACK and device.state is DeviceState.RETURNING:
            away.stay(device)
        elif undone.step == UNRETURNED and device.state in origins(DeviceState.RETURNING):
            away.expect_anew(device, undone.reason)
        else:
            continue
        changed.append(device)
    save(session, changed)


def identify(session: Session, key: UUID, device: UUID) -> Claim:
    """Say which device it is that a board found beyond its packing list; records and stock are put right."""
    found = loading.devices(session, [device])
    orders, cartons = loading.orders_behind(session, found), loading.cartons_holding(session, found)
    claim = loading.claim(session, key)
    tally, at = Tally(), act_of(session).at
    order = orders.get(found[0].order_id)
    tally.step(found[0], at, lambda: claim.identify(found[0], orders, cartons, at), order)
    tally.write(session)
    return claim


def _claim(session: Session, kind: ClaimKind, envelopes: Sequence[Envelope[DeviceDamaged | DeviceMissing]]) -> None:
    ids = {envelope.data.device for envelope in envelopes}
    known = {device.id: device for device in session.scalars(select(Device).where(Device.id.in_(ids)))}
    session.add_all([_report(kind, envelope, known.get(envelope.data.device)) for envelope in envelopes])


def _report(kind: ClaimKind, envelope: Envelope[DeviceDamaged | DeviceMissing], device: Device | None) -> Claim:
    told = envelope.data
    return Claim(
        id=uuid7(),
        kind=kind,
        device_id=told.device,
        maker=device and device.maker,
        serial=device and device.serial,
        board=told.board,
        shipment=told.shipment,
        request=told.request,
        reason=told.reason,
        opened_at=envelope.time,
        event=envelope.id,
    )


def _finding(envelope: Envelope[DeviceUnexpected], owners: Mapping[str, Sequence[tuple[str, UUID]]]) -> Claim:
    told = envelope.data
    same_serial = owners.get(told.serial, ())
    same_maker = [one for one in same_serial if one[0] == told.maker] or same_serial
    return Claim(
        id=uuid7(),
        kind=ClaimKind.UNEXPECTED,
        device_id=same_maker[0][1] if len(same_maker) == 1 else None,
        maker=told.maker,
        serial=told.serial,
        board=told.board,
        shipment=told.shipment,
        reason=told.reason,
        opened_at=envelope.time,
        event=envelope.id,
        finding=told.finding,
    )
