"""What a set of labels may name, loaded for the desk inside the board's scope, each kind with one statement or two."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from scanner.codes import Kind, Label, Reading
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
    session: Session, board: BoardCode, labels: Sequence[Label], cartons: Sequence[UUID], coming: Sequence[UUID]
) -> Sequence[Device]:
    """The board's on the labels and in the cartons, and those on the labels that are `coming` to it; locked."""
    mine = and_(Device.board == board, or_(on_labels(labels), Device.carton_id.in_(cartons)))
    arriving = and_(Device.transfer_id.in_(coming), on_labels(labels))
    named = select(Device).where(or_(mine, arriving) if coming else mine).options(joinedload(Device.parcel))
    return session.scalars(named.order_by(Device.id).with_for_update(of=Device)).all()


def findings_named(session: Session, shipments: Sequence[Shipment], serials: Sequence[str]) -> Sequence[Finding]:
    """What was found of these serials in these shipments before."""
    known = select(Finding).where(
        Finding.shipment_id.in_([one.id for one in shipments]), Finding.serial.in_(set(serials))
    )
    return session.scalars(known).all()


class Names:
    """Devices by what stands on their labels: the asset tag, else a serial, else a text as it stands there."""

    def __init__(self, devices: Sequence[Device]) -> None:
        self._by_serial, self._by_tag = indexed(devices, "serial"), indexed(devices, "asset_tag")

    def on(self, label: Label, ours: Callable[[Device], bool]) -> list[tuple[Device, Reading]]:
        """Those on this label that are `ours`, each with the code that names it."""
        tags = [(one, device) for one in label.of(Kind.ASSET_TAG) for device in self._by_tag[one.value]]
        tagged = [(device, one) for one, device in tags if ours(device)]
        return tagged or self._of(label.serials, ours) or self._of(label.plain, ours)

    def _of(self, codes: Sequence[Reading], ours: Callable[[Device], bool]) -> list[tuple[Device, Reading]]:
        serials = [(replace(one, kind=Kind.SERIAL), device) for one in codes for device in self._by_serial[one.value]]
        return [(device, one) for one, device in serials if ours(device)]


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
