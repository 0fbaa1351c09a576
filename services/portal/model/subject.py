"""What an event names: the subjects in its data, the names it gives them, and the place where it happened."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from services.contracts.event import Event
from services.contracts.intake import RequestSubmitted
from services.contracts.shipping import (
    DeviceHandedOver,
    DeviceLent,
    DeviceSentBack,
    DeviceTakenBack,
    DeviceUnexpected,
    DeviceUnreturned,
    ReturnClosed,
    ReturnDispatched,
    ReturnUndone,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentUndone,
    ShipmentVoided,
    TransferOffered,
)
from services.contracts.warehouse import (
    CartonClosed,
    CartonOpened,
    DeliveryAnnounced,
    DeviceClaimed,
    DeviceIdentified,
    DeviceMoved,
    DevicePicked,
    DeviceReceived,
    PackedDevice,
    SupplierClaimSent,
)

FIELDS = ("device", "request", "delivery", "shipment", "carton", "order", "location", "school", "loan", "transfer")
# Where an event happened: the first of these that it names.
PLACES = ("location", "school", "loan", "carton")
BROUGHT_BY = ("request", "shipment")

# What is told of a return, or of a device in it.
IN_RETURN = (DeviceSentBack, DeviceUnreturned, ReturnClosed, ReturnDispatched, ReturnUndone)

Name = tuple[str, str, str]


def key(kind: str | None, number: object) -> str:
    """How a subject is pointed at: `device/<id>`."""
    return f"{kind}/{number}"


def keys(event: Event) -> set[str]:
    """The event's own subject and every other that its data name; a carton's devices are not expanded here."""
    # What is told of a transfer between boards is no matter of the request that once brought the device.
    apart = BROUGHT_BY if getattr(event, "transfer", None) else ()
    told = ((field, getattr(event, field)) for field in _fields(type(event)) if field not in apart)
    named = {key(field, value) for field, value in told if value is not None} | {event.subject()}
    if isinstance(event, DeviceTakenBack | DeviceLent):
        named.add(holder_of(event.origin))
    if isinstance(event, IN_RETURN):
        named.add(parcel_of(event))
    if isinstance(event, DeviceMoved):
        named.add(key("location", event.origin))
    if isinstance(event, DeviceIdentified):
        # A finding was told as a device of its own.
        named.add(key("device", event.finding))
    return named


def parcel_of(event: DeviceSentBack | DeviceUnreturned | ReturnClosed | ReturnDispatched | ReturnUndone) -> str:
    """The key of the return that an event is about."""
    return key("return", event.shipment if isinstance(event, DeviceSentBack) else event.parcel)


@cache
def _fields(kind: type[Event]) -> tuple[str, ...]:
    """Of the fields that name a subject, those that a kind of event has: asked once, it is asked of every event."""
    return tuple(field for field in FIELDS if field in kind.model_fields)


def holder_of(origin: str) -> str:
    """The key of what a device was taken back from: a school by its six digits, else a loan."""
    return key("school" if re.fullmatch(r"\d{6}", origin) else "loan", origin)


def place(event: Event) -> str | None:
    """The key of where the event happened: a location, carton, shipment, request, board, school or loan; or None."""
    for field in PLACES:
        if getattr(event, field, None) is not None:
            return key(field, getattr(event, field))
    if isinstance(event, ShipmentReadied | ShipmentDispatched | ShipmentVoided | ShipmentUndone | DeviceIdentified):
        return key("shipment", event.shipment)
    if "order" in (event.noun, event.among) or isinstance(event, DevicePicked):
        return key("request", event.correlation())
    board = getattr(event, "board", None) or next(iter(parties(event)), None)
    return key("board", board) if board else None


def parties(event: Event) -> list[str]:
    """The boards of a transfer, where it goes first; none of what is about anything else."""
    named = (getattr(event, field, None) for field in ("receiver", "origin") if event.noun == "transfer")
    return [str(one) for one in named if one]


def names(event: Event) -> Iterator[Name]:
    """The names that the event gives: text in capitals, kind, the key of what it names."""
    given = (
        [(location, "location", key("location", location))] if (location := getattr(event, "location", None)) else []
    )
    for text, kind, subject in [*given, *GIVEN.get(type(event), _nothing)(event)]:
        yield text.strip().upper()[:80], kind, subject


def _nothing(_: Event) -> list[Name]:
    return []


def _of_device(told: DeviceReceived | DeviceIdentified | DeviceClaimed | PackedDevice) -> list[Name]:
    device = key("device", told.device)
    return [(told.serial, "serial", device), *([(told.asset_tag, "asset_tag", device)] if told.asset_tag else [])]


def _of_carton(event: CartonClosed) -> list[Name]:
    return [(event.code, "carton", event.subject()), *(name for one in event.devices for name in _of_device(one))]


def _of_delivery(event: DeliveryAnnounced) -> list[Name]:
    return [(event.number, "delivery", event.subject()), (event.reference, "reference", event.subject())]


def _of_return(event: DeviceSentBack | ReturnClosed | ReturnDispatched) -> list[Name]:
    return [(event.number, "return", parcel_of(event))] if event.number else []


def _of_hand_over(event: DeviceHandedOver) -> list[Name]:
    if event.school:
        return [(event.school, "school", key("school", event.school))]
    return [(str(event.loan), "loan", key("loan", event.loan))]


GIVEN: dict[type[Event], Callable[[Any], list[Name]]] = {
    DeviceReceived: _of_device,
    CartonOpened: lambda event: [(event.code, "carton", event.subject())],
    CartonClosed: _of_carton,
    DeviceIdentified: _of_device,
    DeviceClaimed: _of_device,
    SupplierClaimSent: lambda event: [(event.number, "supply_claim", event.subject())],
    DeviceLent: lambda event: [(event.school, "school", key("school", event.school))],
    DeliveryAnnounced: _of_delivery,
    RequestSubmitted: lambda event: [(event.number, "request", event.subject())],
    ShipmentReadied: lambda event: [(event.number, "shipment", event.subject())],
    ShipmentDispatched: lambda event: [(event.tracking, "tracking", event.subject())],
    DeviceUnexpected: lambda event: [(event.serial, "finding", event.subject())],
    DeviceHandedOver: _of_hand_over,
    TransferOffered: lambda event: [(event.number, "transfer", event.subject())],
    DeviceSentBack: _of_return,
    ReturnClosed: _of_return,
    ReturnDispatched: lambda event: [*_of_return(event), (event.tracking, "tracking", parcel_of(event))],
}
