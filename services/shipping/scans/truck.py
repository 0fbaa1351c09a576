"""At the dock, by scan: cartons loaded on the truck of their shipment, and taken off it again."""

from scanner.codes import Label
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText
from services.shipping.model import Carton, Shipment, truck
from services.shipping.scans.answer import given
from services.shipping.scans.dock import Dock


def load(dock: Dock, scan: Scan, label: Label) -> Answer:
    """Put a carton on the truck of the `shipment` named; with how many of that are loaded then."""
    shipment, carton = dock.shipment(scan), dock.carton(label)
    actual = dock.shipment_of(carton)
    if actual is shipment and carton.loaded_at is not None:
        return Answer(Outcome.REPEATED, _counted(dock, shipment, carton))
    dock.step(carton, scan.at, lambda: truck.load(shipment, carton, actual, dock.actor, scan.at))
    return Answer(Outcome.DONE, _counted(dock, shipment, carton))


def undo(dock: Dock, scan: Scan, label: Label) -> Answer:
    """Take the carton off the truck again, for the `reason` given."""
    carton, reason = dock.carton(label), given(scan, "reason", FreeText)
    dock.note(truck.unload(dock.shipment_of(carton), carton, dock.last(carton), reason), scan.at)
    return Answer(Outcome.DONE, say("Carton %(code)s is off the truck again.", code=carton.code))


def _counted(dock: Dock, shipment: Shipment, carton: Carton) -> Sentence:
    loaded, count = dock.count(shipment)
    words = {"code": carton.code, "number": shipment.number, "loaded": loaded, "count": count}
    if loaded == count:
        return say("Carton %(code)s: all %(count)s of shipment %(number)s are loaded. It can leave.", **words)
    return say("Carton %(code)s: %(loaded)s of %(count)s of shipment %(number)s are loaded.", **words)
