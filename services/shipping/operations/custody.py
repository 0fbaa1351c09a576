"""Devices in use: configured, handed over to a school or a student, taken back, sent back; a stack in one go."""

import base64
import secrets
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Custody, Device, Found, ReturnShipment, Slip, SlipKind
from services.shipping.model.bench import WAITING
from services.shipping.model.custody import OUT
from services.shipping.model.found import UNSEEN
from services.shipping.operations.loading import devices_for_change
from services.shipping.operations.recall import recalls_of
from services.shipping.operations.slip import number_slips, slip_of
from services.shipping.operations.stack import Stack, devices_of
from services.shipping.operations.steps import take_steps

READY = frozenset({Custody.CONFIGURED})


def configure_devices(session: Session, board: BoardCode, stack: Stack) -> int:
    """Note that these devices are ready for use, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_of(session, board, stack, WAITING), lambda device: device.configure(at))


def hand_to_school(
    session: Session, board: BoardCode, stack: Stack, school: SchoolCode
) -> tuple[Slip, Sequence[Device]]:
    """Hand a stack over to a school, all or none, with one slip to be signed for it."""
    at = act_of(session).at
    devices = devices_of(session, board, stack, READY)
    slip = slip_of(session, board, SlipKind.HAND_OVER, school)
    number_slips(session, [slip])
    take_steps(session, devices, lambda device: device.hand_to_school(school, slip, at))
    return slip, devices


def hand_to_students(session: Session, board: BoardCode, stack: Stack) -> Sequence[Device]:
    """Hand these devices over, each to a student under a loan number of its own, all or none."""
    at = act_of(session).at
    devices = devices_of(session, board, stack, READY)
    take_steps(session, devices, lambda device: device.lend(loan_number(), at))
    return devices


def loan_number() -> str:
    """A new loan number: 40 random bits that say nothing of the student. The board keeps the link on its own side."""
    return "P-" + base64.b32encode(secrets.token_bytes(5)).decode()


def take_back_devices(session: Session, board: BoardCode, stack: Stack, found: Found = UNSEEN) -> int:
    """Take a stack back from schools and students, all or none; an open campaign that expects it has it back."""
    at = act_of(session).at
    devices = devices_of(session, board, stack, OUT)
    recalls = recalls_of(session, board, [device.id for device in devices])
    return take_steps(session, devices, lambda device: device.take_back(at, found, recalls.get(device.id)))


def send_back_devices(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> ReturnShipment:
    """Send these devices back to the reserve in one return shipment, all or none."""
    at = act_of(session).at
    devices = devices_for_change(session, ids, board)
    number = ReturnShipment.numbered(next_number(session, "return"))
    parcel = ReturnShipment(id=uuid7(), number=number, board=board, reason=reason, sent_at=at)
    session.add(parcel)
    take_steps(session, devices, lambda device: device.send_back(parcel, at))
    return parcel
