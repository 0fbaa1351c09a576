"""The page of one device, and what is done from it: its last step taken back, repair, retirement, writing off."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import UndoAnswer
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import device as operations
from services.warehouse.operations.undo import undo_steps
from services.warehouse.pages.offer import offers
from services.warehouse.pages.show import form, show
from services.warehouse.queries.device import device as find_device
from services.warehouse.queries.undo import of_device
from services.warehouse.shapes.device import Reason

pages = Blueprint("warehouse_device_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/devices/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def device(key: UUID) -> str:
    found = find_device(session(), key)
    undo = UndoAnswer.of(of_device(session(), found, person().role is Role.WAREHOUSE_MANAGER))
    return show("device", device=found, care=offers(found), undo=undo)


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
    operations.start_repair(session(), [key], form(Reason).reason)
    return _back(key)


@pages.post("/devices/<uuid:key>/repaired")
@form_of(device)
@allow(WAREHOUSE)
def repaired(key: UUID) -> ResponseReturnValue:
    operations.end_repair(session(), [key])
    return _back(key)


@pages.post("/devices/<uuid:key>/retire")
@form_of(device)
@allow(Role.WAREHOUSE_MANAGER)
def retire(key: UUID) -> ResponseReturnValue:
    operations.retire(session(), [key], form(Reason).reason)
    return _back(key)


@pages.post("/devices/<uuid:key>/write-off")
@form_of(device)
@allow(Role.WAREHOUSE_MANAGER)
def write_off(key: UUID) -> ResponseReturnValue:
    operations.write_off(session(), [key], form(Reason).reason)
    return _back(key)


def _back(key: UUID) -> ResponseReturnValue:
    return redirect(url_for(".device", key=key), 303)
