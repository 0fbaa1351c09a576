"""What is counted of a day: how many devices came, left, arrived, and what their boards did with them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.portal.model.clock import HERE

DAYS = 7


class Flow(StrEnum):
    """One kind of thing that happens to devices, in the order of their way."""

    RECEIVED = "received"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    MISSING = "missing"
    DAMAGED = "damaged"
    CONFIGURED = "configured"
    HANDED_OVER = "handed_over"
    SENT_BACK = "sent_back"


# Told of each device; a receipt at the warehouse is a supplier's or one of what a board sent back.
OF_DEVICES: Mapping[str, Flow] = {
    "device.received": Flow.RECEIVED,
    "device.accepted": Flow.ACCEPTED,
    "device.missing": Flow.MISSING,
    "device.damaged": Flow.DAMAGED,
    "device.configured": Flow.CONFIGURED,
    "device.handed-over": Flow.HANDED_OVER,
    "device.sent-back": Flow.SENT_BACK,
}
# Told of a shipment, and counted by the devices in its cartons.
OF_SHIPMENTS: Mapping[str, Flow] = {"shipment.dispatched": Flow.SHIPPED, "shipment.delivered": Flow.DELIVERED}


def today(at: datetime) -> date:
    """The day in Québec."""
    return at.astimezone(HERE).date()


def week_from(first: date) -> list[date]:
    """Seven days from the first on."""
    return [first + timedelta(days=number) for number in range(DAYS)]


def beginning(day: date) -> datetime:
    """Its first moment in Québec."""
    return datetime.combine(day, time(), HERE)
