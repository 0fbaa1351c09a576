"""Devices lost, stolen and found again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.values import BoardCode
from services.shipping.operations.loading import devices_for_change
from services.shipping.operations.steps import take_steps


def lose_devices(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> int:
    """Note that these devices cannot be found, all or none; who had them stays answerable."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.lose(reason, at))


def note_theft(session: Session, board: BoardCode, ids: Collection[UUID], reason: str) -> int:
    """Note that these devices were stolen, all or none; who had them stays answerable."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.steal(reason, at))


def find_devices(session: Session, board: BoardCode, ids: Collection[UUID]) -> int:
    """Note that these devices are at the board again, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_for_change(session, ids, board), lambda device: device.find(at))
