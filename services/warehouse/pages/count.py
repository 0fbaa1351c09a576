"""Pages of counts: opened for a location or a zone, scanned, ended, adjusted by somebody else."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import count as operations
from services.warehouse.operations.adjustment import adjust_count
from services.warehouse.pages.count_list import COUNTS
from services.warehouse.pages.show import asked, choices, form, show
from services.warehouse.queries import count as queries
from services.warehouse.queries.short_pick import to_count
from services.warehouse.shapes.count import Adjustment, CountQuery, NewCount, Recount

pages = Blueprint("warehouse_count_pages", __name__, url_prefix="/warehouse", template_folder="../templates")

# More of a kind than a page is read for; the API gives all.
MOST_SHOWN = 200


def newest_counts() -> str:
    """The newest counts: what is shown where the address or the form cannot be read, under the reason."""
    return _counts(CountQuery())


@pages.get("/counts")
@form_of(newest_counts)
@allow(WAREHOUSE, SEES_ALL)
def counts() -> str:
    return _counts(asked(CountQuery))


@pages.get("/counts.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def counts_file(kind: str) -> Response:
    return saved_list(COUNTS, kind)


@pages.post("/counts/open")
@form_of(newest_counts)
@allow(WAREHOUSE, creates=True)
def open_count() -> ResponseReturnValue:
    return _to(operations.open_count(session(), form(NewCount).place).id)


@pages.get("/counts/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def count(key: UUID) -> str:
    found = queries.count(session(), key)
    return show(
        "count",
        count=found,
        scanned=queries.scanned(session(), key),
        result=queries.result(session(), found),
        most=MOST_SHOWN,
        manages=person().role is Role.WAREHOUSE_MANAGER,
        why_not=queries.why_not_adjust(session(), found, person().actor),
    )


@pages.post("/counts/<uuid:key>/end")
@form_of(count)
@allow(WAREHOUSE)
def end(key: UUID) -> ResponseReturnValue:
    return _to(operations.end_count(session(), key).id)


@pages.post("/counts/<uuid:key>/adjust")
@form_of(count)
@allow(Role.WAREHOUSE_MANAGER)
def adjust(key: UUID) -> ResponseReturnValue:
    ticked = request.form.getlist("devices") if request.form.get("lines") == "chosen" else None
    wanted = Adjustment.model_validate({"reason": request.form.get("reason", ""), "devices": ticked})
    return _to(adjust_count(session(), key, wanted.reason, wanted.devices).id)


@pages.post("/counts/<uuid:key>/recount")
@form_of(count)
@allow(WAREHOUSE)
def recount(key: UUID) -> ResponseReturnValue:
    return _to(operations.recount(session(), key, form(Recount).location).id)


@pages.post("/counts/<uuid:key>/discard")
@form_of(count)
@allow(WAREHOUSE)
def discard(key: UUID) -> ResponseReturnValue:
    return _to(operations.discard_count(session(), key).id)


def _counts(query: CountQuery) -> str:
    found = COUNTS.read(query, query.cursor, query.limit)
    return show("counts", states=choices("count"), counts=found, to_count=to_count(session()))


def _to(key: UUID) -> ResponseReturnValue:
    return redirect(url_for(".count", key=key), 303)
