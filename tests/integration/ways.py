"""How every route and page is called well: the table that the proofs of who may do what are made from.

A new route needs a line here, or `test_every_route.py` fails and names it. The key is the method and the rule as the
route map has it. `Way(...)` takes the values of the rule's placeholders in order, then `json`, `form` or `query`;
"@device accepted" stands for the thing of that name in `things.py`, where a state that is missing is made. A way of
which the content differs at each call (a scan's id, a file) is a function. From the line follow the calls by every role
that the route names (2xx), by another board with the same ids (404, as soon as a thing of our board is named), by every
other role (403) and by nobody (401, or 307 on pages). `abroad` is for what answers another board otherwise: a search
that finds nothing says `abroad=200`; what it answers is looked through for our board's things all the same.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.integration.house import file_of
from tests.integration.things import DISPATCH, DOCK, HEADER, NEXT_SHELF, OTHER_SCHOOL, SCHOOL, SHELF, SITE, scans

Form = dict[str, Any] | Callable[[], dict[str, Any]]


class Way:
    """One good call of a route."""

    def __init__(
        self, *path: str, json: Form | None = None, form: Form | None = None, query: Form | None = None, abroad: int = 0
    ) -> None:
        self.path, self.abroad = path, abroad
        self._json, self._form, self._query = json, form, query

    def sent(self) -> dict[str, Any]:
        """What is sent beside the path, made anew."""
        given = {"json": self._json, "data": self._form, "query_string": self._query}
        return {name: one() if callable(one) else one for name, one in given.items() if one is not None}


IN, IA = "/intake", "/intake/api/v1"
WH, WA = "/warehouse", "/warehouse/api/v1"
SH, SA = "/shipping", "/shipping/api/v1"
PO, PA = "/portal", "/portal/api/v1"

LINE = {"type": "tablet", "category": "no_access", "quantity": 2}
ASKING = {"site": "quai", "urgency": "urgent", "justification": "Classes fermées", "lines": [LINE]}
PORTRAIT = {"weekly_capacity": 9, "lines": [{"type": "tablet", "by_category": {"no_access": 300}}]}
ASKED = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "ask.tablet.no_access": "2"}
NEED = {"weekly_capacity": "9", "need.tablet.no_access": "300"}
LACKING = {"given_up": [{"type": "tablet", "quantity": 2}]}
WHY = {"reason": "Erreur de saisie"}
CARRIER = {"carrier": "Transport Démo", "tracking": "TD-1", "freight": "42,00"}


def notice() -> dict[str, Any]:
    """A supplier's notice."""
    return {"supplier": "HP", "reference": "R-9", "file": file_of(f"{HEADER},HP,9UZ86UT,5CG0123ABC,\n")}


def devices(*names: str, **more: Any) -> dict[str, Any]:
    return {"devices": [f"@device {name}" for name in names], **more}


def typed() -> dict[str, Any]:
    """A scan typed on the warehouse's page."""
    return {"scan": str(uuid4()), "action": "put_away", "code": "@serial received", "location": SHELF}


INTAKE = {
    f"GET {IN}/": Way(),
    f"GET {IN}/portrait": Way(),
    f"POST {IN}/portrait/update": Way(form=NEED),
    f"GET {IN}/portraits": Way(),
    f"GET {IN}/requests": Way(),
    f"POST {IN}/requests/create": Way(form=ASKED),
    f"GET {IN}/requests/<uuid:id>": Way("@request submitted"),
    f"POST {IN}/requests/<uuid:id>/discard": Way("@request draft"),
    f"GET {IN}/requests/<uuid:id>/draft": Way("@request draft"),
    f"POST {IN}/requests/<uuid:id>/draft/change": Way("@request draft", form=ASKED),
    f"POST {IN}/requests/<uuid:id>/give-up": Way("@request received", form={"given_up.tablet": "2"}),
    f"POST {IN}/requests/<uuid:id>/grant": Way("@request submitted", form={"granted.tablet": "1"}),
    f"POST {IN}/requests/<uuid:id>/refuse": Way("@request submitted", form=WHY),
    f"POST {IN}/requests/<uuid:id>/submit": Way("@request draft", form={"freight_accepted": "yes"}),
    f"GET {IN}/sites": Way(),
    f"POST {IN}/sites/keep": Way(form={"site": "quai", **SITE}),
    f"GET {IA}/boards": Way(),
    f"GET {IA}/boards/<code>": Way("@board"),
    f"GET {IA}/boards/<code>/need": Way("@board"),
    f"POST {IA}/boards/<code>/portraits": Way("@board", json=PORTRAIT),
    f"GET {IA}/boards/<code>/portraits": Way("@board"),
    f"GET {IA}/boards/<code>/sites": Way("@board"),
    f"PUT {IA}/boards/<code>/sites/<site>": Way("@board", "quai", json=SITE),
    f"POST {IA}/requests": Way(json=ASKING),
    f"GET {IA}/requests": Way(query={"board": "@board"}, abroad=200),
    f"PUT {IA}/requests/<uuid:id>": Way("@request draft", json=ASKING),
    f"DELETE {IA}/requests/<uuid:id>": Way("@request draft"),
    f"GET {IA}/requests/<uuid:id>": Way("@request submitted"),
    f"POST {IA}/requests/<uuid:id>/give-up": Way("@request received", json=LACKING),
    f"POST {IA}/requests/<uuid:id>/grant": Way("@request submitted", json={}),
    f"POST {IA}/requests/<uuid:id>/refuse": Way("@request submitted", json=WHY),
    f"POST {IA}/requests/<uuid:id>/submit": Way("@request draft", json={"freight_accepted": True}),
    f"GET {IA}/stock": Way(),
}

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
    f"POST {WA}/scans": Way(json=lambda: scans("put_away", "@serial received", location=SHELF)),
    f"GET {WA}/stock": Way(),
    f"GET {WA}/notice-files": Way(),
    f"GET {WA}/notice-files/<uuid:id>": Way("@notice file"),
    f"GET {WA}/notice-files/<uuid:id>/report": Way("@notice file"),
    f"GET {WH}/notice-files": Way(),
    f"GET {WH}/notice-files/<uuid:key>": Way("@notice file"),
    f"GET {WH}/notice-files/<uuid:key>/download": Way("@notice file"),
    f"POST {WA}/wipe": Way(json=devices("returned")),
}

SHIPPING = {
    f"GET {SH}/": Way(),
    f"GET {SH}/devices": Way(),
    f"GET {SH}/devices/<uuid:device>": Way("@device accepted"),
    f"POST {SH}/devices/scan": Way(form={"action": "configure", "code": "@serial accepted"}),
    f"GET {SH}/devices/scan": Way(),
    f"GET {SH}/shipments": Way(),
    f"GET {SH}/shipments/<uuid:shipment>": Way("@shipment delivered"),
    f"GET {SH}/shipments/<uuid:shipment>/<any('dispatch', 'deliver', 'close-receipt', 'scan'):form>": Way(
        "@shipment delivered", "deliver", abroad=303
    ),
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
    f"POST {SA}/scans": Way(json=lambda: scans("configure", "@serial accepted")),
    f"POST {SA}/send-back": Way(json=devices("accepted", **WHY)),
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
}

PORTAL = {
    f"GET {PO}/": Way(),
    f"GET {PO}/<any(requests,shipments,cartons,deliveries,schools,locations,loans,findings):word>/<number>": Way(
        "shipments", "@shipment delivered"
    ),
    f"GET {PO}/devices/<uuid:id>": Way("@device accepted"),
    f"GET {PO}/figures": Way(),
    f"GET {PO}/search": Way(query={"q": "@serial accepted"}, abroad=200),
    f"POST {PO}/sign-out": Way(),
    f"GET {PA}/devices/<uuid:id>/journey": Way("@device accepted"),
    f"GET {PA}/figures": Way(),
    f"GET {PA}/log": Way(),
    f"GET {PA}/log/gaps": Way(),
    f"GET {PA}/search": Way(query={"q": "@serial accepted"}, abroad=200),
}

WAYS: dict[str, Way] = {**INTAKE, **WAREHOUSE, **SHIPPING, **PORTAL}

# Open to anybody: the door itself. What it admits is proven in test_portal_door.py.
DOOR = {
    f"GET {PO}/sign-in",
    f"POST {PO}/sign-in",
    f"GET {PO}/renew",
    f"POST {PO}/renew",
    f"POST {PA}/sign-in",
    f"POST {PA}/tokens",
}
