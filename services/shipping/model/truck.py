"""Loading: cartons of a shipment that is ready go on its truck by scan; what of them is missing when it leaves.

A carton stays loaded while its shipment is prepared again for others of its order: the truck has it. It is loaded no
more once it is given back to the warehouse, released or with its voided shipment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import CartonLoaded, ShippingCartonUndone
from services.shipping.model.carton import Carton
from services.shipping.model.stage import LEFT, NAMES, Stage

if TYPE_CHECKING:
    from services.shipping.model.shipment import Shipment

# What of a long list a person at the dock can look for at once.
MOST_NAMED = 10

GONE = say("Shipment %(number)s is %(stage)s already. Put carton %(code)s aside and ask who dispatched it.")
NOT_READY = say(
    "Shipment %(number)s is %(stage)s: its cartons are loaded once it is ready. Leave %(code)s at the dock."
)


def load(shipment: "Shipment", carton: Carton, actual: "Shipment | None", by: str, at: datetime) -> CartonLoaded:
    """Put the carton on the truck of `shipment`; `actual` is the shipment that it is in. Raises `Conflict`."""
    _check_belongs(shipment, carton, actual)
    if shipment.state is not Stage.READY:
        told = GONE if shipment.state in LEFT else NOT_READY
        raise Conflict(f"shipment.{shipment.state}", _told(told, shipment, carton))
    carton.loaded_at, carton.loaded_by = at, by
    return CartonLoaded(carton=carton.id, shipment=shipment.id, request=shipment.request, board=shipment.board)


def unload(shipment: "Shipment | None", carton: Carton, last: LastStep | None, reason: str) -> ShippingCartonUndone:
    """Take the carton off the truck again. Raises `Conflict` where it was not loaded last, or has left."""
    last = undo.check(carton, last)
    if shipment is None:
        raise Conflict("undo.moved_on", undo.MOVED_ON)
    if shipment.state in LEFT:
        raise Conflict(f"shipment.{shipment.state}", _told(GONE, shipment, carton))
    undo.put_back(carton, last.change.before)
    return ShippingCartonUndone(
        carton=carton.id,
        shipment=shipment.id,
        request=shipment.request,
        board=shipment.board,
        undone=last.event,
        step=last.what,
        reason=reason,
    )


def check_load(number: str, cartons: Sequence[Carton]) -> None:
    """Raise `Conflict`, naming what is missing, where some of a shipment's cartons are loaded and others not."""
    missing = [carton.code for carton in cartons if carton.loaded_at is None and carton.code]
    if 0 < len(missing) < len(cartons):
        raise Conflict(
            "shipment.not_loaded",
            say(
                "Shipment %(number)s has %(count)s carton(s) not loaded: %(codes)s. Load or release them.",
                number=number,
                count=len(missing),
                codes=", ".join(missing[:MOST_NAMED]) + (", …" if len(missing) > MOST_NAMED else ""),
            ),
        )


def _check_belongs(shipment: "Shipment", carton: Carton, actual: "Shipment | None") -> None:
    if actual is shipment:
        return
    if actual is not None:
        raise Conflict(
            "carton.other_shipment",
            say(
                "Carton %(code)s is of shipment %(other)s, not %(number)s. Take it to that truck.",
                code=carton.code,
                other=actual.number,
                number=shipment.number,
            ),
        )
    if carton.is_given_back:
        raise Conflict(
            "carton.released",
            say("Carton %(code)s was given back to the warehouse: do not load it. Put it aside.", code=carton.code),
        )
    raise Conflict(
        "carton.not_passed",
        say("Carton %(code)s is in no shipment yet: leave it at the dock until its order is packed.", code=carton.code),
    )


def _told(sentence: Sentence, shipment: "Shipment", carton: Carton) -> Sentence:
    words = {"number": shipment.number, "stage": NAMES[shipment.state], "code": carton.code}
    return Sentence(sentence.msgid, words)
