"""Devices in use: configured, handed over to a school or a student, taken back, sent back, home again."""

import base64
import secrets
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.envelope import Envelope
from services.contracts.values import BoardCode, SchoolCode
from services.contracts.warehouse import DeviceReceived
from services.shipping.model import Device, ReturnShipment
from services.shipping.operations.loading import devices_for_change


def configure_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Note that these devices are ready for use, all or none."""
    at = act_of(session).at
    configured = [device.configure(at) for device in devices_for_change(session, ids, board)]
    outbox.record(session, *configured)
    return len(configured)


def hand_over_devices(
    session: Session, board: BoardCode, ids: Collection[UUID], school: SchoolCode | None
) -> Sequence[Device]:
    """Hand these devices over, all or none: to `school`, or without one each to a student under its own loan number."""
    at = act_of(session).at
    devices = devices_for_change(session, ids, board)
    told = [device.hand_to_school(school, at) if school else device.lend(loan_number(), at) for device in devices]
    outbox.record(session, *told)
    return devices


def loan_number() -> str:
    """A new loan number: 40 random bits that say nothing of the student. The board keeps the link on its own side."""
    return "P-" + base64.b32encode(secrets.token_bytes(5)).decode()


def take_back_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Take these devices back from their schools and students, all or none."""
    at = act_of(session).at
    taken = [device.take_back(at) for device in devices_for_change(session, ids, board)]
    outbox.record(session, *taken)
    return len(taken)


def send_back_devices(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> ReturnShipment:
    """Send these devices back to the reserve in one return shipment, all or none."""
    at = act_of(session).at
    devices = devices_for_change(session, ids, board)
    number = ReturnShipment.numbered(next_number(session, "return"))
    parcel = ReturnShipment(id=uuid7(), number=number, board=board, reason=reason, sent_at=at)
    outbox.record(session, *[device.send_back(parcel, reason, at) for device in devices])
    return parcel


def end_custody(session: Session, envelopes: Sequence[Envelope[DeviceReceived]]) -> None:
    """The warehouse has these devices again. First receipts, from suppliers, are none of shipping's."""
    back = {envelope.data.device: envelope.time for envelope in envelopes if envelope.data.returned}
    found = select(Device).where(Device.id.in_(back)).options(joinedload(Device.parcel)).order_by(Device.id)
    for device in session.scalars(found.with_for_update(of=Device)):
        device.come_back(back[device.id])
