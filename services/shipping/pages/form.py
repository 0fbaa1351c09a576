"""How pages read what people typed: through the API's own shapes, blank fields left out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from flask import request
from pydantic import Field, ValidationError

from services.chassis.errors import Invalid
from services.chassis.web import filtering
from services.chassis.web.language import render
from services.chassis.web.problems import invalid
from services.chassis.web.shapes import Body
from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText, SchoolCode
from services.shipping.model import Tracking
from services.shipping.model.dollars import Dollars
from services.shipping.model.incident_facts import NAMES as FACTS
from services.shipping.shapes.sent import Carrier
from services.shipping.shapes.together import MOST, CarrierCode, Reference, Short

B = TypeVar("B", bound=Body)
OURS = frozenset({"csrf", "idempotency_key", "version"})

# What people call the fields of these forms.
LABELS: Mapping[str, Sentence] = {
    "/carrier": say("Carrier"),
    "/tracking": say("Tracking number"),
    "/freight": say("Freight"),
    "/action": say("What was done"),
    "/code": say("Code"),
    "/carton": say("Carton"),
    "/school": say("School"),
    "/reason": say("Reason"),
    "/shipments": say("Shipments"),
    "/day": say("Day"),
    "/driver": say("Driver"),
    "/received_by": say("Who signed"),
    "/at": say("When"),
    "/amount": say("Amount"),
    "/reference": say("The carrier’s number"),
    "/codes": say("Codes"),
    "/shipment": say("Shipment"),
    "/until": say("Until"),
    "/count": say("How many"),
    "/title": say("Title"),
    "/schools": say("Schools"),
    "/devices": say("Devices"),
    "/stage": say("Stage"),
    "/lines": say("How many of which type"),
    "/receiver": say("Receiving board"),
    "/damage": say("What is broken"),
    "/board": say("Board"),
    "/kind": say("What happened"),
    "/circumstances": FACTS["circumstances"],
    "/aware_on": FACTS["aware_on"],
    **{f"/facts/{name}": label for name, label in FACTS.items()},
}


class DispatchForm(Body):
    """What is written at the dock."""

    carrier: Carrier
    tracking: Tracking
    freight: Dollars


class ReceiptForm(Body):
    """One code of a box or a device that arrived."""

    action: Literal["accept", "damage"]
    code: str = Field(max_length=200)
    reason: FreeText | None = None


class CustodyForm(Body):
    """One code of a device, and what is done with it."""

    action: Literal["configure", "hand_over", "take_back", "send_back", "lend", "lost", "stolen", "found", "undo"]
    code: str = Field(max_length=200)
    school: SchoolCode | None = None
    student: Literal["yes"] | None = None
    reason: FreeText | None = None


class DeviceForm(Body):
    """What became of the device on its own page."""

    action: Literal["lend", "lost", "stolen", "found"]
    school: SchoolCode | None = None
    reason: FreeText | None = None


class ReleaseForm(Body):
    """Which carton is the warehouse's again, and why."""

    carton: UUID
    reason: FreeText


class ChosenForm(Body):
    """Shipments chosen in a list."""

    shipments: list[UUID] = Field(min_length=1, max_length=MOST)


class TripForm(ChosenForm):
    """Shipments in the order of the stops, and who takes them."""

    carrier: CarrierCode
    day: date
    driver: Short | None = None


class LeaveForm(Body):
    """What the whole trip costs."""

    freight: Dollars


class SignedForm(Body):
    """Who took what at the door, and when where that is not now (our time)."""

    received_by: Short
    at: datetime | None = None


class ClaimForm(Body):
    """Why the carrier is to pay, and how much."""

    reason: FreeText
    amount: Dollars


class ClaimAcceptedForm(Body):
    """What the carrier pays, and its own number."""

    amount: Dollars
    reference: Reference


def filled(shape: type[B], *lists: str) -> B:
    """The form as it was sent; `lists` name the fields of which several may be chosen.

    Raises `Invalid`, which is shown on the form's own page, each field by its label.
    """
    sent: dict[str, object] = {
        name: request.form.getlist(name) if name in lists else text
        for name, text in request.form.items()
        if name not in OURS and text.strip()
    }
    try:
        return shape.model_validate(sent)
    except ValidationError as error:
        raise labelled(invalid(error)) from error


def asked(shape: type[B]) -> B:
    """What the address asks of a list; other parameters (the language) are not its business."""
    return filtering.asked(shape, strict=False)


def labelled(refusal: Invalid) -> Invalid:
    """The same refusal, each field by what people call it."""
    errors = (
        replace(one, pointer=render(LABELS[one.pointer]), place=one.pointer) if one.pointer in LABELS else one
        for one in refusal.errors
    )
    return Invalid(refusal.code, refusal.sentence, tuple(errors))
