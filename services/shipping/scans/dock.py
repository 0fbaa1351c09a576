"""The dock on which a set of scans is judged: the shipments and cartons that they name, loaded in a few statements."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from scanner.codes import Kind, Label, Reading
from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.errors import Conflict, Invalid
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.event import Event
from services.contracts.sentence import say
from services.shipping.model import Carton, Device, Shipment
from services.shipping.operations.loading import write_alike
from services.shipping.scans.answer import unknown
from services.shipping.scans.index import as_ids, on_labels
from services.shipping.scans.past import Past


class Dock:
    """What scans are judged against in memory, and what they came to. Locked in order: shipments, then cartons."""

    def __init__(self, session: Session, scans: Sequence[tuple[Scan, Label]]) -> None:
        self.actor = act_of(session).actor
        self.took: Reading | None = None
        self._happenings: list[Happening] = []
        labels = [label for _, label in scans]
        codes = {one.value for label in labels for one in label.of(Kind.CARTON)}
        names = {name for scan, _ in scans if (name := _name(scan))}
        self._shipments = session.scalars(_shipments(names, codes)).all()
        self._of_shipment: dict[object, list[Carton]] = {one.id: [] for one in self._shipments}
        cartons = session.scalars(_cartons(self._shipments, codes)).all()
        for carton in cartons:
            self._of_shipment.setdefault(carton.shipment_id, []).append(carton)
        self._by_code: dict[str, Carton] = {one.code: one for one in cartons if one.code and one.code in codes}
        self._inside = _inside(session, [label for label in labels if not self._named(label)])
        self._past = Past(any(scan.action == "undo" for scan, _ in scans))
        self._past.load(session, [f"carton/{carton.id}" for carton in self._by_code.values()])

    def carton(self, label: Label) -> Carton:
        """The carton that the label names. Raises `Conflict` when it names two, `Invalid` for a device, `NotFound`."""
        named = self._named(label)
        if len({carton.id for carton, _ in named}) > 1:
            raise Conflict("carton.ambiguous", say("This label names two cartons. Scan one at a time."))
        for carton, self.took in named:
            return carton
        for one in (*label.serials, *label.plain, *label.of(Kind.ASSET_TAG)):
            if (code := self._inside.get(one.value)) is not None:
                raise Invalid(
                    "code.device", say("This is a device of carton %(code)s. Scan that carton’s label.", code=code)
                )
        raise unknown(label, say("No carton has this code here. Put it aside and ask who packed it."))

    def shipment(self, scan: Scan) -> Shipment:
        """The one that the scan says is loaded. Raises `Invalid`."""
        name = _name(scan)
        found = [one for one in self._shipments if name in (one.number, str(one.id).upper())]
        if not found:
            asked = say("No shipment to be loaded has this number: scan its label, or choose it.")
            none = say("Say which shipment is loaded: scan its label, or choose it.")
            raise Invalid("scan.shipment", asked if name else none)
        return found[0]

    def shipment_of(self, carton: Carton) -> Shipment | None:
        return next((one for one in self._shipments if one.id == carton.shipment_id), None)

    def count(self, shipment: Shipment) -> tuple[int, int]:
        """How many of its cartons are loaded, and how many there are."""
        cartons = self._of_shipment[shipment.id]
        return sum(carton.loaded_at is not None for carton in cartons), len(cartons)

    def last(self, carton: Carton) -> undo.LastStep | None:
        return self._past.last(f"carton/{carton.id}")

    def step(self, carton: Carton, at: datetime, move: Callable[[], Event]) -> None:
        """Have the carton take a step that can be undone; what `move` refuses goes on to the caller."""
        self._take(undo.step(carton, at, move))

    def note(self, event: Event, at: datetime) -> None:
        """A fact that cannot be undone."""
        self._take(Happening(event, at))

    def write(self, session: Session) -> None:
        """Write what the good scans changed, with a constant number of statements."""
        write_alike([one for one in session.dirty if isinstance(one, Carton)], Carton.STEPPING)
        outbox.record_all(session, self._happenings)

    def _take(self, happening: Happening) -> None:
        self._happenings.append(happening)
        self._past.note(happening)

    def _named(self, label: Label) -> list[tuple[Carton, Reading]]:
        return [(self._by_code[one.value], one) for one in label.of(Kind.CARTON) if one.value in self._by_code]


def _name(scan: Scan) -> str:
    return scan.context.get("shipment", "").strip().upper()


def _shipments(names: set[str], codes: set[str]) -> Select[Shipment]:
    inside = select(Carton.shipment_id).where(Carton.code.in_(codes))
    named = or_(Shipment.number.in_(names), Shipment.id.in_(as_ids(names)), Shipment.id.in_(inside))
    return select(Shipment).where(named).order_by(Shipment.id).with_for_update()


def _cartons(shipments: Sequence[Shipment], codes: set[str]) -> Select[Carton]:
    """Those scanned, and all that are in these shipments: which of them are loaded is told with each scan."""
    named = or_(Carton.code.in_(codes), Carton.shipment_id.in_([one.id for one in shipments]))
    return select(Carton).where(named).order_by(Carton.id).with_for_update()


def _inside(session: Session, labels: Sequence[Label]) -> dict[str, str]:
    """By serial and asset tag, the carton of each device that was scanned in place of its carton."""
    if not labels:
        return {}
    found = select(Device.serial, Device.asset_tag, Carton.code).join(Device.carton).where(on_labels(labels))
    rows = session.execute(found.where(Carton.code.is_not(None))).all()
    return {name: row.code for row in rows for name in (row.serial, row.asset_tag) if name}
