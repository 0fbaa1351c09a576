"""Shapes of what leaves together, and of claims to carriers: what callers send, and what they get."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from flask_openapi import FileStorage
from pydantic import AfterValidator, AwareDatetime, Field

from services.chassis.sheet.writing import Format
from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.values import FreeText
from services.shipping.carriers import CARRIERS
from services.shipping.model.freight_claim import ClaimState
from services.shipping.shapes.shown import ShipmentShown

MOST = 500
Cents = Annotated[int, Field(ge=0, le=100_000_000)]
Short = Annotated[FreeText, Field(max_length=80)]
Reference = Annotated[FreeText, Field(max_length=60)]


def _known(code: str) -> str:
    if code not in CARRIERS:
        raise ValueError("no such carrier")
    return code


CarrierCode = Annotated[str, AfterValidator(_known)]


class Together(Body):
    """Shipments by id."""

    shipments: list[UUID] = Field(min_length=1, max_length=MOST)


class TripPlan(Together):
    """Shipments in the order of the stops, with whom, on which day. `driver`: an employee number will do."""

    carrier: CarrierCode
    day: date
    driver: Short | None = None


class Left(Body):
    """What the whole trip costs, in cents."""

    freight_cents: Cents


class Signed(Body):
    """Who took it at the door, and when, where that is not now."""

    received_by: Short
    at: AwareDatetime | None = None


class StopOf(Body):
    """The trip and the stop in a path."""

    id: UUID
    stop: int = Field(ge=1)


class ShipmentOf(Body):
    """The trip and the shipment in a path."""

    id: UUID
    shipment: UUID


class Manifest(Body):
    """How the manifest leaves."""

    format: Format = Format.CSV


class AnswerFile(Body):
    """The carrier's own file, CSV or XLSX."""

    file: FileStorage


class ClaimAsked(Body):
    """Why the carrier is to pay, and how much, in cents."""

    reason: FreeText
    asked_cents: int = Field(gt=0, le=100_000_000)


class ClaimAccepted(Body):
    """What the carrier pays, in cents, and its own number."""

    settled_cents: Cents
    reference: Reference


class ClaimRefused(Body):
    """Why the carrier does not pay, and its own number."""

    reason: FreeText
    reference: Reference


class CarrierShown(Answer):
    """A carrier: its code and name, whether we drive it, and whether the caller may send with it."""

    code: str
    name: str
    drives: bool
    may_send: bool


class Carriers(Answer):
    items: list[CarrierShown]


class ConsignmentShown(Edited):
    """Shipments that leave as one."""

    id: UUID
    number: str
    board: str
    shipments: list[ShipmentShown]


class StopShown(Answer):
    """One stop of a trip: a parcel of it, as its manifest names it."""

    stop: int
    reference: str
    requests: list[str]
    cartons: list[str]
    devices: int


class TripShown(Edited):
    """A trip with its parcels and shipments."""

    id: UUID
    number: str
    carrier: str
    day: date
    driver: str | None
    stops: list[StopShown]
    shipments: list[ShipmentShown]


class RowShown(Answer):
    """What a row of a carrier's file came to: `done`, `repeated`, or `refused` with why."""

    row: int
    reference: str
    outcome: str
    why: str | None


class AnswerReport(Answer):
    rows: list[RowShown]


class ClaimLine(Answer):
    """A device that the claim is for, and how it came."""

    device: UUID
    serial: str
    came: str


class ClaimShown(Edited):
    """A claim to a carrier; amounts in cents."""

    id: UUID
    number: str
    shipment: UUID = Field(validation_alias="shipment_id")
    board: str
    carrier: str
    state: ClaimState
    reason: str
    asked_cents: int
    settled_cents: int | None
    reference: str | None
    answer: str | None
    sent_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


class ClaimWhole(ClaimShown):
    """A claim with its devices."""

    lines: list[ClaimLine]


class Claims(Answer):
    items: list[ClaimShown]
    next: UUID | None
