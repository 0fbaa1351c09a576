"""What shipping and the warehouse tell of single devices: who holds them, and what of a request came well."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.warehouse import DeviceReceived
from services.intake.model.holding import DeviceEvent, Holding
from services.intake.operations.stock import record_fulfilled, requests_for_update


def follow_devices(session: Session, envelopes: Sequence[Envelope[DeviceEvent]]) -> None:
    """Keep who holds each device, and fulfil the requests from which nothing is missing any more.

    A device that comes in from a supplier was at no board and is left out.
    """
    told = [one for one in envelopes if not isinstance(one.data, DeviceReceived) or one.data.returned]
    if not told:
        return
    holdings = _holdings(session, {one.data.device: one.data.type for one in told})
    arrived: Counter[tuple[UUID, str]] = Counter()
    for one in told:
        arrived.update(holdings[one.data.device].hear(one.data, one.time))
    _keep(session, holdings.values())
    _count(session, arrived)


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


def _count(session: Session, arrived: Mapping[tuple[UUID, str], int]) -> None:
    requests = requests_for_update(session, {request for request, _ in arrived})
    for (request, kind), change in arrived.items():
        if request in requests:
            requests[request].shares.count(kind, change)
    record_fulfilled(session, requests)
