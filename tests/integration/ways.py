"""How every route and page is called well: the table that the proofs of who may do what are made from.

A new route needs a line in its service's table (`ways_*.py`; the portal's is here), or `test_every_route.py` fails and
names it. The key is the method and the rule as the route map has it. `Way(...)` takes the values of the rule's
placeholders in order, then `json`, `form` or `query`; "@device accepted" stands for the thing of that name in
`things.py`: a state that is missing is made in the chapter of its noun. A way of which the content differs at each call
(a scan's id, a file) is a function. From the line follow the calls by every role that the route names (2xx), by another
board with the same ids (404, as soon as a thing of our board is named), by every other role (403) and by nobody (401,
or 307 on pages). A route by which the warehouse does something else than a board says it
under `dock`. `abroad` is for what answers another board otherwise: a search that finds nothing says `abroad=200`;
what it answers is looked through for our board's things all the same.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from services.contracts.roles import Role
from services.portal.address import KINDS
from services.portal.guide import FILES
from tests.integration.way import Way, photo
from tests.integration.ways_intake import INTAKE
from tests.integration.ways_shipping import SHIPPING
from tests.integration.ways_warehouse import WAREHOUSE

PO, PA = "/portal", "/portal/api/v1"


def opened(role: Role) -> Callable[[], dict[str, str]]:
    """An account of this role, each time under another login."""
    return lambda: {"login": f"new.{uuid4()}", "name": "Camille Roy", "role": role.value}


KEY, CLERK = {"name": "quai-7"}, Way("@user clerk")

PORTAL = {
    f"GET {PO}/account": Way(),
    f"POST {PO}/account/end": Way(form={"session": str(UUID(int=7))}),
    f"POST {PO}/account/end-others": Way(),
    f"GET {PO}/account/<any('end', 'end-others'):form>": Way("end"),
    f"GET {PO}/access": Way(),
    f"GET {PO}/access.<any('csv', 'xlsx'):kind>": Way("csv"),
    f"GET {PO}/users": Way(),
    f"GET {PO}/users/changes": Way(),
    f"POST {PO}/users/open": Way(
        form=opened(Role.BOARD_TECHNICIAN),
        dock=Way(form=opened(Role.WAREHOUSE)),
        ministry=Way(form=opened(Role.AUDITOR)),
    ),
    f"GET {PO}/users/<any('open'):form>": Way("open"),
    f"GET {PO}/users/<string:actor>": Way("@user manager", dock=CLERK),
    f"POST {PO}/users/<string:actor>/password": Way("@user manager", dock=CLERK),
    f"POST {PO}/users/<string:actor>/invitation": Way("@user manager", dock=CLERK),
    f"POST {PO}/users/<string:actor>/end-sessions": Way("@user manager", dock=CLERK),
    f"POST {PO}/users/<string:actor>/close": Way("@user manager", dock=CLERK),
    f"POST {PO}/users/<string:actor>/erase": Way("@user manager", form={"reason": "departure"}),
    f"GET {PO}/users/<string:actor>/<any('password', 'invitation', 'end-sessions', 'close', 'erase'):form>": Way(
        "@user manager", "close", abroad=303
    ),
    f"GET {PA}/account/data": Way(),
    f"GET {PA}/users/<string:actor>/data": Way("@user manager", query={"reason": "request"}),
    f"POST {PA}/users/<string:actor>/erase": Way("@user manager", json={"reason": "departure"}),
    f"GET {PO}/users/stations": Way(),
    f"POST {PO}/users/stations/make": Way(form=KEY),
    f"GET {PO}/users/stations/<any('make'):form>": Way("make"),
    f"POST {PO}/users/stations/<string:station>/renew": Way("@key ours", dock=Way("@key dock")),
    f"GET {PO}/users/stations/<string:station>/<any('renew'):form>": Way("@key ours", "renew", abroad=303),
    f"POST {PO}/users/stations/<string:station>/revoke": Way("@key ours", dock=Way("@key dock")),
    f"GET {PO}/": Way(),
    f"GET {PO}/<any({','.join(KINDS)}):word>/<number>": Way("shipments", "@shipment delivered"),
    f"GET {PO}/clock": Way(),
    f"GET {PO}/devices/<uuid:id>": Way("@device accepted"),
    f"GET {PO}/figures": Way(),
    f"GET {PO}/help": Way(),
    f"GET {PO}/help/<any({','.join(FILES)}):name>": Way("warehouse", abroad=200),
    f"GET {PO}/search": Way(query={"q": "@serial accepted"}, abroad=200),
    f"POST {PO}/search/photo": Way(form=photo),
    f"GET {PO}/unconfirmed": Way(),
    f"GET {PO}/week": Way(),
    f"POST {PO}/sign-out": Way(),
    f"GET {PA}/users": Way(),
    f"GET {PA}/users/changes": Way(),
    f"POST {PA}/users": Way(
        json=opened(Role.BOARD_TECHNICIAN),
        dock=Way(json=opened(Role.WAREHOUSE)),
        ministry=Way(json=opened(Role.AUDITOR)),
    ),
    f"GET {PA}/users/<string:actor>": Way("@user manager", dock=CLERK),
    f"POST {PA}/users/<string:actor>/password": Way("@user manager", dock=CLERK),
    f"POST {PA}/users/<string:actor>/invitation": Way("@user manager", dock=CLERK),
    f"POST {PA}/users/<string:actor>/end-sessions": Way("@user manager", dock=CLERK),
    f"POST {PA}/users/<string:actor>/close": Way("@user manager", dock=CLERK),
    f"GET {PA}/stations": Way(),
    f"POST {PA}/stations": Way(json=KEY),
    f"POST {PA}/stations/<string:station>/renew": Way("@key ours", dock=Way("@key dock")),
    f"POST {PA}/stations/<string:station>/revoke": Way("@key ours", dock=Way("@key dock")),
    # With nothing kept it leads on.
    f"GET {PO}/send-again": Way(),
    f"GET {PA}/clock": Way(),
    f"GET {PA}/clock/forecast": Way(),
    f"GET {PA}/clock/requests": Way(),
    f"GET {PA}/devices": Way(),
    f"GET {PA}/devices/<uuid:id>/journey": Way("@device accepted"),
    f"GET {PA}/epcis": Way(query={"device": "@device accepted"}),
    f"GET {PA}/figures": Way(),
    f"GET {PA}/log": Way(),
    f"GET {PA}/log/gaps": Way(),
    f"GET {PA}/home": Way(),
    f"GET {PA}/search": Way(query={"q": "@serial accepted"}, abroad=200),
    f"GET {PA}/waits": Way(),
    f"GET {PA}/week": Way(),
}

WAYS: dict[str, Way] = {**INTAKE, **WAREHOUSE, **SHIPPING, **PORTAL}

# Open to anybody: the door itself, proven in test_portal_door.py, test_portal_password.py and test_oidc.py, and what is
# published, in test_open_data.py and test_log_proof.py.
DOOR = {
    f"GET {PO}/sign-in",
    f"POST {PO}/sign-in",
    f"GET {PO}/password",
    f"POST {PO}/password",
    f"GET {PO}/invitation",
    f"POST {PO}/invitation",
    f"GET {PO}/oidc/<string:code>",
    f"GET {PO}/oidc/<string:code>/callback",
    f"GET {PO}/oidc/<string:code>/sign-out",
    f"GET {PO}/signed-out",
    f"GET {PO}/renew",
    f"POST {PO}/renew",
    f"POST {PA}/session",
    f"POST {PA}/sign-in",
    f"POST {PA}/tokens",
    f"GET {PO}/public",
    *(f"GET /{service}/api-docs" for service in ("intake", "warehouse", "shipping", "portal")),
    f"GET {PA}/open-data",
    f"GET {PA}/heads",
    f"GET {PA}/heads/key.pem",
    f"GET {PA}/open-data/dictionary.<string:kind>",
    f"GET {PA}/open-data/<string:name>.<string:kind>",
}
