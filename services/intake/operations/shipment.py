"""What shipping tells of shipments: how far each request is on its way."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.intake.model.shipment import Shipment, ShipmentEvent
from services.intake.operations.charge import Told, charge_freight, concerns_freight


def follow_shipments(session: Session, envelopes: Sequence[Envelope[ShipmentEvent]]) -> None:
    """Keep the stage and the dates of each shipment, whole rows in one statement; and charge its freight."""
    table, named = Shipment.__table__, {one.data.shipment: one.data.request for one in envelopes}
    statement = select(table).where(table.c.id.in_(named)).order_by(table.c.id).with_for_update()
    found = {row["id"]: Shipment(**row) for row in session.execute(statement).mappings()}
    known = {key: found.get(key) or Shipment.unheard(key, request) for key, request in named.items()}
    freight: list[Told] = []
    for one in envelopes:
        shipment = known[one.data.shipment]
        shipment.follow(one.data, one.time)
        freight += [(one, shipment.devices or 0)] if concerns_freight(one.data) else []
    names = table.columns.keys()
    note = insert(session, table)
    note = note.on_conflict_do_update(index_elements=["id"], set_={name: note.excluded[name] for name in names})
    session.execute(note, [{name: getattr(known[key], name) for name in names} for key in sorted(known)])
    charge_freight(session, freight)
