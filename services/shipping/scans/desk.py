"""The desk on which a set of scans is judged: all that their labels may name, loaded in a few statements."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from scanner.codes import Kind, Label, Reading
from services.chassis import outbox, undo
from services.chassis.errors import Conflict, NotFound
from services.chassis.outbox import Happening
from services.chassis.scans import Scan
from services.contracts.event import Event
from services.contracts.roles import Person
from services.contracts.sentence import say
from services.contracts.shipping import DeviceAccepted, DeviceDamaged, ShippingDeviceUndone
from services.contracts.values import BoardCode
from services.shipping.model import LEFT, Carton, Custody, Device, Finding, Shipment, Stage
from services.shipping.model.custody import ACCEPTED
from services.shipping.model.undoing import undo_device
from services.shipping.operations.books import keep_books
from services.shipping.operations.incident import Loss, open_incidents
from services.shipping.operations.line import note_lines
from services.shipping.operations.loading import write_alike
from services.shipping.operations.recall import recalls_of
from services.shipping.scans.index import Names, cartons_named, devices_named, findings_named, indexed, shipments_named
from services.shipping.scans.past import Past
from services.shipping.scans.returns import Returns
from services.shipping.scans.slips import Slips
from services.shipping.scans.transfers import Transfers

RECEIVING = frozenset({"accept", "damage"})
Fits = Callable[[Device], bool]

# The states of a device whose step is done, where that is more than the state to which it leads.
DONE = {Custody.AT_BOARD: ACCEPTED}
# What says how a device came, or takes that back.
RECEIPTS = (DeviceAccepted, DeviceDamaged, ShippingDeviceUndone)


class Desk:
    """What scans are judged against in memory, and what they came to.

    Locked in order: transfers, shipments, devices, campaigns, returns, slips.
    """

    def __init__(self, session: Session, board: BoardCode, person: Person, scans: Sequence[tuple[Scan, Label]]) -> None:
        self.board, self.person = board, person
        self.happenings: list[Happening] = []
        self.findings: list[Finding] = []
        # What concerns the register of incidents.
        self.lost: list[Loss] = []
        # The code of the present scan's label that was taken for what the scan is about.
        self.took: Reading | None = None
        # What that code names: a device, or all devices of a carton.
        self.about: Sequence[Device] = ()
        # Where the present scan is made; by event, where each was.
        self.station = ""
        self._stations: dict[UUID, str] = {}
        labels = [label for _, label in scans]
        self.transfers = Transfers(session, board, scans)
        self._shipments = _shipments(session, board, scans)
        self._cartons = cartons_named(session, board, labels)
        undoing = any(scan.action == "undo" for scan, _ in scans)
        self._past = Past(undoing)
        self._ended = {one.id for one in self._shipments if one.state is Stage.RECEIVED}
        inside = [carton.id for carton in self._cartons.values()]
        devices = devices_named(session, board, labels, inside, self.transfers.coming)
        self._past.load(session, [f"device/{device.id}" for device in devices])
        self._names = Names(devices)
        self._by_carton = indexed(devices, "carton_id")
        back = any(scan.action == "take_back" for scan, _ in scans)
        # By device, the campaign that expects it.
        self.recalls = recalls_of(session, board, [one.id for one in devices]) if back else {}
        self.returns = Returns(session, board, [scan for scan, _ in scans])
        self.slips = Slips(session, board, scans)
        self._found = findings_named(session, self._shipments, [one.value for label in labels for one in label.serials])

    def carton(self, label: Label) -> Carton | None:
        """The board's carton that the label names. Raises `Conflict` when it names two."""
        found = {self._cartons[one.value].id: one for one in label.of(Kind.CARTON) if one.value in self._cartons}
        if len(found) > 1:
            raise Conflict("carton.ambiguous", say("This label names two cartons. Scan one at a time."))
        for self.took in found.values():
            carton = self._cartons[self.took.value]
            self.about = self.devices_in(carton)
            return carton
        return None

    def devices_in(self, carton: Carton) -> list[Device]:
        return self._by_carton[carton.id]

    def device(self, label: Label, wanted: Custody | None, shipment: str | None = None) -> Device | None:
        """The board's device that the label names. Of several, the model on the label decides, then the step, then
        where a receipt has `shipment`: the one of this name, or without a name those that are being received.

        Raises `Conflict` when two remain.
        """
        named = self._names.on(label, lambda device: device.board == self.board)
        for fits in self._expectations(label, wanted, shipment):
            if len(named) > 1:
                named = [one for one in named if fits(one[0])] or named
        if len({device.serial for device, _ in named}) == 1:
            # Two makers' devices of one serial are scanned one after the other: it is the one not done yet.
            named = [one for one in named if wanted and one[0].may(wanted)] or named
        return self._one_of(named)

    def arriving(self, label: Label, transfers: Collection[UUID]) -> Device | None:
        """The device on the label that is, or came, in one of these transfers. Raises `Conflict` where two are."""
        return self._one_of(self._names.on(label, lambda device: device.transfer_id in transfers))

    def _one_of(self, named: Sequence[tuple[Device, Reading]]) -> Device | None:
        if len(named) > 1:
            raise Conflict(
                "device.ambiguous", say("This label fits two devices. Scan the asset tag or one code alone.")
            )
        for device, self.took in named:
            self.about = [device]
            return device
        return None

    def _expectations(self, label: Label, wanted: Custody | None, shipment: str | None) -> list[Fits]:
        found: list[Fits] = [lambda device: device.model in label.parts]
        if wanted:
            # Done before included: whoever scans a label twice must not reach another device.
            found.append(lambda device: device.may(wanted) or device.state in DONE.get(wanted, {wanted}))
        if shipment is not None:
            ids = {one.id for one in self._shipments_named(shipment)}
            found.append(lambda device: device.shipment_id in ids)
        return found

    def shipment(self, name: str) -> Shipment:
        """The board's shipment of this number or id, or without a name the newest one being received."""
        chosen = self._shipments_named(name)
        if not chosen:
            asked = say("No shipment of your board has this number: scan its label, or choose it.")
            none = say("Say in which shipment it came: none is being received now.")
            raise NotFound("shipment.unknown", asked if name else none)
        return max(chosen, key=lambda one: one.id)

    def _shipments_named(self, name: str) -> list[Shipment]:
        left = [one for one in self._shipments if one.state in LEFT]
        if not name:
            return [one for one in left if one.state is not Stage.RECEIVED]
        return [one for one in left if name.strip().upper() in {one.number, str(one.id).upper()}]

    def finding(self, shipment: Shipment, serial: str) -> Finding | None:
        """The report already made of this serial in this shipment."""
        known = [*self._found, *self.findings]
        return next((one for one in known if (one.shipment_id, one.serial) == (shipment.id, serial)), None)

    def arrive(self, shipment_id: UUID | None, at: datetime) -> None:
        """What is in the board's hands was delivered, also when nobody said so yet."""
        for shipment in self._shipments:
            if shipment.id == shipment_id and shipment.state is Stage.DISPATCHED:
                self.happenings.append(undo.step(shipment, at, partial(shipment.deliver, at)))

    def step(self, device: Device, at: datetime, move: Callable[[], Event]) -> None:
        """Have the device take a step that can be undone; what `move` refuses goes on to the caller."""
        self.take([undo.step(device, at, move)])

    def undo(self, device: Device, reason: str, at: datetime) -> None:
        """Take the device's last step back. Raises `Conflict`, and leaves it, where that cannot be."""
        last = self._past.last(f"device/{device.id}")
        transfer, ended = self.transfers.of(device), device.shipment_id in self._ended
        self.note(undo_device(device, last, ended, reason, transfer), at)

    def note(self, event: Event, at: datetime) -> None:
        """A fact that cannot be undone."""
        self.take([Happening(event, at)])

    def take(self, happenings: Sequence[Happening]) -> None:
        for happening in happenings:
            self.happenings.append(happening)
            self._stations[happening.id] = self.station
            self._past.note(happening)
            self.transfers.note(happening)

    def write(self, session: Session) -> None:
        """Write what the good scans changed, with a constant number of statements."""
        changed = [one for one in session.dirty if isinstance(one, Device)]
        # First: whatever flushes after it writes the devices, with a statement for each mix of their columns.
        write_alike(changed)
        self.returns.write(session)
        self.slips.write()
        session.add_all(self.findings)
        received = {one.event.device for one in self.happenings if isinstance(one.event, RECEIPTS)}
        note_lines(session, [one for one in changed if one.id in received])
        outbox.record_all(session, [self.returns.numbered(one) for one in self.happenings])
        keep_books(session, self.happenings, self._stations)
        open_incidents(session, self.board, self.lost)


def _shipments(session: Session, board: BoardCode, scans: Sequence[tuple[Scan, Label]]) -> Sequence[Shipment]:
    """The shipments that these scans receive, or whose receipts they may take back; none for devices in use."""
    concerned = [(scan, label) for scan, label in scans if scan.action in {*RECEIVING, "undo"}]
    if not concerned:
        return []
    names = [scan.context.get("shipment", "") for scan, _ in concerned]
    arriving = any(scan.action in RECEIVING for scan, _ in concerned)
    return shipments_named(session, board, names, [label for _, label in concerned], arriving)
