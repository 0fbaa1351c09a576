"""Pages of the stock: figures by type, devices by state."""

from flask import Blueprint, Response

from services.chassis.web.edge import session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import device_types
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.life import DeviceState
from services.warehouse.pages.device_list import DEVICES
from services.warehouse.pages.show import asked, show
from services.warehouse.queries.stock import StateCount, states, stock
from services.warehouse.shapes.device import DeviceQuery

pages = Blueprint("warehouse_stock_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def all_stock() -> str:
    """The stock with every device: what is shown where a filter cannot be read, under the reason."""
    return _stock(DeviceQuery())


@pages.get("/stock")
@form_of(all_stock)
@allow(WAREHOUSE, SEES_ALL)
def stock_page() -> str:
    return _stock(asked(DeviceQuery))


@pages.get("/stock.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def stock_file(kind: str) -> Response:
    return saved_list(DEVICES, kind)


def _stock(query: DeviceQuery) -> str:
    return show(
        "stock",
        stock=stock(session()),
        counts=_table(states(session())),
        states=list(DeviceState),
        types=list(device_types()),
        given=query.model_dump(mode="json", exclude_unset=True),
        devices=DEVICES.read(query, query.cursor, query.limit),
    )


def _table(counts: list[StateCount]) -> dict[str, dict[DeviceState, int]]:
    """Counts by type, then by state."""
    found: dict[str, dict[DeviceState, int]] = {}
    for one in counts:
        found.setdefault(one.type, {})[one.state] = one.count
    return found
