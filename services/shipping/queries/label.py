"""What a board labels: the devices that it holds."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device

# What the board, its schools and its students have in their hands.
HELD = (
    Custody.AT_BOARD,
    Custody.DAMAGED,
    Custody.CONFIGURED,
    Custody.AT_SCHOOL,
    Custody.ON_LOAN,
    Custody.TAKEN_BACK,
)
Labelled = Sequence[Row[str, str, str, str | None]]


def devices_to_label(
    session: Session,
    board: BoardCode,
    most: int,
    state: Custody | None = None,
    shipment: UUID | None = None,
    codes: Collection[str] = (),
) -> Labelled:
    """Maker, model, serial and tag of up to `most` devices that the board holds; of these where some are named.

    Raises `NotFound` for a serial or a tag that names none of them.
    """
    found = select(Device.maker, Device.model, Device.serial, Device.asset_tag)
    found = found.where(Device.board == board, Device.state.in_([state] if state in HELD else HELD))
    if shipment is not None:
        found = found.where(Device.shipment_id == shipment)
    if codes:
        found = found.where(or_(Device.serial.in_(codes), Device.asset_tag.in_(codes)))
    rows = session.execute(found.order_by(Device.id).limit(most)).all()
    known = {name for row in rows for name in (row.serial, row.asset_tag)}
    if codes and (missing := sorted(set(codes) - known)):
        raise NotFound(
            "device.unknown", say("Your board holds no device with this code: %(codes)s.", codes=", ".join(missing))
        )
    return rows
