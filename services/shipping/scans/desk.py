"""The desk on which a set of scans is judged: all that their labels may name, loaded in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from services.chassis import outbox
from services.chassis.errors import Conflict, NotFound
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.event import Event
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import Carton, Custody, Device, Finding, Shipment, Stage
from services.shipping.operations.loading import write_alike
from services.shipping.scans.label import Label
from services.shipping.scans.returns import Returns

LEFT = frozenset({Stage.DISPATCHED, Stage.DELIVERED, Stage.RECEIVED})


class Desk:
    """What scans are judged against in memory, and what they came to. Locked in order: shipments, devices, returns."""

    def __init__(self, session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> None:
        self.board = board
        self.happenings: list[Happening] = []
        self.findings: list[Finding] = []
        self._shipments = _shipments(session, board, [scan.context.get("shipment", "") for scan, _ in scans])
        labels = [label for _, label in scans]
        self._cartons = _cartons(session, board, labels)
        devices = _devices(session, board, labels, [carton.id for carton in self._cartons.values()])
        self._by_serial, self._by_tag = _by(devices, "serial"), _by(devices, "asset_tag")
        self._by_carton = _by(devices, "carton_id")
        self.returns = Returns(session, board, [scan for scan, _ in scans])
        self._found = _findings(session, self._shipments, [label.serial for label in labels if label.serial])

    def carton(self, label: Label) -> Carton | None:
        """The board's carton that the label names. Raises `Conflict` when it names two."""
        found = {self._cartons[code].id: self._cartons[code] for code in label.cartons if code in self._cartons}
        if len(found) > 1:
            raise Conflict("carton.ambiguous", say("This label names two cartons. Scan one at a time."))
        return next(iter(found.values()), None)

    def devices_in(self, carton: Carton) -> list[Device]:
        return self._by_carton[carton.id]

    def device(self, label: Label, wanted: Custody) -> Device | None:
        """The board's device that the label names. A serial may be two makers': the model, then the step, decide.

        Raises `Conflict` when two remain.
        """
        tagged = [device for tag in label.tags for device in self._by_tag[tag]]
        named = tagged or [device for serial in label.serials for device in self._by_serial[serial]]
        if len(named) > 1:
            named = [device for device in named if device.model in label.models] or named
        if len(named) > 1 and len({device.serial for device in named}) == 1:
            named = [device for device in named if device.may(wanted)] or named
        if len(named) > 1:
            raise Conflict(
                "device.ambiguous", say("This label fits two devices. Scan the asset tag or one code alone.")
            )
        return named[0] if named else None

    def shipment(self, name: str) -> Shipment:
        """The board's shipment of this number or id, or without a name the newest one being received."""
        left = [one for one in self._shipments if one.state in LEFT]
        named = [one for one in left if name.strip().upper() in {one.number, str(one.id).upper()}]
        coming = [one for one in left if one.state is not Stage.RECEIVED]
        chosen = named if name else coming
        if not chosen:
            raise NotFound("shipment.unknown", say("Say in which shipment it came: none is being received now."))
        return max(chosen, key=lambda one: one.id)

    def finding(self, shipment: Shipment, serial: str) -> Finding | None:
        """The report already made of this serial in this shipment."""
        known = [*self._found, *self.findings]
        return next((one for one in known if (one.shipment_id, one.serial) == (shipment.id, serial)), None)

    def arrive(self, shipment_id: UUID | None, at: datetime) -> None:
        """What is in the board's hands was delivered, also when nobody said so yet."""
        for shipment in self._shipments:
            if shipment.id == shipment_id and shipment.state is Stage.DISPATCHED:
                self.note(shipment.deliver(at), at)

    def note(self, event: Event, at: datetime) -> None:
        self.happenings.append(Happening(event, at))

    def write(self, session: Session) -> None:
        """Write what the good scans changed, with a constant number of statements."""
        self.returns.write(session)
        session.add_all(self.findings)
        write_alike([changed for changed in session.dirty if isinstance(changed, Device)])
        outbox.record_all(session, self.happenings)


def _shipments(session: Session, board: BoardCode, names: Iterable[str]) -> list[Shipment]:
    """Those that may be arriving, locked, then those that are being received or are named."""
    mine = select(Shipment).where(Shipment.board == board).options(selectinload(Shipment.cartons)).order_by(Shipment.id)
    coming = session.scalars(mine.where(Shipment.state == Stage.DISPATCHED).with_for_update()).all()
    texts = {name.strip().upper() for name in names if name}
    named = or_(Shipment.number.in_(texts), Shipment.id.in_(_ids(texts)), Shipment.state == Stage.DELIVERED)
    return list({one.id: one for one in [*coming, *session.scalars(mine.where(named))]}.values())


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _cartons(session: Session, board: BoardCode, labels: Iterable[Label]) -> dict[str, Carton]:
    codes = {code for label in labels for code in label.cartons}
    found = session.scalars(select(Carton).where(Carton.code.in_(codes), Carton.board == board))
    return {carton.code: carton for carton in found if carton.code}


def _devices(session: Session, board: BoardCode, labels: Sequence[Label], cartons: Sequence[UUID]) -> Sequence[Device]:
    named = or_(
        Device.serial.in_({serial for label in labels for serial in label.serials}),
        Device.asset_tag.in_({tag for label in labels for tag in label.tags}),
        Device.carton_id.in_(cartons),
    )
    mine = select(Device).where(named, Device.board == board).options(joinedload(Device.parcel))
    return session.scalars(mine.order_by(Device.id).with_for_update(of=Device)).all()


def _by(devices: Iterable[Device], name: str) -> defaultdict[object, list[Device]]:
    index: defaultdict[object, list[Device]] = defaultdict(list)
    for device in devices:
        index[getattr(device, name)].append(device)
    return index


def _findings(session: Session, shipments: Sequence[Shipment], serials: Sequence[str]) -> Sequence[Finding]:
    known = select(Finding).where(
        Finding.shipment_id.in_([one.id for one in shipments]), Finding.serial.in_(set(serials))
    )
    return session.scalars(known).all()
