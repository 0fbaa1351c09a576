"""The page of one device, and what is done from it: its last step taken back, repair, retirement, destruction, loss."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import UndoAnswer
from services.contracts.care import OUTCOMES
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import care as operations
from services.warehouse.operations.care import Told
from services.warehouse.operations.undo import undo_steps
from services.warehouse.pages.offer import offers, reasons_for
from services.warehouse.pages.show import form, show
from services.warehouse.queries.care import of_device as done_to
from services.warehouse.queries.device import device as find_device
from services.warehouse.queries.undo import of_device
from services.warehouse.shapes.device import Because, Reason, Repaired

pages = Blueprint("warehouse_device_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/devices/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def device(key: UUID) -> str:
    found = find_device(session(), key)
    undo = UndoAnswer.of(of_device(session(), found, person().role is Role.WAREHOUSE_MANAGER))
    return show(
        "device",
        device=found,
        care=offers(found),
        reasons_for=reasons_for,
        outcomes=OUTCOMES,
        done=done_to(session(), key),
        undo=undo,
    )


@pages.post("/devices/<uuid:key>/undo")
@form_of(device)
@allow(WAREHOUSE)
def undo(key: UUID) -> ResponseReturnValue:
    undo_steps(session(), [key], form(Reason).reason, person().role is Role.WAREHOUSE_MANAGER)
    return _back(key)


@pages.post("/devices/<uuid:key>/repair")
@form_of(device)
@allow(WAREHOUSE)
def repair(key: UUID) -> ResponseReturnValue:
    operations.start_repair(session(), [key], _told())
    return _back(key)


@pages.post("/devices/<uuid:key>/repaired")
@form_of(device)
@allow(WAREHOUSE)
def repaired(key: UUID) -> ResponseReturnValue:
    operations.end_repair(session(), [key], form(Repaired).outcome)
    return _back(key)


@pages.post("/devices/<uuid:key>/retire")
@form_of(device)
@allow(Role.WAREHOUSE_MANAGER)
def retire(key: UUID) -> ResponseReturnValue:
    operations.retire(session(), [key], _told())
    return _back(key)


@pages.post("/devices/<uuid:key>/destroy")
@form_of(device)
@allow(Role.WAREHOUSE_MANAGER)
def destroy(key: UUID) -> ResponseReturnValue:
    operations.destroy(session(), [key], _told())
    return _back(key)


@pages.post("/devices/<uuid:key>/write-off")
@form_of(device)
@allow(Role.WAREHOUSE_MANAGER)
def write_off(key: UUID) -> ResponseReturnValue:
    operations.write_off(session(), [key], _told())
    return _back(key)


def _told() -> Told:
    said = form(Because)
    return Told(said.why, said.reason or "", said.paper)


def _back(key: UUID) -> ResponseReturnValue:
    return redirect(url_for(".device", key=key), 303)
