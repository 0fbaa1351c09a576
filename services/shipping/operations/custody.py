"""Devices in use: configured, handed over to a school or a student, lent on, taken back, sent back."""

import base64
import secrets
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.event import Event
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Device, ReturnShipment
from services.shipping.operations.loading import devices_for_change
from services.shipping.operations.steps import take_steps


def configure_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Note that these devices are ready for use, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.configure(at))


def hand_over_devices(
    session: Session, board: BoardCode, ids: Collection[UUID], school: SchoolCode | None
) -> Sequence[Device]:
    """Hand these devices over, all or none: to `school`, or without one each to a student under its own loan number."""
    at = act_of(session).at
    devices = devices_for_change(session, ids, board)

    def move(device: Device) -> Event:
        return device.hand_to_school(school, at) if school else device.lend(loan_number(), at)

    take_steps(session, devices, move)
    return devices


def loan_number() -> str:
    """A new loan number: 40 random bits that say nothing of the student. The board keeps the link on its own side."""
    return "P-" + base64.b32encode(secrets.token_bytes(5)).decode()


def lend_devices(session: Session, board: BoardCode, ids: Collection[UUID], school: SchoolCode) -> int:
    """Lend these devices from the school that has each to another one, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.lend_on(school, at))


def take_back_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Take these devices back from their schools and students, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.take_back(at))


def send_back_devices(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> ReturnShipment:
    """Send these devices back to the reserve in one return shipment, all or none."""
    at = act_of(session).at
    devices = devices_for_change(session, ids, board)
    number = ReturnShipment.numbered(next_number(session, "return"))
    parcel = ReturnShipment(id=uuid7(), number=number, board=board, reason=reason, sent_at=at)
    session.add(parcel)
    take_steps(session, devices, lambda device: device.send_back(parcel, reason, at))
    return parcel
