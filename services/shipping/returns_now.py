"""How return shipments stand now, each late or not by this installation's own setting."""

from collections.abc import Sequence

from services.chassis.act import now
from services.chassis.web.edge import edge, session
from services.shipping import queries
from services.shipping.model import ReturnShipment
from services.shipping.queries import Line


def standing(parcels: Sequence[ReturnShipment]) -> list[Line]:
    """One line for each."""
    return queries.lines(session(), parcels, now(), edge().config["SETTINGS"].return_days)
