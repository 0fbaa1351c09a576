"""What still stands of what was told: without what was undone or voided, and in the order in which it counts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.undone import Undone

Told = tuple[int, Envelope[Any]]

# What takes something told before away, or puts it in another light: the row is then read from its entries anew.
REWRITING = (Undone, s.ShipmentVoided, w.DeviceIdentified)
RECEIPTS = (s.DeviceAccepted, s.DeviceMissing, s.DeviceTurnedUp, s.DeviceDamaged)
TRAVEL = (s.ShipmentReadied, s.ShipmentDispatched, s.ShipmentDelivered, s.ShipmentReceived)


def standing(told: Sequence[Told]) -> list[Told]:
    """Of a device's entries, by position, those that count.

    Services are heard in any order: how a shipment travels counts for a device once the packing list is heard, and a
    board's receipt once the warehouse has said which device it was that came beyond the list.
    """
    gone, voided = undone(told) | _reopened(told), _voided(told)
    counted: list[Told] = []
    waiting: list[Told] = []
    carton = None
    for one in told:
        event = one[1].data
        if one[1].id in gone or getattr(event, "shipment", None) in voided:
            continue
        if isinstance(event, TRAVEL) and carton not in getattr(event, "cartons", [carton]):
            waiting.append(one)
            continue
        counted.append(one)
        if isinstance(event, w.CartonClosed):
            carton = event.carton
            counted += [early for early in waiting if carton in early[1].data.cartons]
        elif isinstance(event, w.DeviceStored | w.DeviceReceived):
            carton = None
        elif isinstance(event, w.DeviceIdentified):
            counted += _from_receipt(counted, event.shipment)
    return counted


def since_passed(told: Sequence[Told]) -> list[Told]:
    """Of a carton's entries, by position, those of its present passing to shipping; its opening and closing apart."""
    ends = [number for number, one in enumerate(told) if isinstance(one[1].data, s.CartonReleased | s.ShipmentVoided)]
    since = told[ends[-1] + 1 :] if ends else told
    return [one for one in since if not isinstance(one[1].data, w.CartonOpened | w.CartonClosed | w.CartonUndone)]


def undone(told: Sequence[Told]) -> set[UUID]:
    """The ids of the events that these entries undo."""
    return {one[1].data.undone for one in told if isinstance(one[1].data, Undone)}


def standing_of_request(told: Sequence[Told]) -> list[Told]:
    """Of a request's entries, by position, those that count: what the warehouse refused is as if never asked."""
    refused = {one[1].data.answers for one in told if isinstance(one[1].data, w.WithdrawalRefused)}
    heard = [one for one in told if one[1].id not in refused]
    gone, voided = undone(heard), _voided(heard)
    return [one for one in heard if one[1].id not in gone and getattr(one[1].data, "shipment", None) not in voided]


def _reopened(told: Sequence[Told]) -> set[UUID]:
    """What a device's receipts said before one was undone that left it on its way: nothing of it came in that shipment.

    A receipt that is opened again tells so of what is missing alone, not of what was accepted since.
    """
    came = {one[1].id: one[1].data.shipment for one in told if isinstance(one[1].data, RECEIPTS)}
    gone: set[UUID] = set()
    for number, (_, envelope) in enumerate(told):
        event = envelope.data
        if isinstance(event, s.ShippingDeviceUndone) and event.state == "in_transit" and event.undone in came:
            shipment = came[event.undone]
            gone |= {one[1].id for one in told[:number] if came.get(one[1].id) == shipment}
    return gone


def _voided(told: Sequence[Told]) -> set[UUID]:
    return {one[1].data.shipment for one in told if isinstance(one[1].data, s.ShipmentVoided)}


def _from_receipt(told: Sequence[Told], shipment: UUID) -> list[Told]:
    """What shipping told of a device from its receipt in this shipment on, heard before the warehouse named it."""
    for number, (_, envelope) in enumerate(told):
        if isinstance(envelope.data, s.DeviceAccepted) and envelope.data.shipment == shipment:
            return [one for one in told[number:] if one[1].data.owner == "shipping"]
    return []
