"""What shipping and the warehouse tell of single devices: who holds them, and what of a request came well."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.intake import RequestAmended
from services.contracts.warehouse import DeviceReceived
from services.intake.model.holding import DeviceEvent, Holding, Outcome, Receipt
from services.intake.model.request import Request
from services.intake.operations.stock import record_fulfilled, requests_for_update, write_alike


def follow_devices(session: Session, envelopes: Sequence[Envelope[DeviceEvent]]) -> None:
    """Keep who holds each device, and fulfil the requests from which nothing is missing any more.

    A device that comes in from a supplier was at no board and is left out.
    """
    told = [one for one in envelopes if not isinstance(one.data, DeviceReceived) or one.data.returned]
    if not told:
        return
    holdings = _holdings(session, {one.data.device: one.data.type for one in told})
    requests = requests_for_update(session, {one.data.request for one in told if isinstance(one.data, Receipt)})
    write_alike(requests, "accepted", "lacking", "given_up")
    # One by one in the order told: what was given up may be found in one event, and be lost again in the next.
    amended = [event for one in told for event in _count(requests, holdings[one.data.device].hear(one.data, one.time))]
    _keep(session, holdings.values())
    outbox.record(session, *amended)
    record_fulfilled(session, requests)


def _holdings(session: Session, devices: Mapping[UUID, str]) -> dict[UUID, Holding]:
    """What was told of these devices before, apart from the session; `_keep` writes it back whole."""
    table = Holding.__table__
    statement = select(table).where(table.c.device.in_(devices)).order_by(table.c.device).with_for_update()
    found = {row["device"]: Holding(**row) for row in session.execute(statement).mappings()}
    return {device: found.get(device) or Holding.unheard(device, kind) for device, kind in devices.items()}


def _keep(session: Session, holdings: Iterable[Holding]) -> None:
    """Write whole rows in one statement: a flush would take one for each pattern of changed columns."""
    names = Holding.__table__.columns.keys()
    note = insert(session, Holding.__table__)
    note = note.on_conflict_do_update(index_elements=["device"], set_={name: note.excluded[name] for name in names})
    ordered = sorted(holdings, key=lambda holding: holding.device)
    session.execute(note, [{name: getattr(holding, name) for name in names} for holding in ordered])


def _count(requests: Mapping[UUID, Request], outcomes: Mapping[Outcome, int]) -> list[RequestAmended]:
    """Count what came of one event in its request, and give what that amended."""
    known = [
        (requests[outcome.request], outcome, change)
        for outcome, change in outcomes.items()
        if outcome.request in requests
    ]
    return [event for request, outcome, change in known if (event := request.count(outcome, change))]
