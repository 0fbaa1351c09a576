"""Pick lists on paper, of an order and of a wave: the walk, with a box to tick for each device and the bars to scan."""

from uuid import UUID

from flask import Blueprint

from services.chassis.act import now
from services.chassis.web.barcode import barcode
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.pages.show import show
from services.warehouse.queries.order import order
from services.warehouse.queries.pick_list import Stop, of_order, of_wave
from services.warehouse.queries.wave import walk, wave_of

pages = Blueprint("warehouse_pick_list_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/orders/<uuid:key>/pick-list")
@allow(WAREHOUSE, SEES_ALL)
def order_list(key: UUID) -> str:
    found = order(session(), key)
    stops, wave = of_order(session(), found), wave_of(session(), key)
    return _paper(found.number, f"/warehouse/orders/{key}", stops, order=found, wave=wave)


@pages.get("/waves/<uuid:key>/pick-list")
@allow(WAREHOUSE, SEES_ALL)
def wave_list(key: UUID) -> str:
    found = walk(session(), key)
    stops = of_wave(session(), found.wave, found.orders)
    bins = [(one.number, found.orders[one.order_id], found.left(one)) for one in found.wave.bins]
    return _paper(found.wave.number, f"/warehouse/waves/{key}", stops, wave=found.wave, bins=bins)


def _paper(number: str, place: str, stops: list[Stop], **values: object) -> str:
    return show("pick_list", number=number, place=place, stops=stops, bars=barcode(number), at=now(), **values)
