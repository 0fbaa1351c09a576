"""How many devices a board may still offer, how many are in the boxes of a transfer, and how they came."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model.custody import Came
from services.shipping.model.device import Device
from services.shipping.model.transfer import Transfer
from services.shipping.model.transfer_content import MAY_GO, TransferDevice, TransferLine
from services.shipping.model.transfer_stage import PROMISED

Held = Counter[tuple[UUID, str]]


def may_be_offered(session: Session, board: BoardCode) -> dict[str, int]:
    """By type, what is at hand less what other offers name and is not in their boxes yet; three statements."""
    at_hand = select(Device.type, func.count()).where(Device.board == board, Device.state.in_(MAY_GO))
    found = Counter(dict(session.execute(at_hand.group_by(Device.type)).all()))
    named = select(TransferLine.transfer_id, TransferLine.type, TransferLine.quantity)
    named = named.join(Transfer, TransferLine.transfer_id == Transfer.id)
    lines = session.execute(named.where(Transfer.origin == board, Transfer.stage.in_(PROMISED))).all()
    held = held_in(session, {line.transfer_id for line in lines})
    for line in lines:
        found[line.type] -= max(line.quantity - held[line.transfer_id, line.type], 0)
    return {kind: count for kind, count in found.items() if count > 0}


def held_in(session: Session, transfers: Collection[UUID]) -> Held:
    """By transfer and type, how many devices are in the boxes; one statement, none where no transfer is named."""
    if not transfers:
        return Counter()
    inside = select(TransferDevice.transfer_id, Device.type, func.count())
    inside = inside.join(Device, TransferDevice.device_id == Device.id)
    counted = inside.where(TransferDevice.transfer_id.in_(transfers))
    rows = session.execute(counted.group_by(TransferDevice.transfer_id, Device.type))
    return Counter({(transfer, kind): count for transfer, kind, count in rows})


def came_of(session: Session, transfer: UUID) -> dict[Came | None, int]:
    """How many of its devices came how; None: of which nobody said yet."""
    counted = select(TransferDevice.came, func.count()).where(TransferDevice.transfer_id == transfer)
    return dict(session.execute(counted.group_by(TransferDevice.came)).all())
