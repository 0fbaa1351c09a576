"""The documents of a device: which events tell of one, what it is called, where it is read and by whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.care import PAPERS
from services.contracts.event import Event
from services.contracts.roles import BOARD, KEEPS_REGISTER, SEES_ALL, WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.portal.model.past import Told, standing
from services.portal.readers import READERS

HOUSE = WAREHOUSE | SEES_ALL
Line = tuple[Sentence, str] | None


@dataclass(frozen=True)
class Document:
    """A paper, or the page that stands for it, as the event of `at` told of it."""

    title: Sentence
    path: str
    at: datetime


def _delivery(event: w.DeviceReceived) -> Line:
    return (say("The supplier’s delivery"), f"/warehouse/deliveries/{event.delivery}") if event.delivery else None


def _care(event: Any) -> Line:
    """The paper that proves what was done to it."""
    if event.proof is None:
        return None
    title = say("%(kind)s %(number)s", kind=PAPERS[event.proof.kind], number=event.proof.number)
    return title, f"/warehouse/papers/{event.proof.paper}"


def _hand_over(event: s.DeviceHandedOver) -> Line:
    return (say("Hand-over slip"), f"/shipping/slips/{event.slip}") if event.slip else None


def _loan(event: s.DeviceHandedOver) -> Line:
    return (say("Loan %(loan)s", loan=event.loan), f"/portal/loans/{event.loan}") if event.loan else None


def _agreement(event: s.DeviceLent) -> Line:
    return (say("Loan agreement between schools"), f"/shipping/slips/{event.slip}") if event.slip else None


def _incident(event: Any) -> Line:
    return say("Register of incidents"), "/shipping/incidents"


def _note(event: s.ShipmentReadied) -> Line:
    return (
        say("Delivery note of shipment %(number)s", number=event.number),
        f"/shipping/shipments/{event.shipment}/note",
    )


def _receipt(event: s.ShipmentReceived) -> Line:
    return say("Receipt of the shipment"), f"/shipping/shipments/{event.shipment}/receipt"


def _returned(event: s.DeviceSentBack) -> Line:
    return say("Return %(number)s", number=event.number), f"/shipping/returns/{event.shipment}"


Telling = tuple[Callable[[Any], Line], frozenset[Role]]
DOCUMENTS: Mapping[type[Event], Sequence[Telling]] = {
    w.DeviceReceived: ((_delivery, HOUSE),),
    w.DeviceClaimed: (
        (
            lambda event: (
                say("Claim %(number)s to the supplier", number=event.number),
                f"/warehouse/supplier-claims/{event.claim}",
            ),
            HOUSE,
        ),
    ),
    i.RequestSubmitted: (
        (
            lambda event: (say("Request %(number)s", number=event.number), f"/intake/requests/{event.request}"),
            BOARD | SEES_ALL,
        ),
    ),
    w.CartonClosed: (
        (
            lambda event: (
                say("Packing list of carton %(code)s", code=event.code),
                f"/warehouse/cartons/{event.carton}",
            ),
            HOUSE,
        ),
    ),
    s.ShipmentReadied: ((_note, BOARD | HOUSE),),
    s.ShipmentReceived: ((_receipt, BOARD | HOUSE),),
    s.DeviceHandedOver: ((_hand_over, BOARD | SEES_ALL), (_loan, READERS)),
    s.DeviceLent: ((_agreement, BOARD | SEES_ALL),),
    s.DeviceLost: ((_incident, KEEPS_REGISTER),),
    s.DeviceStolen: ((_incident, KEEPS_REGISTER),),
    s.DeviceSentBack: ((_returned, BOARD | HOUSE),),
    **dict.fromkeys((w.DeviceWiped, w.DeviceRepairStarted, w.DeviceRetired, w.DeviceDestroyed), ((_care, HOUSE),)),
}


def documents(told: Sequence[Told], role: Role) -> list[Document]:
    """What this role may read of a device's papers, the newest first, each once; none of what was undone."""
    found: dict[tuple[str, str], Document] = {}
    for _, envelope in standing(told):
        for tell, roles in DOCUMENTS.get(type(envelope.data), ()):
            line = tell(envelope.data) if role in roles else None
            if line:
                found[line[1], str(line[0])] = Document(*line, envelope.time)
    return sorted(found.values(), key=lambda one: one.at, reverse=True)
