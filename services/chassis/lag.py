"""How long events were on their way: from their recording, which their ids tell, to their being applied."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import now
from services.chassis.metering import meters
from services.chassis.metering.counting import observe
from services.contracts.envelope import Envelope

# A UUID of version 7 begins with its moment: RFC 9562, 5.7, 48 bits of milliseconds.
BELOW_THE_MOMENT = 80


def note(session: Session, service: str, envelopes: Iterable[Envelope[Any]]) -> None:
    """Count the way of these once they are applied for good."""
    at = now().timestamp()
    observe(session, meters.LAG, service, values=[max(0.0, at - recorded(one.id)) for one in envelopes])


def recorded(event: UUID) -> float:
    """When an event was recorded, in seconds since 1970: its `time` may be days older, of a scan without a network."""
    return (event.int >> BELOW_THE_MOMENT) / 1000
