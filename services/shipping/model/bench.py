"""The bench: who has taken which devices to configure, which are set aside, and what each day came to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model.custody import NAMES, Custody
from services.shipping.model.device import Device
from services.shipping.model.record import Record

# What is to be configured.
WAITING = frozenset({Custody.AT_BOARD, Custody.TAKEN_BACK})


class Configuration(Record):
    """A device configured, by the event that told it: whose work it was, where and on which day."""

    __tablename__ = "configuration"

    event: Mapped[UUID] = mapped_column(primary_key=True)
    board: Mapped[BoardCode]
    day: Mapped[date]
    actor: Mapped[str] = mapped_column(String(120))
    station: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (Index("configured_by_day", "board", "day", "actor", "station"),)


class Capacity(Record):
    """How many devices a board says that it can configure a week, in the last version of its portrait."""

    __tablename__ = "capacity"

    board: Mapped[BoardCode] = mapped_column(primary_key=True)
    version: Mapped[int]
    weekly: Mapped[int]


class Urgency(Record):
    """A request that is urgent, and since when its students are without their school."""

    __tablename__ = "urgency"

    request: Mapped[UUID] = mapped_column(primary_key=True)
    needed_on: Mapped[date | None]


def take(device: Device, actor: str, at: datetime) -> None:
    """Nobody else configures it until it is left. What was set aside is tried once more."""
    _waits(device)
    if device.taken_by not in {None, actor}:
        raise Conflict(
            "device.taken",
            say("%(serial)s: a colleague has taken it to configure it. Take another one.", serial=device.serial),
        )
    if device.taken_by is None:
        device.taken_by, device.taken_at, device.fault = actor, at, None


def leave(device: Device, actor: str, manages: bool = False) -> None:
    """It waits for anybody again. Who `manages` leaves it for a colleague."""
    if device.taken_by != actor and not (manages and device.taken_by):
        raise Conflict("device.not_taken", say("%(serial)s is not on your bench.", serial=device.serial))
    device.taken_by = device.taken_at = None


def set_aside(device: Device, reason: str) -> None:
    """It cannot be configured, for this reason: it stands beside until somebody takes it again or sends it back."""
    _waits(device)
    device.taken_by = device.taken_at = None
    device.fault = reason


def _waits(device: Device) -> None:
    if device.state not in WAITING:
        raise Conflict(
            "device.not_waiting",
            say(
                "%(serial)s: %(state)s. It does not wait to be configured.",
                serial=device.serial,
                state=NAMES[device.state],
            ),
        )
