"""The ways of the warehouse's routes and pages."""

from typing import Any
from uuid import uuid4

from tests.integration.house import file_of
from tests.integration.things import DOCK, HEADER, NEXT_SHELF, OTHER_CART, OTHER_SHELF, SHELF, scans
from tests.integration.way import WHY, Way, devices, photo


def replacing(name: str, substitute: str) -> dict[str, Any]:
    """A packed device replaced by one that was picked for the same order."""
    return {"device": "@device packed", name: substitute, "location": NEXT_SHELF, **WHY}


LACKING = {"why": "not_found"}
WH, WA = "/warehouse", "/warehouse/api/v1"


def notice() -> dict[str, Any]:
    """A supplier's notice."""
    return {"supplier": "HP", "reference": "R-9", "file": file_of(f"{HEADER},HP,9UZ86UT,5CG0123ABC,\n")}


def typed() -> dict[str, Any]:
    """A scan typed on the warehouse's page."""
    return {"scan": str(uuid4()), "action": "put_away", "code": "@serial received", "location": SHELF}


WAREHOUSE = {
    f"GET {WH}/": Way(),
    f"GET {WH}/deliveries": Way(),
    f"POST {WH}/deliveries/announce": Way(form=notice),
    f"GET {WH}/deliveries/<uuid:key>": Way("@delivery open"),
    f"POST {WH}/deliveries/<uuid:key>/close": Way("@delivery open"),
    f"GET {WH}/devices/<uuid:key>": Way("@device stored"),
    f"GET {WH}/orders": Way(),
    f"GET {WH}/orders/<uuid:key>": Way("@order being packed"),
    f"POST {WH}/orders/<uuid:key>/close-carton": Way("@order being packed", form={"carton": "@carton open"}),
    f"POST {WH}/orders/<uuid:key>/open-carton": Way("@order being packed"),
    f"POST {WH}/orders/<uuid:key>/ship-packed": Way("@order partly packed"),
    f"GET {WH}/scan": Way(),
    f"POST {WH}/scan/photo": Way(form=photo),
    f"POST {WH}/scan/take": Way(form=typed),
    f"GET {WH}/stock": Way(),
    f"POST {WA}/cartons": Way(json={"order": "@order being packed"}),
    f"GET {WA}/cartons/<uuid:id>": Way("@carton open"),
    f"POST {WA}/cartons/<uuid:id>/close": Way("@carton open"),
    f"GET {WA}/claims": Way(),
    f"POST {WA}/deliveries": Way(form=notice),
    f"GET {WA}/deliveries": Way(),
    f"GET {WA}/deliveries/<uuid:id>": Way("@delivery open"),
    f"POST {WA}/deliveries/<uuid:id>/close": Way("@delivery open"),
    f"GET {WA}/devices": Way(),
    f"GET {WA}/devices/<uuid:id>": Way("@device stored"),
    f"POST {WA}/locations": Way(json={"codes": ["B-01-01"]}),
    f"GET {WA}/locations": Way(),
    f"GET {WA}/put-away": Way(),
    f"GET {WH}/put-away": Way(),
    f"GET {WH}/locations": Way(),
    f"POST {WH}/locations/keep": Way(form={"code": NEXT_SHELF, "capacity": "60"}),
    f"GET {WA}/orders": Way(),
    f"GET {WA}/orders/<uuid:id>": Way("@order to pick"),
    f"GET {WA}/orders/<uuid:id>/pick-list": Way("@order to pick"),
    f"POST {WA}/orders/<uuid:id>/ship-packed": Way("@order partly packed"),
    f"POST {WA}/pack": Way(json=devices("picked", carton="@carton open")),
    f"POST {WA}/pick": Way(json=devices("stored", order="@order to pick")),
    f"POST {WA}/put-away": Way(json=devices("received", location=NEXT_SHELF)),
    f"POST {WA}/quarantine": Way(json=devices("stored", **WHY)),
    f"POST {WA}/receive": Way(json=devices("announced", location=DOCK)),
    f"POST {WA}/release": Way(json=devices("quarantined")),
    f"GET {WA}/choices": Way(query={"name": "order"}),
    f"GET {WA}/expected": Way(query={"action": "put_away"}),
    f"POST {WA}/pictures": Way(form=photo),
    f"POST {WA}/scans": Way(json=lambda: scans("put_away", "@serial received", location=SHELF)),
    f"GET {WA}/stock": Way(),
    f"GET {WA}/notice-files": Way(),
    f"GET {WA}/notice-files/<uuid:id>": Way("@notice file"),
    f"GET {WA}/notice-files/<uuid:id>/report": Way("@notice file"),
    f"GET {WH}/notice-files": Way(),
    f"GET {WH}/notice-files/<uuid:key>": Way("@notice file"),
    f"GET {WH}/notice-files/<uuid:key>/download": Way("@notice file"),
    f"GET {WH}/deliveries/<uuid:key>/labels": Way("@delivery open"),
    f"GET {WH}/labels": Way(),
    f"GET {WH}/labels/locations": Way(),
    f"POST {WH}/labels/tags": Way(form={"count": 30}),
    f"GET {WH}/labels/tags/<int:first>/<int:last>": Way("1", "30"),
    f"GET {WH}/labels/tags/<int:first>/<int:last>/file": Way("1", "30"),
    f"GET {WH}/orders/<uuid:key>/labels": Way("@order being packed"),
    f"POST {WA}/asset-tags": Way(json={"count": 30}),
    f"POST {WA}/wipe": Way(json=devices("returned")),
    f"GET {WH}/cartons/<uuid:key>": Way("@carton released"),
    f"POST {WH}/cartons/<uuid:key>/replace": Way("@carton open", form=replacing("code", "@serial picked")),
    f"POST {WA}/cartons/<uuid:id>/replace": Way("@carton open", json=replacing("substitute", "@device picked")),
    f"POST {WH}/cartons/<uuid:key>/undo": Way("@carton empty", form=WHY),
    f"GET {WH}/claims": Way(),
    f"GET {WH}/claims/<uuid:key>": Way("@claim unexpected"),
    f"POST {WH}/claims/<uuid:key>/identify": Way("@claim unexpected", form={"device": "@device received"}),
    f"GET {WH}/counts": Way(),
    f"POST {WH}/counts/open": Way(form={"location": NEXT_SHELF}),
    f"GET {WH}/counts/<uuid:key>": Way("@count ended"),
    f"GET {WH}/counts/plan": Way(),
    f"GET {WH}/counts/accuracy": Way(),
    f"GET {WH}/counts/accuracy.csv": Way(),
    f"POST {WH}/counts/<uuid:key>/recount": Way("@count ended"),
    f"POST {WH}/counts/<uuid:key>/adjust": Way("@count ended", form=WHY),
    f"POST {WH}/counts/<uuid:key>/discard": Way("@count ended"),
    f"POST {WH}/counts/<uuid:key>/end": Way("@count open"),
    f"POST {WH}/deliveries/<uuid:key>/undo": Way("@delivery closed", form=WHY),
    f"POST {WH}/devices/<uuid:key>/repair": Way("@device received", form=WHY),
    f"POST {WH}/devices/<uuid:key>/repaired": Way("@device in repair"),
    f"POST {WH}/devices/<uuid:key>/retire": Way("@device received", form=WHY),
    f"POST {WH}/devices/<uuid:key>/undo": Way("@device quarantined", form=WHY),
    f"POST {WH}/devices/<uuid:key>/write-off": Way("@device stored", form=WHY),
    f"POST {WH}/orders/<uuid:key>/pass-again": Way("@order released"),
    f"POST {WA}/cartons/<uuid:id>/undo": Way("@carton released", json=WHY),
    f"GET {WA}/claims/<uuid:id>": Way("@claim unexpected"),
    f"POST {WA}/claims/<uuid:id>/identify": Way("@claim unexpected", json={"device": "@device received"}),
    f"POST {WA}/counts": Way(json={"location": NEXT_SHELF}),
    f"GET {WA}/counts": Way(),
    f"GET {WA}/counts/<uuid:id>": Way("@count ended"),
    f"GET {WA}/counts/plan": Way(),
    f"GET {WA}/counts/accuracy": Way(),
    f"POST {WA}/counts/<uuid:id>/recount": Way("@count ended", json={"location": OTHER_SHELF}),
    f"POST {WA}/counts/<uuid:id>/adjust": Way("@count ended", json=WHY),
    f"POST {WA}/counts/<uuid:id>/discard": Way("@count open"),
    f"POST {WA}/counts/<uuid:id>/end": Way("@count open"),
    f"POST {WA}/counts/<uuid:id>/found": Way("@count open", json={"codes": ["@serial received"]}),
    f"POST {WA}/deliveries/<uuid:id>/undo": Way("@delivery closed", json=WHY),
    f"POST {WA}/devices/undo": Way(json=devices("received", "picked", **WHY)),
    f"POST {WA}/orders/<uuid:id>/pass-again": Way("@order released"),
    f"POST {WA}/repair": Way(json=devices("received", "stored", **WHY)),
    f"POST {WA}/repaired": Way(json=devices("in repair")),
    f"POST {WA}/retire": Way(json=devices("quarantined", "in repair", **WHY)),
    f"GET {WH}/orders/<uuid:key>/short/<uuid:device>": Way("@order to pick", "@device stored"),
    f"POST {WH}/orders/<uuid:key>/short/<uuid:device>": Way("@order to pick", "@device stored", form=LACKING),
    f"GET {WH}/waves/<uuid:key>/short/<uuid:device>": Way("@wave open", "@device stored"),
    f"POST {WH}/waves/<uuid:key>/short/<uuid:device>": Way("@wave open", "@device stored", form=LACKING),
    f"GET {WH}/short-picks": Way(),
    f"GET {WH}/short-picks/<uuid:key>": Way("@short pick"),
    f"POST {WA}/short-picks": Way(json={"device": "@device stored", "order": "@order to pick", "reason": "damaged"}),
    f"GET {WA}/short-picks": Way(),
    f"GET {WA}/short-picks/<uuid:id>": Way("@short pick"),
    f"GET {WA}/locations/to-count": Way(),
    f"GET {WH}/waves": Way(),
    f"POST {WH}/waves/make": Way(form={"cart": OTHER_CART}),
    f"GET {WH}/waves/<uuid:key>": Way("@wave open"),
    f"POST {WH}/waves/<uuid:key>/close": Way("@wave open"),
    f"POST {WA}/waves": Way(json={"cart": OTHER_CART}),
    f"GET {WA}/waves": Way(),
    f"GET {WA}/waves/<uuid:id>": Way("@wave open"),
    f"GET {WA}/waves/<uuid:id>/pick-list": Way("@wave open"),
    f"POST {WA}/waves/<uuid:id>/close": Way("@wave open"),
    f"POST {WA}/write-off": Way(json=devices("stored", "received", **WHY)),
}
