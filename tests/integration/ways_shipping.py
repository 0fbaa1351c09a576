"""The ways of shipping's routes and pages."""

from uuid import uuid4

from tests.integration.things import DISPATCH, OTHER_SCHOOL, SCHOOL, scans
from tests.integration.way import WHY, Way, devices, photo

SH, SA = "/shipping", "/shipping/api/v1"
FORM = "<any('dispatch', 'deliver', 'close-receipt', 'scan', 'void', 'release', 'undo'):form>"

CARRIER = {"carrier": "Transport Démo", "tracking": "TD-1", "freight": "42,00"}


LOADED = {"action": "load", "shipment": "@shipment number ready"}


def typed() -> dict[str, str]:
    """A scan typed on the board's page."""
    return {"scan": str(uuid4()), "action": "configure", "code": "@serial accepted"}


def typed_at_dock() -> dict[str, str]:
    return {"scan": str(uuid4()), "code": "@carton code ready", **LOADED}


INCIDENT = {"circumstances": "Sac oublié dans l’autobus", "aware_on": "2020-09-14"}

SHIPPING = {
    f"GET {SH}/": Way(),
    f"GET {SH}/devices": Way(),
    f"GET {SH}/devices/<uuid:device>": Way("@device accepted"),
    f"GET {SH}/scan": Way(),
    f"POST {SH}/scan/photo": Way(form=photo),
    f"POST {SH}/scan/take": Way(form=typed, dock=Way(form=typed_at_dock)),
    f"POST {SH}/devices/scan": Way(form={"action": "configure", "code": "@serial accepted"}),
    f"GET {SH}/devices/scan": Way(),
    f"GET {SH}/incidents": Way(),
    f"GET {SH}/incidents/file": Way(),
    f"GET {SH}/incidents/<uuid:incident>": Way("@incident opened"),
    f"GET {SH}/incidents/<uuid:incident>/<any('write', 'destroy'):form>": Way("@incident opened", "write", abroad=303),
    f"POST {SH}/incidents/<uuid:incident>/write": Way("@incident opened", form={"stage": "opened", **INCIDENT}),
    f"POST {SH}/incidents/<uuid:incident>/destroy": Way("@incident old"),
    f"GET {SH}/labels": Way(),
    f"GET {SH}/labels/file": Way(query={"codes": "@serial accepted"}),
    f"GET {SH}/labels/schools": Way(),
    f"GET {SH}/labels/schools/file": Way(query={"schools": SCHOOL, "media": "4x2", "form": "zpl"}),
    f"GET {SH}/shipments/<uuid:shipment>/labels": Way("@shipment ready", query={"media": "4x2"}),
    f"GET {SH}/returns": Way(),
    f"GET {SH}/returns/<uuid:parcel>": Way("@return"),
    f"GET {SH}/returns/<uuid:parcel>/labels": Way("@return", query={"media": "4x2"}),
    f"GET {SH}/shipments": Way(),
    f"GET {SH}/shipments/<uuid:shipment>": Way("@shipment delivered"),
    f"GET {SH}/shipments/<uuid:shipment>/{FORM}": Way("@shipment delivered", "deliver", abroad=303),
    f"POST {SH}/shipments/<uuid:shipment>/close-receipt": Way("@shipment delivered", form={"reason": "Absents"}),
    f"POST {SH}/shipments/<uuid:shipment>/deliver": Way("@shipment dispatched"),
    f"POST {SH}/shipments/<uuid:shipment>/dispatch": Way("@shipment ready", form=CARRIER),
    f"POST {SH}/shipments/<uuid:shipment>/scan": Way(
        "@shipment delivered", form={"action": "accept", "code": "@carton code delivered"}
    ),
    f"POST {SA}/accept": Way(json=devices("in shipment delivered")),
    f"POST {SA}/configure": Way(json=devices("accepted")),
    f"POST {SA}/damage": Way(json={"device": "@device in shipment delivered", "reason": "Écran fendu"}),
    f"GET {SA}/devices": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/devices/<uuid:id>": Way("@device accepted"),
    f"POST {SA}/hand-over": Way(json=devices("configured", school=SCHOOL)),
    f"GET {SA}/choices": Way(query={"name": "shipment"}),
    f"GET {SA}/expected": Way(query={"action": "accept", "shipment": "@shipment delivered"}, dock=Way(query=LOADED)),
    f"POST {SA}/pictures": Way(form=photo),
    f"POST {SA}/scans": Way(
        json=lambda: scans("configure", "@serial accepted"),
        dock=Way(json=lambda: scans("load", "@carton code ready", shipment="@shipment number ready")),
    ),
    f"GET {SA}/returns": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/returns/<uuid:id>": Way("@return"),
    f"GET {SA}/returns/<uuid:id>/devices": Way("@return"),
    f"POST {SA}/send-back": Way(json=devices("accepted", **WHY)),
    f"GET {SA}/incidents": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/incidents/export": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/incidents/<uuid:id>": Way("@incident opened"),
    f"GET {SA}/incidents/<uuid:id>/devices": Way("@incident opened"),
    f"PUT {SA}/incidents/<uuid:id>": Way("@incident opened", json={"stage": "opened", "facts": INCIDENT}),
    f"POST {SA}/incidents/<uuid:id>/destroy": Way("@incident old"),
    f"GET {SA}/shipments": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/shipments/<uuid:id>": Way("@shipment delivered"),
    f"POST {SA}/shipments/<uuid:id>/close-receipt": Way("@shipment delivered", json={"reason": "Absents"}),
    f"POST {SA}/shipments/<uuid:id>/deliver": Way("@shipment dispatched"),
    f"GET {SA}/shipments/<uuid:id>/devices": Way("@shipment delivered"),
    f"POST {SA}/shipments/<uuid:id>/dispatch": Way("@shipment ready", json=DISPATCH),
    f"POST {SA}/take-back": Way(json=devices("at school")),
    f"POST {SA}/cartons/<uuid:id>/release": Way("@carton ready", json=WHY),
    f"POST {SA}/devices/undo": Way(json=devices("configured", **WHY)),
    f"POST {SA}/found": Way(json=devices("lost")),
    f"POST {SA}/lend": Way(json=devices("at school", school=OTHER_SCHOOL)),
    f"POST {SA}/lost": Way(json=devices("spare", **WHY)),
    # Delivered: the one step that the warehouse and the board may both take back.
    f"POST {SA}/shipments/<uuid:id>/undo": Way("@shipment delivered", json=WHY),
    f"POST {SA}/shipments/<uuid:id>/void": Way("@shipment ready", json=WHY),
    f"POST {SA}/stolen": Way(json=devices("spare", **WHY)),
    f"GET {SH}/devices/<uuid:device>/<any('step', 'undo'):form>": Way("@device accepted", "undo", abroad=303),
    f"POST {SH}/devices/<uuid:device>/step": Way("@device spare", form={"action": "lost", **WHY}),
    f"POST {SH}/devices/<uuid:device>/undo": Way("@device configured", form=WHY),
    f"POST {SH}/shipments/<uuid:shipment>/release": Way("@shipment ready", form={"carton": "@carton ready", **WHY}),
    f"POST {SH}/shipments/<uuid:shipment>/undo": Way("@shipment delivered", form=WHY),
    f"POST {SH}/shipments/<uuid:shipment>/void": Way("@shipment dispatched", form=WHY),
}
