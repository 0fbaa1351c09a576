"""The reserve's own van: a route sheet with a signature a stop; delivered by whoever stands at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.chassis.errors import Conflict
from services.chassis.sheet.reading import Row
from services.chassis.sheet.writing import Cell
from services.contracts.roles import WAREHOUSE, Role
from services.contracts.sentence import Sentence, say
from services.shipping.carriers.carrier import Parcel, Told

NAME = say("The reserve’s own van")


@dataclass(frozen=True)
class Van:
    """Leaves with one freight for the whole trip."""

    code: str = "van"
    called: str = "Camion de la réserve"
    name: Sentence = NAME
    roles: frozenset[Role] = WAREHOUSE
    drives: bool = True

    def manifest(self, number: str, day: date, parcels: Sequence[Parcel]) -> Sequence[Sequence[Cell]]:
        """The stops in their order, as the route sheet shows them."""
        head = ["trip", "day", "stop", "reference", "requests", "site", "street", "town", "postal_code", "contact"]
        rows = [
            (
                *(number, f"{day}", one.stop, one.reference, ", ".join(one.requests), one.site, one.street, one.town),
                *(one.postal_code, one.contact, one.phone, len(one.cartons), ", ".join(one.cartons)),
            )
            for one in parcels
        ]
        return [[*head, "phone", "count", "cartons"], *rows]

    def answer(self, rows: Sequence[Row]) -> Sequence[Told]:
        """A van sends no file."""
        raise Conflict("carrier.drives", say("The van sends no file: record each stop as it is delivered."))


CARRIER = Van()
