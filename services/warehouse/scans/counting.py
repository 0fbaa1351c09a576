"""Scans in a count: a device or an unknown code is noted as seen there, and nothing of it moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scanner.codes import Label, Reading
from services.chassis.errors import Conflict, Invalid
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode
from services.warehouse.model.count import Count
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import counted
from services.warehouse.operations.counted import Sight
from services.warehouse.operations.loading import FRESH
from services.warehouse.scans.label import has_mistyped, serials_on, tags_on

COUNT = say("This count is not known here: give its number, or open one for the location.")
OPENED = say("This carton does not count as a whole: scan each device that lies in it.")
# What of a supplier's carton lies in it, as long as nobody opened it.
CLOSED = frozenset({DeviceState.RECEIVED, DeviceState.STORED})


@dataclass
class Counting:
    """The counts that a batch names, what was seen in them before, and what the batch adds."""

    counts: dict[str, Count] = field(default_factory=dict)
    seen: set[tuple[UUID, UUID | str]] = field(default_factory=set)
    sights: list[Sight] = field(default_factory=list)

    def count(self, scan: Scan) -> Count:
        """The count that a scan names, open. Raises `Invalid` for none, `Conflict` for one that takes no more scans."""
        found = self.named(scan)
        if found is None:
            raise Invalid("scan.count", COUNT)
        found.check_open()
        return found

    def named(self, scan: Scan) -> Count | None:
        return self.counts.get(_named(scan))

    def see(self, count: Count, what: Device | str, scan: Scan, place: LocationCode) -> bool:
        """Note what is seen at a place of it; False when it was seen in this count before."""
        sight = Sight.of(count, what, scan.at, place)
        if sight.key in self.seen:
            return False
        self.seen.add(sight.key)
        self.sights.append(sight)
        return True

    def see_unknown(self, scan: Scan, label: Label, said: LocationCode | None) -> Answer | None:
        """Note a label that names nothing here by the likeliest of its codes; None where none may be a device's."""
        count = self.count(scan)
        place, codes = count.place_of(said), _codes(label)
        if not codes or has_mistyped(label):
            return None
        if self.see(count, codes[0].value, scan, place):
            told = say("Noted in count %(number)s: not known here.", number=count.number)
            return Answer(Outcome.DONE, told, took=codes[0])
        return Answer(Outcome.REPEATED, noted_before(count), took=codes[0])

    def remember(self, session: Session, devices: Iterable[Device], labels: Iterable[Label]) -> None:
        """Load what of these was seen before; no statement where no count is named."""
        if self.counts:
            counts = {count.id for count in self.counts.values()}
            codes = {code.value for label in labels for code in _codes(label)}
            self.seen = counted.seen(session, counts, {device.id for device in devices}, codes)

    def write(self, session: Session) -> None:
        counted.note(session, self.sights)


def load_counting(session: Session, scans: Sequence[Scan]) -> Counting:
    """The counts that these scans name, locked against their end alone; no statement where they name none."""
    named = {_named(scan) for scan in scans} - {""}
    if not named:
        return Counting()
    known = or_(Count.id.in_(list(_ids(named))), Count.number.in_(named))
    found = select(Count).where(known).order_by(Count.id).with_for_update(read=True)
    counts = session.scalars(found.execution_options(**FRESH)).all()
    return Counting({name: one for one in counts for name in (str(one.id).upper(), one.number)})


def noted_before(count: Count) -> Sentence:
    return say("Noted in count %(number)s before.", number=count.number)


def check_whole(devices: Sequence[Device]) -> None:
    """The devices of a supplier's carton or pallet count as a whole where all stand together by the records, as they
    came. Raises `Conflict` for one that was opened: what lies in it still is what is counted."""
    if not {one.state for one in devices} <= CLOSED or len({one.location for one in devices}) > 1:
        raise Conflict("scan.carton", OPENED)


def _codes(label: Label) -> Sequence[Reading]:
    return (*tags_on(label), *serials_on(label))


def _named(scan: Scan) -> str:
    return scan.context.get("count", "").strip().upper() if scan.action == "count" else ""


def _ids(named: Iterable[str]) -> Iterable[UUID]:
    for text in named:
        try:
            yield UUID(text)
        except ValueError:
            continue
