"""What is done to one device from its page: repair, retirement, writing off."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import WAREHOUSE, Role
from services.warehouse.operations import care as operations
from services.warehouse.pages.show import form
from services.warehouse.pages.stock import device
from services.warehouse.shapes.device import Reason

pages = Blueprint("warehouse_care_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


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
    return redirect(url_for("warehouse_stock_pages.device", key=key), 303)
