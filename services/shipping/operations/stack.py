"""A stack of devices that one step takes: named by id, by code, by carton or by the shipment they came in."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import Conflict, Invalid, NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode, CartonCode
from services.shipping.model import Carton, Custody, Device, Shipment


@dataclass(frozen=True)
class Stack:
    """What is named. A device named by id or code (serial or asset tag) takes the step, or none does.

    Of a carton, or of all that came in a shipment, it is those that are ready for it: what is damaged, or gone already,
    stays where it is.
    """

    devices: Collection[UUID] = ()
    codes: Collection[str] = ()
    cartons: Collection[UUID | CartonCode] = ()
    shipments: Collection[UUID | str] = ()
    # What this person has on the bench.
    taken_by: str | None = None

    @property
    def texts(self) -> set[str]:
        return {code.strip().upper() for code in self.codes}


def devices_of(session: Session, board: BoardCode, stack: Stack, ready: Collection[Custody]) -> Sequence[Device]:
    """The devices of the stack, locked in id order, with one statement.

    Raises `Invalid` where nothing is named, `NotFound` for what is not the board's, `Conflict` for a code that two
    devices bear, and where nothing of what is named is ready.
    """
    ways = [*_named(stack), *(and_(Device.state.in_(ready), inside) for inside in _inside(stack))]
    if not ways:
        raise Invalid(
            "stack.empty", say("Name what is in the stack: devices, codes, cartons or shipments."), field="codes"
        )
    mine = select(Device).where(Device.board == board, or_(*ways)).order_by(Device.id)
    found = session.scalars(mine.with_for_update()).all()
    _check(found, stack)
    if not found:
        raise Conflict("stack.nothing", say("Nothing of this is ready for that step."))
    return found


def _named(stack: Stack) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [Device.id.in_(set(stack.devices))] if stack.devices else []
    return [*ways, Device.serial.in_(stack.texts), Device.asset_tag.in_(stack.texts)] if stack.codes else ways


def _inside(stack: Stack) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if stack.cartons:
        ids, codes = _apart(stack.cartons)
        named = select(Carton.id).where(or_(Carton.id.in_(ids), Carton.code.in_(codes)))
        ways.append(Device.carton_id.in_(named))
    if stack.shipments:
        ids, numbers = _apart(stack.shipments)
        came = select(Shipment.id).where(or_(Shipment.id.in_(ids), Shipment.number.in_(numbers)))
        ways.append(Device.shipment_id.in_(came))
    if stack.taken_by:
        ways.append(Device.taken_by == stack.taken_by)
    return ways


def _apart(names: Collection[UUID | str]) -> tuple[set[UUID], set[str]]:
    """Ids, and codes or numbers."""
    return {one for one in names if isinstance(one, UUID)}, {str(one) for one in names if not isinstance(one, UUID)}


def _check(found: Sequence[Device], stack: Stack) -> None:
    """Each device and code that is named stands for one device of the board."""
    unknown = len(set(stack.devices) - {device.id for device in found})
    texts = stack.texts
    borne = Counter(text for device in found for text in {device.serial, device.asset_tag} if text in texts)
    strangers = sorted(texts - set(borne))
    if unknown:
        raise NotFound("device.unknown", say("%(count)s of these devices are not your board's.", count=unknown))
    if strangers:
        raise NotFound(
            "device.unknown", say("Your board holds no device with this code: %(codes)s.", codes=", ".join(strangers))
        )
    if twice := sorted(text for text, devices in borne.items() if devices > 1):
        raise Conflict(
            "device.ambiguous",
            say("Two devices have this code: %(codes)s. Scan the tag.", codes=", ".join(twice)),
        )
