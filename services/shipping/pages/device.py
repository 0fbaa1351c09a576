"""Devices in a board's hands: the list by state with a field for codes, and one device."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import BOARD, SEES_ALL
from services.contracts.sees import Sees
from services.shipping import operations, queries
from services.shipping.pages import typed
from services.shipping.pages.device_list import DEVICES
from services.shipping.pages.form import CustodyForm, DeviceForm, asked, filled
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import DeviceList, Reason

pages = Blueprint("shipping_device_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/devices")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def list_devices() -> ResponseReturnValue:
    return _listed()


@pages.get("/devices.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def devices_file(kind: str) -> Response:
    return saved_list(DEVICES, kind)


@pages.post("/devices/scan")
@form_of(list_devices)
@allow(BOARD, repeatable=True)
def scan() -> ResponseReturnValue:
    # Shown at once and not redirected: who scans goes on with the same action, and a reload answers the same.
    form = filled(CustodyForm)
    context = {"school": form.school, "student": form.student, "reason": form.reason}
    said, status = typed.scan(form.action, form.code, context)
    return _listed(said), status


@pages.get("/devices/scan")
@allow(BOARD, SEES_ALL)
def after_scan() -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there: a change of language, a bookmark."""
    return redirect(url_for(".list_devices"), 303)


@pages.get("/devices/<uuid:device>")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def show_device(device: UUID) -> ResponseReturnValue:
    return _shown(device)


@pages.post("/devices/<uuid:device>/step")
@form_of(show_device)
@allow(BOARD)
def take_step(device: UUID) -> ResponseReturnValue:
    operations.take_step(session(), board_of(person()), device, **filled(DeviceForm).model_dump())
    return redirect(url_for(".show_device", device=device), 303)


@pages.post("/devices/<uuid:device>/undo")
@form_of(show_device)
@allow(BOARD)
def undo(device: UUID) -> ResponseReturnValue:
    board = board_of(person())
    operations.undo_device_steps(session(), board, [device], filled(Reason).reason)
    # What was received from another board is that board's again.
    there = url_for(".show_device", device=device) if queries.is_of(session(), device, board) else "/shipping/transfers"
    return redirect(there, 303)


@pages.get("/devices/<uuid:device>/<any('step', 'undo'):form>")
@allow(BOARD, SEES_ALL)
def after_form(device: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return redirect(url_for(".show_device", device=device), 303)


def _shown(device: UUID) -> str:
    found = queries.device(session(), device, scope_of(person()))
    came, went, transfer = queries.travels(session(), found)
    undoing = queries.device_undo(session(), found)
    return render_template(
        "shipping/device.html", device=found, came=came, went=went, transfer=transfer, undoing=undoing
    )


def _listed(said: dict[str, Any] | None = None) -> str:
    query, scope = asked(DeviceList), scope_of(person())
    page = DEVICES.read(query, query.cursor, query.limit)
    counts = queries.counts(session(), scope)
    return render_template("shipping/devices.html", page=page, query=query, counts=counts, said=said)
