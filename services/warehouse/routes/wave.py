"""Routes of waves: made of orders that wait, walked with their own pick list, finished."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.wave import close_wave, make_wave
from services.warehouse.queries import wave as queries
from services.warehouse.queries.pick_list import of_wave
from services.warehouse.shapes.order import PickList
from services.warehouse.shapes.wave import NewWave, WaveAnswer, WaveDetail, WaveQuery, Waves

api = Routes("warehouse_wave_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/waves", responses={201: WaveDetail}, summary="Make a wave of chosen orders, or of all that are ready")
@allow(WAREHOUSE, creates=True)
def add_wave(body: NewWave) -> tuple[WaveDetail, int]:
    wave = make_wave(session(), body.cart, body.orders)
    return WaveDetail.of(queries.walk(session(), wave.id)), 201


@api.get("/waves", responses={200: Waves}, summary="Waves, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_waves(query: WaveQuery) -> Waves:
    found = queries.waves(session(), query.state, query.cursor, query.limit)
    return Waves(items=[WaveAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/waves/<uuid:id>", responses={200: WaveDetail}, summary="A wave, bin by bin")
@allow(WAREHOUSE, SEES_ALL)
def get_wave(path: One) -> WaveDetail:
    return WaveDetail.of(queries.walk(session(), path.id))


@api.get("/waves/<uuid:id>/pick-list", responses={200: PickList}, summary="What to pick where, and into which bin")
@allow(WAREHOUSE, SEES_ALL)
def get_pick_list(path: One) -> PickList:
    walk = queries.walk(session(), path.id)
    return PickList.of(of_wave(session(), walk.wave, walk.orders))


@api.post("/waves/<uuid:id>/close", responses={200: WaveDetail}, summary="Finish a wave: its cart is free")
@allow(WAREHOUSE)
def close(path: One) -> WaveDetail:
    close_wave(session(), path.id)
    return WaveDetail.of(queries.walk(session(), path.id))
