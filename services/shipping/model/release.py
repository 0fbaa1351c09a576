"""A shipment gives cartons back to the warehouse: one before it leaves, or all of them when it is voided."""

from datetime import datetime

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import CartonReleased, ShipmentVoided
from services.shipping.model.carton import Carton
from services.shipping.model.shipment import Shipment
from services.shipping.model.stage import NAMES, Stage

LEFT_DOCK = say(
    "Shipment %(number)s is %(stage)s: a carton is released only before it leaves. Void the shipment first."
)


def let_go(shipment: Shipment, carton: Carton, reason: str) -> CartonReleased:
    """Give one of its cartons back to the warehouse: it is prepared again until its order is packed whole."""
    if shipment.state not in {Stage.PREPARING, Stage.READY}:
        words = {"number": shipment.number, "stage": NAMES[shipment.state]}
        raise Conflict("shipment.left", Sentence(LEFT_DOCK.msgid, words))
    told = carton.release(reason)
    shipment.cartons.remove(carton)
    shipment.grow(whole=False)
    return told


def void(shipment: Shipment, reason: str, at: datetime) -> ShipmentVoided:
    """Give it up before it is delivered: its cartons stand at the dock again and are the warehouse's."""
    shipment.become(Stage.VOIDED)
    told = ShipmentVoided(
        shipment=shipment.id,
        request=shipment.request,
        board=shipment.board,
        cartons=shipment.carton_ids,
        reason=reason,
    )
    shipment.voided_at, shipment.void_reason = at, reason
    shipment.consignment_id = shipment.trip_id = shipment.stop = None
    shipment.voided_cartons = [carton.code for carton in shipment.cartons if carton.code]
    for carton in shipment.cartons:
        carton.give_back()
    shipment.cartons.clear()
    return told
