"""The ways of shipping's routes and pages."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from tests.integration.things import DISPATCH, OTHER_SCHOOL, SCHOOL, scans
from tests.integration.way import WHY, Way, devices, photo

SH, SA = "/shipping", "/shipping/api/v1"
FORM = "<any('dispatch', 'deliver', 'close-receipt', 'scan', 'void', 'release', 'undo', 'claim'):form>"
TRANSFER = "<any('approve', 'refuse', 'withdraw', 'send-on', 'dispatch', 'take-over', 'close', 'undo'):form>"

CARRIER = {"carrier": "Transport Démo", "tracking": "TD-1", "freight": "42,00"}

BY_CARRIER = {"carrier": "Transport Démo", "tracking": "TD-1"}

RECALL = {"title": "Fin d’année", "day": "2021-06-23"}

LOADED = {"action": "load", "shipment": "@shipment number ready"}


def typed() -> dict[str, str]:
    """A scan typed on the board's page."""
    return {"scan": str(uuid4()), "action": "configure", "code": "@serial accepted"}


def typed_at_dock() -> dict[str, str]:
    return {"scan": str(uuid4()), "code": "@carton code ready", **LOADED}


READY_TOGETHER = {"shipments": ["@shipment ready", "@shipment further"]}


def answer() -> dict[str, Any]:
    """A courier's file as a form sends it."""
    return {"file": (BytesIO(b"reference,status,time,tracking\nE999999,delivered,2026-01-18 10:00,\n"), "answer.csv")}


INCIDENT = {"circumstances": "Sac oublié dans l’autobus", "aware_on": "2020-09-14"}

PUT_IN = {"board": "@board", "kind": "disclosure", **INCIDENT}

# What leaves as a file too, exactly as it is filtered: for a board, or for all who read it.
FOR_BOARDS = ("shipments", "devices", "queue", "returns", "transfers")
LISTS = ("loans", "slips", "recalls", "freight-claims", "trips")
FILE = "<any('csv', 'xlsx'):kind>"

SHIPPING = {
    **{f"GET {SH}/{one}.{FILE}": Way("csv", query={"board": "@board"}, abroad=200) for one in FOR_BOARDS},
    **{f"GET {SH}/{one}.{FILE}": Way("csv") for one in LISTS},
    f"GET {SH}/access": Way(),
    f"GET {SH}/access.{FILE}": Way("csv"),
    f"GET {SH}/": Way(),
    f"GET {SH}/devices": Way(),
    f"GET {SH}/devices/<uuid:device>": Way("@device accepted"),
    f"GET {SH}/devices/<uuid:device>/agreement": Way("@device on loan"),
    f"GET {SH}/scan": Way(),
    f"POST {SH}/scan/photo": Way(form=photo),
    f"POST {SH}/scan/take": Way(form=typed, dock=Way(form=typed_at_dock)),
    f"POST {SH}/devices/scan": Way(form={"action": "configure", "code": "@serial accepted"}),
    f"GET {SH}/devices/scan": Way(),
    f"GET {SH}/queue": Way(query={"board": "@board"}, abroad=200),
    f"GET {SH}/queue/<any('take', 'leave', 'done'):form>": Way("take", abroad=303),
    f"POST {SH}/queue/take": Way(form={"count": "1"}),
    f"POST {SH}/queue/leave": Way(form=dict),
    f"POST {SH}/queue/done": Way(form=dict),
    f"GET {SH}/slips": Way(),
    f"GET {SH}/slips/hand-over": Way(),
    f"POST {SH}/slips/hand-over": Way(form={"codes": "@serial configured", "school": SCHOOL}),
    f"GET {SH}/slips/<uuid:slip>": Way("@slip open"),
    f"GET {SH}/slips/<uuid:slip>/sign": Way("@slip open", abroad=303),
    f"POST {SH}/slips/<uuid:slip>/sign": Way("@slip open"),
    f"GET {SH}/loans": Way(),
    f"GET {SH}/loans/<any('lend', 'extend', 'give-back'):form>": Way("lend", abroad=303),
    f"POST {SH}/loans/lend": Way(form={"codes": "@serial at school", "school": OTHER_SCHOOL}),
    f"POST {SH}/loans/extend": Way(form={"codes": "@serial lent", "until": "2099-06-23"}),
    f"POST {SH}/loans/give-back": Way(form={"codes": "@serial lent"}),
    f"GET {SH}/recalls": Way(),
    f"GET {SH}/recalls/open": Way(),
    f"POST {SH}/recalls/open": Way(form=RECALL),
    f"GET {SH}/recalls/<uuid:recall>": Way("@recall open"),
    f"GET {SH}/recalls/<uuid:recall>/missing.<any('csv', 'xlsx'):kind>": Way("@recall open", "csv"),
    f"GET {SH}/recalls/<uuid:recall>/<any('keep', 'close', 'reopen'):form>": Way("@recall open", "keep", abroad=303),
    f"POST {SH}/recalls/<uuid:recall>/keep": Way("@recall open", form={"devices": "@device lent", **WHY}),
    f"POST {SH}/recalls/<uuid:recall>/close": Way("@recall open"),
    f"POST {SH}/recalls/<uuid:recall>/reopen": Way("@recall closed", form=WHY),
    f"GET {SH}/incidents": Way(),
    f"GET {SH}/incidents/file": Way(),
    f"POST {SH}/incidents/open": Way(form=PUT_IN),
    f"GET {SH}/incidents/<any('open'):form>": Way("open"),
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
    f"GET {SH}/transfers": Way(),
    f"GET {SH}/transfers/offer": Way(),
    f"POST {SH}/transfers/offer": Way(form={"quantity-tablet": "1", **WHY}),
    f"GET {SH}/transfers/<uuid:transfer>": Way("@transfer offered"),
    f"GET {SH}/transfers/<uuid:transfer>/note": Way("@transfer coming"),
    f"GET {SH}/transfers/<uuid:transfer>/labels": Way("@transfer approved", query={"media": "4x2"}),
    f"GET {SH}/transfers/<uuid:transfer>/{TRANSFER}": Way("@transfer offered", "close", abroad=303),
    f"POST {SH}/transfers/<uuid:transfer>/approve": Way("@transfer offered", form={"receiver": "831000"}),
    f"POST {SH}/transfers/<uuid:transfer>/refuse": Way("@transfer offered", form=WHY),
    f"POST {SH}/transfers/<uuid:transfer>/withdraw": Way("@transfer filled", form=WHY),
    f"POST {SH}/transfers/<uuid:transfer>/send-on": Way("@transfer approved", form={"codes": "@serial to send on"}),
    f"POST {SH}/transfers/<uuid:transfer>/dispatch": Way("@transfer filled", form={"carrier": "Transport Démo"}),
    f"POST {SH}/transfers/<uuid:transfer>/take-over": Way("@transfer coming", form=dict),
    f"POST {SH}/transfers/<uuid:transfer>/close": Way("@transfer coming", form=WHY),
    f"POST {SH}/transfers/<uuid:transfer>/undo": Way("@transfer closed short", form=WHY),
    f"GET {SA}/transfers": Way(query={"board": "@board"}, abroad=200),
    f"GET {SA}/transfers/at-hand": Way(),
    f"POST {SA}/transfers": Way(json={"lines": [{"type": "tablet", "quantity": 1}], **WHY}),
    f"GET {SA}/transfers/<uuid:id>": Way("@transfer coming"),
    f"GET {SA}/transfers/<uuid:id>/devices": Way("@transfer coming"),
    f"POST {SA}/transfers/<uuid:id>/approve": Way("@transfer offered", json={"receiver": "831000"}),
    f"POST {SA}/transfers/<uuid:id>/refuse": Way("@transfer offered", json=WHY),
    f"POST {SA}/transfers/<uuid:id>/withdraw": Way("@transfer filled", json=WHY),
    f"POST {SA}/transfers/<uuid:id>/send-on": Way("@transfer approved", json=devices("to send on")),
    f"POST {SA}/transfers/<uuid:id>/dispatch": Way("@transfer filled", json={}),
    f"POST {SA}/transfers/<uuid:id>/take-over": Way("@transfer coming", json={}),
    f"POST {SA}/transfers/<uuid:id>/close": Way("@transfer coming", json=WHY),
    f"POST {SA}/transfers/<uuid:id>/undo": Way("@transfer closed short", json=WHY),
    f"GET {SH}/returns/<uuid:parcel>/packing-list": Way("@return"),
    f"GET {SH}/returns/<uuid:parcel>/<any('carrier', 'close', 'undo'):form>": Way("@return", "close", abroad=303),
    f"POST {SH}/returns/<uuid:parcel>/carrier": Way("@return announced", form=BY_CARRIER),
    f"POST {SH}/returns/<uuid:parcel>/close": Way("@return", form=WHY),
    f"POST {SH}/returns/<uuid:parcel>/undo": Way("@return closed", form=WHY),
    f"GET {SH}/shipments": Way(),
    f"GET {SH}/shipments/<uuid:shipment>": Way("@shipment delivered"),
    f"GET {SH}/shipments/<uuid:shipment>/note": Way("@shipment delivered"),
    f"GET {SH}/shipments/<uuid:shipment>/packing-list": Way("@shipment delivered"),
    f"GET {SH}/shipments/<uuid:shipment>/receipt": Way("@shipment delivered"),
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
    f"GET {SA}/queue": Way(query={"board": "@board"}, abroad=200),
    f"POST {SA}/queue/take": Way(json=devices("accepted")),
    f"POST {SA}/queue/leave": Way(json={"mine": True}),
    f"POST {SA}/queue/set-aside": Way(json=devices("accepted", **WHY)),
    f"GET {SA}/slips": Way(),
    f"GET {SA}/slips/<uuid:id>": Way("@slip open"),
    f"POST {SA}/slips/<uuid:id>/sign": Way("@slip open"),
    f"GET {SA}/loans": Way(),
    f"POST {SA}/loans/extend": Way(json=devices("lent", until="2099-06-23")),
    f"POST {SA}/loans/give-back": Way(json=devices("lent")),
    f"GET {SA}/recalls": Way(),
    f"POST {SA}/recalls": Way(json=RECALL),
    f"GET {SA}/recalls/<uuid:id>": Way("@recall open"),
    f"GET {SA}/recalls/<uuid:id>/missing": Way("@recall open"),
    f"POST {SA}/recalls/<uuid:id>/keep": Way("@recall open", json=devices("lent", **WHY)),
    f"POST {SA}/recalls/<uuid:id>/close": Way("@recall open"),
    f"POST {SA}/recalls/<uuid:id>/reopen": Way("@recall closed", json=WHY),
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
    f"GET {SA}/returns/<uuid:id>/unlisted": Way("@return"),
    f"POST {SA}/returns/<uuid:id>/carrier": Way("@return announced", json=BY_CARRIER),
    f"POST {SA}/returns/<uuid:id>/close": Way("@return", json=WHY),
    f"POST {SA}/returns/<uuid:id>/undo": Way("@return closed", json=WHY),
    f"POST {SA}/send-back": Way(json=devices("accepted", **WHY)),
    f"GET {SA}/incidents": Way(query={"board": "@board"}, abroad=200),
    f"POST {SA}/incidents": Way(json=PUT_IN),
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
    f"GET {SA}/shipments/<uuid:id>/progress": Way("@shipment delivered"),
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
    f"GET {SH}/together": Way(),
    f"POST {SH}/together": Way(form=READY_TOGETHER),
    f"GET {SH}/consignments/<uuid:consignment>": Way("@consignment gone"),
    f"GET {SH}/consignments/<uuid:consignment>/<any('apart', 'dispatch', 'deliver'):form>": Way(
        "@consignment gone", "deliver", abroad=303
    ),
    f"POST {SH}/consignments/<uuid:consignment>/apart": Way(
        "@consignment ready", form={"shipments": ["@shipment mate"]}
    ),
    f"POST {SH}/consignments/<uuid:consignment>/dispatch": Way("@consignment ready", form=CARRIER),
    f"POST {SH}/consignments/<uuid:consignment>/deliver": Way("@consignment gone"),
    f"GET {SH}/trips": Way(),
    f"POST {SH}/trips": Way(form={"carrier": "van", "day": "2026-01-18", "shipments": ["@shipment ready"]}),
    f"GET {SH}/trips/<uuid:trip>": Way("@trip left"),
    f"GET {SH}/trips/<uuid:trip>/manifest": Way("@trip courier"),
    f"POST {SH}/trips/<uuid:trip>/leave": Way("@trip waiting", form={"freight": "42,00"}),
    f"POST {SH}/trips/<uuid:trip>/answer": Way("@trip courier", form=answer),
    f"GET {SH}/trips/<uuid:trip>/<any('leave', 'answer'):form>": Way("@trip left", "leave"),
    f"GET {SH}/trips/<uuid:trip>/stops/<int:stop>/deliver": Way("@trip left", "1"),
    f"POST {SH}/trips/<uuid:trip>/stops/<int:stop>/deliver": Way("@trip left", "1", form={"received_by": "M. Roy"}),
    f"GET {SH}/freight-claims": Way(),
    f"GET {SH}/freight-claims/<uuid:claim>": Way("@freight claim"),
    f"GET {SH}/freight-claims/<uuid:claim>/<any('accept', 'refuse', 'close'):form>": Way("@freight claim", "close"),
    f"POST {SH}/freight-claims/<uuid:claim>/accept": Way("@freight claim", form={"amount": "10", "reference": "X1"}),
    f"POST {SH}/freight-claims/<uuid:claim>/refuse": Way("@freight claim", form={"reference": "X1", **WHY}),
    f"POST {SH}/freight-claims/<uuid:claim>/close": Way("@freight claim"),
    f"POST {SH}/shipments/<uuid:shipment>/claim": Way("@shipment closed short", form={"amount": "90", **WHY}),
    f"POST {SA}/consignments": Way(json=READY_TOGETHER),
    f"GET {SA}/consignments/<uuid:id>": Way("@consignment gone"),
    f"POST {SA}/consignments/<uuid:id>/join": Way("@consignment ready", json={"shipments": ["@shipment further"]}),
    f"POST {SA}/consignments/<uuid:id>/apart": Way("@consignment ready", json={"shipments": ["@shipment mate"]}),
    f"POST {SA}/consignments/<uuid:id>/dispatch": Way("@consignment ready", json=DISPATCH),
    f"POST {SA}/consignments/<uuid:id>/deliver": Way("@consignment gone"),
    f"GET {SA}/carriers": Way(),
    f"POST {SA}/trips": Way(json={"carrier": "van", "day": "2026-01-18", "shipments": ["@shipment ready"]}),
    f"GET {SA}/trips/<uuid:id>": Way("@trip left"),
    f"GET {SA}/trips/<uuid:id>/manifest": Way("@trip courier"),
    f"POST {SA}/trips/<uuid:id>/shipments/<uuid:shipment>/drop": Way("@trip waiting", "@shipment aboard"),
    f"POST {SA}/trips/<uuid:id>/leave": Way("@trip waiting", json={"freight_cents": 4200}),
    f"POST {SA}/trips/<uuid:id>/stops/<int:stop>/deliver": Way("@trip left", "1", json={"received_by": "M. Roy"}),
    f"POST {SA}/trips/<uuid:id>/answer": Way("@trip courier", form=answer),
    f"GET {SA}/freight-claims": Way(),
    f"GET {SA}/freight-claims/<uuid:id>": Way("@freight claim"),
    f"POST {SA}/shipments/<uuid:id>/claim": Way("@shipment closed short", json={"asked_cents": 9000, **WHY}),
    f"POST {SA}/freight-claims/<uuid:id>/accept": Way("@freight claim", json={"settled_cents": 1, "reference": "X1"}),
    f"POST {SA}/freight-claims/<uuid:id>/refuse": Way("@freight claim", json={"reference": "X1", **WHY}),
    f"POST {SA}/freight-claims/<uuid:id>/close": Way("@freight claim"),
}
