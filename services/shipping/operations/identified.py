"""Findings of which the warehouse knows whose they are: the device is the board's that found it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.outbox import Happening
from services.contracts.envelope import Envelope
from services.contracts.warehouse import DeviceIdentified
from services.shipping.model import Came, Custody, Device, Finding, Shipment
from services.shipping.model.identified import first_heard, turn_up
from services.shipping.operations.line import Line, write_lines
from services.shipping.operations.loading import write_alike

Identified = Envelope[DeviceIdentified]


def settle_findings(session: Session, envelopes: Sequence[Identified]) -> None:
    """Accept each device where it was found; on its way elsewhere it is missing there first.

    One that a board holds by now stays where it is.
    """
    shipments = _shipments(session, [envelope.data.shipment for envelope in envelopes])
    devices = _devices(session, [envelope.data.device for envelope in envelopes])
    findings = _findings(session, [envelope.data.finding for envelope in envelopes])
    known, told, left = list(devices.values()), list[Happening](), list[Line]()
    for envelope in envelopes:
        shipment, at = shipments[envelope.data.shipment], envelope.time
        device = devices.get(envelope.data.device) or first_heard(envelope.data, shipment, at)
        devices[device.id] = device
        before = None if device.state is Custody.RETURNED else device.board
        if device.state is Custody.IN_TRANSIT:
            left.append((device.carton_id, device.id, Came.MISSING))
        events = turn_up(device, shipment, at)
        if events:
            findings[envelope.data.finding].settle(device.id, before)
        told += [Happening(event, at) for event in events]
    write_alike(known)
    write_alike(findings.values(), ("device_id", "meant_for"))
    session.add_all(devices.values())
    write_lines(session, left)
    outbox.record_all(session, told)


def _shipments(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Shipment]:
    found = select(Shipment).where(Shipment.id.in_(ids)).order_by(Shipment.id).with_for_update()
    return {one.id: one for one in session.scalars(found)}


def _devices(session: Session, ids: Sequence[UUID]) -> dict[UUID, Device]:
    found = select(Device).where(Device.id.in_(ids)).order_by(Device.id).with_for_update()
    return {one.id: one for one in session.scalars(found)}


def _findings(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Finding]:
    found = select(Finding).where(Finding.id.in_(ids)).order_by(Finding.id).with_for_update()
    return {one.id: one for one in session.scalars(found)}
