"""The ways of intake's routes and pages."""

from tests.integration.things import SITE
from tests.integration.way import WHY, Way

IN, IA = "/intake", "/intake/api/v1"

LINE = {"type": "tablet", "category": "no_access", "quantity": 2}
ASKING = {"site": "quai", "urgency": "urgent", "justification": "Classes fermées", "lines": [LINE]}
PORTRAIT = {"weekly_capacity": 9, "lines": [{"type": "tablet", "by_category": {"no_access": 300}}]}
ASKED = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "ask.tablet.no_access": "2"}
NEED = {"weekly_capacity": "9", "need.tablet.no_access": "300"}
LACKING = {"given_up": [{"type": "tablet", "quantity": 2}]}
SPLIT = {"types": [{"type": "tablet", "floor": 1, "unit": "carton"}]}
REPLACED = {"replace": [{"type": "tablet", "quantity": 1}]}

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
    f"GET {IN}/rounds": Way(),
    f"GET {IN}/rounds/<uuid:id>": Way("@round"),
    f"POST {IN}/rounds/prepare": Way(form={"floor.tablet": "1", "unit.tablet": "carton"}),
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
    f"GET {IA}/rounds": Way(),
    f"POST {IA}/rounds": Way(json=SPLIT),
    f"GET {IA}/rounds/<uuid:id>": Way("@round"),
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
}
