"""Stations' keys of the own board or of the warehouse: listed, made, revoked."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web import filtering
from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.contracts.duty import AT_BOARD, IN_WAREHOUSE, NAMES, Duty
from services.contracts.places import USERS
from services.contracts.roles import Role
from services.contracts.sentence import say
from services.portal import operations
from services.portal.model.makes import LOOKS_ON, MAKE_KEYS, reach_of
from services.portal.model.station import DAYS, MOST_DAYS
from services.portal.pages.form import filled
from services.portal.pages.inquiry import board_name
from services.portal.queries import user as queries
from services.portal.shapes.user import ById, MakeKey

stations = Blueprint("portal_station_pages", __name__, url_prefix=f"{USERS}/stations", template_folder="../templates")


@stations.get("")
@allow(MAKE_KEYS, LOOKS_ON)
def list_stations(station: str = "") -> str:
    """`station` is that of a form on this page, where one was refused."""
    query, reach = filtering.asked(ById, strict=False), reach_of(person())
    found, following = queries.stations(session(), reach, query.cursor, query.limit)
    return render_template(
        "portal/stations.html",
        found=found,
        next=following,
        reach=reach,
        board_name=board_name,
        STATION=Role.STATION,
        at=now(),
        duty_names=NAMES,
        duties=[one for one in Duty if one in (AT_BOARD if reach.board else IN_WAREHOUSE)],
        days=DAYS,
        most_days=MOST_DAYS,
    )


@stations.post("/make")
@form_of(list_stations)
@allow(MAKE_KEYS, secret=True)
def make_key() -> str:
    form = filled(MakeKey, many="duties")
    key = operations.make_key(session(), reach_of(person()), form.name, form.duties, form.days)
    told = say("Key of the station %(name)s", name=form.name)
    return render_template("portal/secret.html", told=told, secret=key, kind="key")


@stations.post("/<string:station>/renew")
@form_of(list_stations)
@allow(MAKE_KEYS, secret=True)
def renew(station: str) -> str:
    key = operations.renew_key(session(), reach_of(person()), station)
    told = say("New key of the station %(name)s", name=queries.station_name(session(), station))
    return render_template("portal/secret.html", told=told, secret=key, kind="key")


@stations.post("/<string:station>/revoke")
@allow(MAKE_KEYS)
def revoke(station: str) -> ResponseReturnValue:
    operations.end_key(session(), reach_of(person()), station)
    return redirect(url_for(".list_stations"), 303)


@stations.get("/<any('make'):form>")
@stations.get("/<string:station>/<any('renew'):form>")
@allow(MAKE_KEYS, LOOKS_ON)
def after_making(form: str, station: str = "") -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return redirect(url_for(".list_stations"), 303)
