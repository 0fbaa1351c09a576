"""Pages of short picks: said from a pick list, answered with another device, listed."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.sentence import Sentence
from services.contracts.values import FreeText
from services.warehouse.model.device import Device
from services.warehouse.model.short_pick import WORDS, ShortPick, ShortReason, check_for_order, order_in_wave
from services.warehouse.operations.short_pick import report_for_order, report_for_wave
from services.warehouse.pages.short_pick_list import SHORT_PICKS
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import short_pick as queries
from services.warehouse.queries.device import device as find_device
from services.warehouse.queries.order import order as find_order
from services.warehouse.queries.wave import walk as find_walk
from services.warehouse.shapes.short_pick import Lacking

pages = Blueprint("warehouse_short_pick_pages", __name__, url_prefix="/warehouse", template_folder="../templates")

Report = Callable[[Session, UUID, UUID, ShortReason, FreeText], ShortPick]


@pages.get("/orders/<uuid:key>/short/<uuid:device>")
@allow(WAREHOUSE)
def of_order(key: UUID, device: UUID) -> str:
    order, lacking = find_order(session(), key), find_device(session(), device)
    why_not = queries.why_not(lambda: check_for_order(lacking, order))
    return _asked(f"/warehouse/orders/{key}", order.number, lacking, why_not)


@pages.post("/orders/<uuid:key>/short/<uuid:device>")
@form_of(of_order)
@allow(WAREHOUSE, creates=True)
def report_of_order(key: UUID, device: UUID) -> ResponseReturnValue:
    return _told(report_for_order, device, key)


@pages.get("/waves/<uuid:key>/short/<uuid:device>")
@allow(WAREHOUSE)
def of_wave(key: UUID, device: UUID) -> str:
    walk, lacking = find_walk(session(), key), find_device(session(), device)
    why_not = queries.why_not(lambda: order_in_wave(lacking, walk.wave, walk.orders))
    return _asked(f"/warehouse/waves/{key}", walk.wave.number, lacking, why_not)


@pages.post("/waves/<uuid:key>/short/<uuid:device>")
@form_of(of_wave)
@allow(WAREHOUSE, creates=True)
def report_of_wave(key: UUID, device: UUID) -> ResponseReturnValue:
    return _told(report_for_wave, device, key)


@pages.get("/short-picks")
@allow(WAREHOUSE, SEES_ALL)
def short_picks() -> str:
    query = asked(Paging)
    return show("short_picks", short_picks=SHORT_PICKS.read(query, query.cursor, query.limit))


@pages.get("/short-picks.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def short_picks_file(kind: str) -> Response:
    return saved_list(SHORT_PICKS, kind)


@pages.get("/short-picks/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def short_pick(key: UUID) -> str:
    return show("short_pick", lack=queries.lack(session(), key))


def _asked(place: str, number: str, device: Device, why_not: Sentence | None) -> str:
    return show("short", place=place, number=number, device=device, why_not=why_not, reasons=list(ShortReason))


def _told(report: Report, device: UUID, key: UUID) -> ResponseReturnValue:
    reason = form(Lacking).why
    told = report(session(), device, key, reason, FreeText(render(WORDS[reason])))
    return redirect(url_for(".short_pick", key=told.id), 303)
