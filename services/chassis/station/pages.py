"""The scanning page of a service, its way without script, and what makes it an application of the phone."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from services.chassis.errors import Invalid
from services.chassis.station import manifest
from services.chassis.station.config import config
from services.chassis.station.mode import fitting
from services.chassis.station.picture import SeenCode, read_picture
from services.chassis.station.policy import POLICY
from services.chassis.station.release import STATIC, release
from services.chassis.station.station import Station
from services.chassis.station.typed import batch
from services.chassis.web.edge import edge, person
from services.chassis.web.rule import allow, bare, form_of
from services.chassis.web.scans import answer
from services.chassis.web.tied import tied
from services.contracts.sentence import say


def pages(station: Station) -> Blueprint:
    """`/<service>/scan` with its forms, the worker's script and the manifest."""
    made = Blueprint(f"{station.service}_station", __name__, url_prefix=f"/{station.service}")

    @made.get("/scan")
    @allow(station.roles)
    def scan() -> Response:
        return show(station)

    @made.post("/scan/take")
    @form_of(scan)
    @allow(station.roles, repeatable=True)
    def take_scan() -> tuple[Response, int]:
        # Shown at once, not after a redirect: the outcome is what the page is for, and its id makes a reload harmless.
        (result,) = json.loads(answer(batch(station.modes_of(person()), request.form), station.judge))["results"]
        return show(station, result=result), result["problem"]["status"] if result["problem"] else 200

    @made.post("/scan/photo")
    @form_of(scan)
    @allow(station.roles, repeatable=True)
    def read_photo() -> Response:
        # What the photo says is shown before anything is done with it: the same form then takes it.
        photo = request.files.get("picture")
        if photo is None:
            raise Invalid("picture.missing", say("Choose a photo first."))
        return show(station, read=read_picture(photo.stream, edge().config["SETTINGS"].makers).codes)

    @made.get("/worker.js")
    @bare()
    def worker() -> Response:
        return script(station)

    @made.get("/manifest.webmanifest")
    @bare()
    def webmanifest() -> Response:
        response = jsonify(manifest.manifest(station))
        response.headers["Content-Type"] = "application/manifest+json"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return made


def show(station: Station, result: dict[str, Any] | None = None, read: Sequence[SeenCode] | None = None) -> Response:
    """The page, with what a scan came to, or what a photo says."""
    given = request.args.to_dict() | request.form.to_dict()
    modes = station.modes_of(person())
    mode = fitting(modes, given.get("action", "")) or modes[0]
    needs = {need.name: need for mode in modes for need in mode.needs}
    response = make_response(
        render_template(
            "station.html",
            station=station,
            config=config(station, person()),
            modules=release().modules(station.service),
            modes=modes,
            mode=mode,
            needs=needs.values(),
            given=given,
            result=result,
            read=read,
            codes=[one.model_dump(include={"text", "symbology"}) for one in read or ()],
        )
    )
    if result and result["problem"] and result["problem"]["status"] == Invalid.status:
        # The code is not put back: its field takes the next scan.
        place = frozenset(result["problem"]["code"].split("."))
        page = response.get_data(as_text=True)
        response.set_data(tied(page, f"{station.path}/take", MultiDict(), [place], [result["say"]]))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = "camera=(self)"
    return response


def script(station: Station) -> Response:
    """The service worker's script, told before all what belongs to this release: another release is another script."""
    now = release()
    told = {
        "service": station.service,
        "home": station.path,
        "version": now.version,
        "files": now.for_station(station.service),
    }
    body = f"self.release = {json.dumps(told)};\n" + (STATIC / "station" / "worker.js").read_text(encoding="utf-8")
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = f"/{station.service}/"
    return response
