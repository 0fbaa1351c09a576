"""Routes of short picks: what could not be picked, what is proposed instead, and which places are to be counted."""

from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.values import FreeText
from services.warehouse.model.short_pick import WORDS
from services.warehouse.operations.short_pick import report_for_order, report_for_wave
from services.warehouse.queries import short_pick as queries
from services.warehouse.shapes.short_pick import (
    NewShortPick,
    ShortPickAnswer,
    ShortPickDetail,
    ShortPicks,
    ToCountAnswer,
    ToCountList,
)

api = Routes("warehouse_short_pick_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/short-picks", responses={201: ShortPickDetail}, summary="Say that a device cannot be picked, and why")
@allow(WAREHOUSE, creates=True)
def add_short_pick(body: NewShortPick) -> tuple[ShortPickDetail, int]:
    words = FreeText(render(WORDS[body.reason]))
    report = report_for_wave if body.wave else report_for_order
    told = report(session(), body.device, body.picked_for, body.reason, words)
    session().flush()
    return ShortPickDetail.of(queries.lack(session(), told.id)), 201


@api.get("/short-picks", responses={200: ShortPicks}, summary="What could not be picked, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_short_picks(query: Paging) -> ShortPicks:
    found = queries.short_picks(session(), query.cursor, query.limit)
    return ShortPicks(items=[ShortPickAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/short-picks/<uuid:id>", responses={200: ShortPickDetail}, summary="A report, and what is proposed instead")
@allow(WAREHOUSE, SEES_ALL)
def get_short_pick(path: One) -> ShortPickDetail:
    return ShortPickDetail.of(queries.lack(session(), path.id))


@api.get("/locations/to-count", responses={200: ToCountList}, summary="Places that short picks say to count")
@allow(WAREHOUSE, SEES_ALL)
def get_to_count() -> ToCountList:
    return ToCountList([ToCountAnswer.model_validate(one) for one in queries.to_count(session())])
