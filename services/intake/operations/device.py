"""What shipping and the warehouse tell of single devices: who holds them, and what of a request came well."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestAmended
from services.contracts.shipping import ShippingDeviceUndone
from services.contracts.warehouse import DeviceReceived, WarehouseDeviceUndone
from services.intake.model.closing import close_days
from services.intake.model.configured import Week, add_configured
from services.intake.model.holding import DeviceEvent, Holding, Outcome, Receipt
from services.intake.model.request import Request
from services.intake.model.shipment import Shipment
from services.intake.operations.fulfilment import record_fulfilled, record_unfulfilled
from services.intake.operations.loading import requests_for_update, write_alike

Told = Sequence[Envelope[DeviceEvent]]


def follow_devices(session: Session, envelopes: Told) -> None:
    """Keep who holds each device; a request from which nothing is missing any more is fulfilled, or is so no more.

    A device that comes in from a supplier was at no board and is left out, and what the warehouse undoes beside.
    """
    told = [one for one in envelopes if _concerns_a_board(one.data)]
    if not told:
        return
    close_days(session)
    left = _departures(session, told)
    holdings = _holdings(session, {one.data.device: one.data.type for one in told})
    requests = requests_for_update(session, _counting(told, holdings))
    write_alike(requests, "accepted", "lacking", "given_up")
    # One by one in the order told: what was given up may be found in one event, and be lost again in the next.
    amended, undone, configured = [], {}, Counter[Week]()
    for one in told:
        configured.update(holdings[one.data.device].configure(one.data, one.time))
        changes = holdings[one.data.device].hear(one.data, one.time, left.get(getattr(one.data, "shipment", None)))
        amended += _count(requests, changes)
        if isinstance(one.data, ShippingDeviceUndone):
            undone.update({outcome.request: one.data.reason for outcome in changes})
    _keep(session, [holding for holding in holdings.values() if holding.worth_keeping])
    add_configured(session, configured)
    outbox.record(session, *amended)
    record_fulfilled(session, requests)
    record_unfulfilled(session, requests, undone)


def _concerns_a_board(event: DeviceEvent) -> bool:
    if isinstance(event, WarehouseDeviceUndone):
        return event.step == "device.received"
    return not isinstance(event, DeviceReceived) or event.returned


def _counting(told: Told, holdings: Mapping[UUID, Holding]) -> set[UUID]:
    """The requests in which what is told may count something, or no more."""
    named = {one.data.request for one in told if isinstance(one.data, Receipt | ShippingDeviceUndone)}
    undone = [holdings[one.data.device] for one in told if isinstance(one.data, ShippingDeviceUndone)]
    return {one for one in named | {holding.request for holding in undone} if one is not None}


def _departures(session: Session, told: Told) -> dict[UUID | None, datetime]:
    """When the shipments left in which these receipts were made, as far as it was told."""
    shipments = {one.data.shipment for one in told if isinstance(one.data, Receipt)}
    found = select(Shipment.id, Shipment.dispatched_at).where(Shipment.id.in_(shipments))
    return {row.id: row.dispatched_at for row in session.execute(found) if row.dispatched_at}


def _holdings(session: Session, devices: Mapping[UUID, str]) -> dict[UUID, Holding]:
    """What was told of these devices before, apart from the session; `_keep` writes it back whole."""
    table = Holding.__table__
    statement = select(table).where(table.c.device.in_(devices)).order_by(table.c.device).with_for_update()
    found = {row["device"]: Holding(**row) for row in session.execute(statement).mappings()}
    return {device: found.get(device) or Holding.unheard(device, kind) for device, kind in devices.items()}


def _keep(session: Session, holdings: Iterable[Holding]) -> None:
    """Write whole rows in one statement: a flush would take one for each pattern of changed columns."""
    ordered = sorted(holdings, key=lambda holding: holding.device)
    if not ordered:
        return
    names = Holding.__table__.columns.keys()
    note = insert(session, Holding.__table__)
    note = note.on_conflict_do_update(index_elements=["device"], set_={name: note.excluded[name] for name in names})
    session.execute(note, [{name: getattr(holding, name) for name in names} for holding in ordered])


def _count(requests: Mapping[UUID, Request], outcomes: Mapping[Outcome, int]) -> list[RequestAmended]:
    """Count what came of one event in its request, and give what that amended."""
    known = [
        (requests[outcome.request], outcome, change)
        for outcome, change in outcomes.items()
        if outcome.request in requests
    ]
    return [event for request, outcome, change in known if (event := request.count(outcome, change))]
