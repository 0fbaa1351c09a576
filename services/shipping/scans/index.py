"""What a set of labels may name, loaded for the desk inside the board's scope, each kind with one statement or two."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from scanner.codes import Kind, Label
from services.contracts.values import BoardCode
from services.shipping.model import Carton, Device, Finding, Shipment, Stage


def shipments_named(
    session: Session, board: BoardCode, names: Iterable[str], labels: Sequence[Label], arriving: bool
) -> Sequence[Shipment]:
    """Those that are named or in which the devices on these labels came, and all that are `arriving`; locked.

    In one statement: who locks several in the order of their ids never waits for another who does.
    """
    texts = {name.strip().upper() for name in names if name}
    came = select(Device.shipment_id).where(Device.board == board, on_labels(labels))
    wanted = or_(Shipment.number.in_(texts), Shipment.id.in_(as_ids(texts)), Shipment.id.in_(came))
    if arriving:
        wanted = or_(wanted, Shipment.state.in_((Stage.DISPATCHED, Stage.DELIVERED)))
    mine = select(Shipment).where(Shipment.board == board, wanted).options(selectinload(Shipment.cartons))
    return session.scalars(mine.order_by(Shipment.id).with_for_update()).all()


def cartons_named(session: Session, board: BoardCode, labels: Iterable[Label]) -> dict[str, Carton]:
    codes = {one.value for label in labels for one in label.of(Kind.CARTON)}
    found = session.scalars(select(Carton).where(Carton.code.in_(codes), Carton.board == board))
    return {carton.code: carton for carton in found if carton.code}


def on_labels(labels: Sequence[Label]) -> ColumnElement[bool]:
    """The devices whose serial or tag stands on one of these labels."""
    return or_(
        Device.serial.in_({one.value for label in labels for one in (*label.serials, *label.plain)}),
        Device.asset_tag.in_({one.value for label in labels for one in label.of(Kind.ASSET_TAG)}),
    )


def devices_named(
    session: Session, board: BoardCode, labels: Sequence[Label], cartons: Sequence[UUID]
) -> Sequence[Device]:
    """Those on the labels and those in the cartons, locked."""
    named = or_(on_labels(labels), Device.carton_id.in_(cartons))
    mine = select(Device).where(named, Device.board == board).options(joinedload(Device.parcel))
    return session.scalars(mine.order_by(Device.id).with_for_update(of=Device)).all()


def findings_named(session: Session, shipments: Sequence[Shipment], serials: Sequence[str]) -> Sequence[Finding]:
    """What was found of these serials in these shipments before."""
    known = select(Finding).where(
        Finding.shipment_id.in_([one.id for one in shipments]), Finding.serial.in_(set(serials))
    )
    return session.scalars(known).all()


def indexed(devices: Iterable[Device], name: str) -> defaultdict[object, list[Device]]:
    index: defaultdict[object, list[Device]] = defaultdict(list)
    for device in devices:
        index[getattr(device, name)].append(device)
    return index


def as_ids(texts: Iterable[str]) -> list[UUID]:
    """Those of the texts that are ids."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
