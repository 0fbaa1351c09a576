"""Pages of waves: made of the orders that are ready, walked, finished."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.wave import close_wave, make_wave
from services.warehouse.pages.show import asked, choices, show
from services.warehouse.pages.wave_list import WAVES
from services.warehouse.queries import wave as queries
from services.warehouse.queries.pick_list import of_wave
from services.warehouse.shapes.wave import NewWave, WaveQuery

pages = Blueprint("warehouse_wave_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def newest_waves() -> str:
    """The newest waves: what is shown where the address or the form cannot be read, under the reason."""
    return _waves(WaveQuery())


@pages.get("/waves")
@form_of(newest_waves)
@allow(WAREHOUSE, SEES_ALL)
def waves() -> str:
    return _waves(asked(WaveQuery))


@pages.get("/waves.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def waves_file(kind: str) -> Response:
    return saved_list(WAVES, kind)


@pages.post("/waves/make")
@form_of(newest_waves)
@allow(WAREHOUSE, creates=True)
def make() -> ResponseReturnValue:
    chosen = {"cart": request.form.get("cart", ""), "orders": request.form.getlist("orders")}
    wanted = NewWave.model_validate(chosen)
    return redirect(url_for(".wave", key=make_wave(session(), wanted.cart, wanted.orders).id), 303)


@pages.get("/waves/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def wave(key: UUID) -> str:
    walk = queries.walk(session(), key)
    return show("wave", walk=walk, wave=walk.wave, stops=of_wave(session(), walk.wave, walk.orders))


@pages.post("/waves/<uuid:key>/close")
@form_of(wave)
@allow(WAREHOUSE)
def close(key: UUID) -> ResponseReturnValue:
    close_wave(session(), key)
    return redirect(url_for(".wave", key=key), 303)


def _waves(query: WaveQuery) -> str:
    found = WAVES.read(query, query.cursor, query.limit)
    return show(
        "waves",
        states=choices("wave"),
        waves=found,
        ready=queries.ready_orders(session()),
        carts=queries.free_carts(session()),
    )
