"""Requests of which each moment is given in hours, as the services tell them: for the tests of the clock."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.values import BoardCode
from tests.integration.portal_story import BOARD, START

ADDRESS = i.Address(site="quai", street="1", town="M", postal_code="H", contact="TI", phone="5")


class Teller:
    """Tells events at given hours after `start`, with sequences as an outbox gives them."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.told: list[Envelope[Any]] = []
        self._sequences: dict[tuple[str, str], int] = {}
        self._numbers = 0

    def tell(self, event: Event, hour: float) -> Envelope[Any]:
        key = (event.owner, event.subject())
        self._sequences[key] = self._sequences.get(key, 0) + 1
        moment = self.start + timedelta(hours=hour)
        about, sequence = event.subject(), self._sequences[key]
        self.told.append(
            Envelope(uuid4(), event.source(), about, moment, sequence, "u-00000001", event, event.correlation())
        )
        return self.told[-1]

    def request(self, *hours: float, board: BoardCode = BOARD, pauses: tuple[tuple[float, float], ...] = ()) -> UUID:
        """A request submitted, granted, dispatched and delivered at these hours, as far as there are any."""
        self._numbers += 1
        about: dict[str, Any] = {"request": uuid4(), "board": board}
        numbered = about | {"number": f"D{self._numbers:06d}"}
        lines, quantity = [i.RequestLine(type="tablet", category="no_access", quantity=1)], [quantity_of(1)]
        sent = about | {"shipment": uuid4(), "cartons": []}
        steps: list[Event] = [
            i.RequestSubmitted(**numbered, lines=lines, urgency="normal", freight_cents=0),
            i.RequestGranted(**numbered, granted=quantity, address=ADDRESS, freight_cents=0),
            s.ShipmentDispatched(**sent, carrier="Nationex", tracking="NX", freight_cents=0),
            s.ShipmentDelivered(**sent),
        ]
        for event, hour in zip(steps, hours, strict=False):
            self.tell(event, hour)
        for first, last in pauses:
            self.tell(i.RequestPaused(**about, reason="École fermée"), first)
            if last != float("inf"):
                self.tell(i.RequestResumed(**about), last)
        return UUID(str(about["request"]))

    def device(self, *hours: float | None, board: BoardCode = BOARD, device: UUID | None = None) -> UUID:
        """A device accepted, configured and handed over at these hours."""
        about: dict[str, Any] = {"device": device or uuid4(), "type": "tablet", "board": board}
        steps: list[Event] = [
            s.DeviceAccepted(**about, shipment=uuid4(), request=uuid4()),
            s.DeviceConfigured(**about),
            s.DeviceHandedOver(**about, loan="P-ABCD2345"),
        ]
        for event, hour in zip(steps, hours, strict=False):
            if hour is not None:
                self.tell(event, hour)
        return UUID(str(about["device"]))


def quantity_of(count: int) -> i.Quantity:
    return i.Quantity(type="tablet", quantity=count)
