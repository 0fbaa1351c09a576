"""Devices lost, stolen and found again; and one of these steps, named by a form."""

from collections.abc import Callable, Collection
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Invalid
from services.contracts.event import Event
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Custody, Device, loss
from services.shipping.operations.incident import losses, open_incidents
from services.shipping.operations.lending import lend_devices
from services.shipping.operations.loading import devices_for_change
from services.shipping.operations.stack import Stack
from services.shipping.operations.steps import take_steps


def lose_devices(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> int:
    """Note that these devices cannot be found, all or none; who had them stays answerable.

    Those that were used open an entry of the register of confidentiality incidents.
    """
    at = act_of(session).at
    return _go(session, board, ids, Custody.LOST, reason, lambda device: loss.lose(device, reason, at))


def note_theft(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> int:
    """Note that these devices were stolen, all or none; otherwise as `lose_devices`."""
    at = act_of(session).at
    return _go(session, board, ids, Custody.STOLEN, reason, lambda device: loss.steal(device, reason, at))


def find_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Note that these devices are at the board again, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: loss.find(device, at))


def take_step(
    session: Session, board: BoardCode, device: UUID, action: str, school: SchoolCode | None, reason: str | None
) -> int:
    """One device lent, lost, stolen or found. Raises `Invalid` where the school or the reason it needs is missing."""
    if action == "found":
        return find_devices(session, board, [device])
    if action == "lend":
        if school is None:
            raise Invalid("step.school", say("Write the code of the school that has it from now on."))
        return lend_devices(session, board, Stack([device]), school)[0]
    if reason is None:
        raise Invalid("step.reason", say("Write what is known of it as the reason."))
    return {"lost": lose_devices, "stolen": note_theft}[action](session, board, [device], reason)


def _go(
    session: Session,
    board: BoardCode,
    ids: Collection[UUID],
    kind: Custody,
    reason: str,
    move: Callable[[Device], Event],
) -> int:
    devices = devices_for_change(session, ids, board)
    lost = losses(devices, kind, reason, act_of(session).at)
    gone = take_steps(session, devices, move)
    open_incidents(session, board, lost)
    return gone
