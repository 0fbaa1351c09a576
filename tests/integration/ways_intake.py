"""The ways of intake's routes and pages."""

from typing import Any

from tests.integration.house import OURS, file_of
from tests.integration.things import SITE
from tests.integration.way import WHY, Way

IN, IA = "/intake", "/intake/api/v1"

LINE = {"type": "tablet", "category": "no_access", "quantity": 2}
CLOSURE = {"closed": "class", "school": "762217", "first_day": "2020-10-13", "students": 24}
ASKING = {"site": "quai", "urgency": "urgent", "justification": "Classes fermées", "lines": [LINE], "closure": CLOSURE}
PORTRAIT = {"weekly_capacity": 9, "lines": [{"type": "tablet", "by_category": {"no_access": 300}}]}
ASKED = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "ask.tablet.no_access": "2"}
FREIGHT = {"freight_accepted": "true", "freight_cents": "5825"}
NEED = {"weekly_capacity": "9", "need.tablet.no_access": "300"}
LACKING = {"given_up": [{"type": "tablet", "quantity": 2}]}
SPLIT = {"types": [{"type": "tablet", "floor": 1, "unit": "carton"}]}
BY_HAND = [{"board": OURS, "type": "tablet", "granted": 1}]
REPLACED = {"replace": [{"type": "tablet", "quantity": 1}]}
COLLECTED = {"title": "Portrait de septembre", "deadline": "2100-09-30T16:00:00-04:00"}
DEADLINE = {"deadline": "2100-10-31T16:00:00-04:00"}


def sheet() -> dict[str, Any]:
    """A portrait in a spreadsheet, as a form sends it."""
    return {"file": file_of("type,no_access,weekly_capacity\ntablet,300,9\n", "portrait.csv")}


# What leaves as a file too, exactly as it is filtered.
LISTS = ("statements", "rounds", "campaigns")

INTAKE = {
    f"GET {IN}/requests.<any(csv,xlsx):kind>": Way("csv", query={"board": "@board"}, abroad=200),
    **{f"GET {IN}/{one}.<any(csv,xlsx):kind>": Way("csv") for one in LISTS},
    f"GET {IN}/": Way(),
    f"GET {IN}/portrait": Way(),
    f"POST {IN}/portrait/update": Way(form=NEED),
    f"POST {IN}/portrait/check": Way(form=NEED),
    f"GET {IN}/portraits": Way(),
    f"GET {IN}/picture": Way(query={"type": "tablet", "rank": "unmet"}),
    f"GET {IN}/requests": Way(),
    f"POST {IN}/requests/create": Way(form=ASKED),
    f"GET {IN}/requests/<uuid:id>": Way("@request submitted"),
    f"POST {IN}/requests/<uuid:id>/discard": Way("@request draft"),
    f"GET {IN}/requests/<uuid:id>/draft": Way("@request draft"),
    f"POST {IN}/requests/<uuid:id>/draft/change": Way("@request draft", form=ASKED),
    f"POST {IN}/requests/<uuid:id>/give-up": Way("@request received", form={"given_up.tablet": "2"}),
    f"POST {IN}/requests/<uuid:id>/grant": Way("@request submitted", form={"granted.tablet": "1"}),
    f"POST {IN}/requests/<uuid:id>/weigh": Way("@request submitted", form={"granted.tablet": "1"}),
    f"POST {IN}/requests/<uuid:id>/refuse": Way("@request submitted", form=WHY),
    f"POST {IN}/requests/<uuid:id>/submit": Way("@request draft", form={"freight_accepted": "yes"}),
    f"GET {IN}/requests/<uuid:id>/amendment": Way("@request submitted"),
    f"POST {IN}/requests/<uuid:id>/amendment/amend": Way("@request submitted", form={**ASKED, **FREIGHT}),
    f"GET {IN}/statements": Way(),
    f"GET {IN}/statements/<month>": Way("@month"),
    f"GET {IN}/statements/<month>/print": Way("@month"),
    f"GET {IN}/statements/<month>/boards.csv": Way("@month"),
    f"GET {IN}/statements/<month>/entries.csv": Way("@month"),
    f"GET {IN}/boards/<code>/statements/<month>": Way("@board", "@month"),
    f"GET {IN}/boards/<code>/statements/<month>/print": Way("@board", "@month"),
    f"GET {IN}/boards/<code>/statements/<month>/entries.csv": Way("@board", "@month"),
    f"GET {IN}/rounds": Way(),
    f"GET {IN}/rounds/<uuid:id>": Way("@round"),
    f"POST {IN}/rounds/prepare": Way(form={"floor.tablet": "1", "unit.tablet": "carton"}),
    f"POST {IN}/rounds/<uuid:id>/change": Way("@round", form={f"granted.tablet.{OURS}": "1", **WHY}),
    f"POST {IN}/rounds/<uuid:id>/confirm": Way("@round"),
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
    f"POST {IA}/requests/<uuid:id>/amend": Way("@request submitted", json={**ASKING, "freight_accepted": True}),
    f"GET {IA}/queue": Way(),
    f"GET {IA}/requests/<uuid:id>/weighing": Way("@request submitted"),
    f"GET {IA}/requests/<uuid:id>/figures": Way("@request submitted"),
    f"GET {IA}/requests/<uuid:id>/revisions": Way("@request submitted"),
    f"GET {IA}/statements": Way(),
    f"GET {IA}/statements/<month>": Way("@month"),
    f"GET {IA}/boards/<code>/statements/<month>": Way("@board", "@month"),
    f"GET {IA}/rounds": Way(),
    f"POST {IA}/rounds": Way(json=SPLIT),
    f"GET {IA}/rounds/<uuid:id>": Way("@round"),
    f"POST {IA}/rounds/<uuid:id>/change": Way("@round", json={"portions": BY_HAND, **WHY}),
    f"POST {IA}/rounds/<uuid:id>/confirm": Way("@round"),
    f"GET {IA}/stock": Way(),
    f"GET {IN}/boards/<code>": Way("@board"),
    f"POST {IN}/requests/<uuid:id>/pause": Way("@request submitted", form=WHY),
    f"POST {IN}/requests/<uuid:id>/replace": Way("@request received", form={"replace.tablet": "1"}),
    f"POST {IN}/requests/<uuid:id>/resume": Way("@request paused"),
    f"POST {IN}/requests/<uuid:id>/send-back": Way("@request submitted", form=WHY),
    f"POST {IN}/requests/<uuid:id>/undo": Way("@request granted", form=WHY),
    f"POST {IN}/requests/<uuid:id>/withdraw": Way("@request granted", form=WHY),
    f"GET {IN}/waiting": Way(),
    f"POST {IA}/requests/<uuid:id>/pause": Way("@request submitted", json=WHY),
    f"POST {IA}/requests/<uuid:id>/replace": Way("@request received", json=REPLACED),
    f"POST {IA}/requests/<uuid:id>/resume": Way("@request paused"),
    f"POST {IA}/requests/<uuid:id>/send-back": Way("@request submitted", json=WHY),
    f"POST {IA}/requests/<uuid:id>/undo": Way("@request refused", json=WHY),
    f"POST {IA}/requests/<uuid:id>/withdraw": Way("@request submitted", json=WHY),
    f"GET {IA}/waiting": Way(),
    f"GET {IN}/boards/<code>/portraits": Way("@board"),
    f"GET {IN}/portrait/file": Way(),
    f"POST {IN}/portrait/file/import": Way(form=sheet),
    f"GET {IN}/portrait/export": Way(query={"format": "csv"}),
    f"GET {IN}/portraits/export": Way(query={"format": "csv", "on": "2021-01-15"}),
    f"GET {IN}/capacity": Way(),
    f"GET {IN}/campaigns": Way(),
    f"POST {IN}/campaigns/open": Way(form={"title": "Portrait", "deadline": "2100-09-30"}),
    f"GET {IN}/campaigns/<uuid:id>": Way("@campaign open"),
    f"POST {IN}/campaigns/<uuid:id>/extend": Way("@campaign open", form={"deadline": "2100-10-31"}),
    f"POST {IN}/campaigns/<uuid:id>/remind": Way("@campaign open"),
    f"POST {IN}/campaigns/<uuid:id>/close": Way("@campaign open"),
    f"POST {IA}/boards/<code>/portraits/import": Way("@board", form=sheet),
    f"GET {IA}/boards/<code>/portraits/export": Way("@board"),
    f"GET {IA}/boards/<code>/capacity": Way("@board"),
    f"GET {IA}/capacity": Way(),
    f"GET {IA}/picture": Way(query={"on": "2021-01-15", "category": "no_access"}),
    f"GET {IA}/portraits": Way(query={"on": "2021-01-15"}),
    f"GET {IA}/portraits/export": Way(query={"format": "csv"}),
    f"GET {IA}/campaigns": Way(),
    f"POST {IA}/campaigns": Way(json=COLLECTED),
    f"GET {IA}/campaigns/<uuid:id>": Way("@campaign closed"),
    f"PUT {IA}/campaigns/<uuid:id>/deadline": Way("@campaign open", json=DEADLINE),
    f"POST {IA}/campaigns/<uuid:id>/remind": Way("@campaign open"),
    f"POST {IA}/campaigns/<uuid:id>/close": Way("@campaign open"),
    f"GET {IA}/vocabulary": Way(query={"on": "2020-10-01"}),
}
