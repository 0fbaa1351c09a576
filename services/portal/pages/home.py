"""The home page: what waits for its reader now, each a link to the page that does it; then what there is."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta

from services.chassis.act import now
from services.chassis.web.edge import edge, person, session
from services.chassis.web.rule import allow
from services.contracts.places import HOME, MENU
from services.contracts.roles import BOARD, EVERYONE, WAREHOUSE, Role
from services.portal import words
from services.portal.desk import matters_of
from services.portal.pages.inquiry import board_name
from services.portal.queries import figures
from services.portal.queries.home import Reader, log_end, undecided, waiting
from services.portal.queries.key import key_end
from services.portal.queries.returned import late_returns, unreturned
from services.portal.readers import READERS

# Of the requests to be decided so many are named; the others are in the list that the line leads to.
OLDEST = 10

home = Blueprint("portal_home_pages", __name__, url_prefix="/portal", template_folder="../templates")


@home.get("/")
@allow(EVERYONE)
def start() -> ResponseReturnValue:
    role, scope, at = person().role, person().board, now()
    matters, reads, settings = matters_of(role), role in READERS, edge().config["SETTINGS"]
    away = role in BOARD | WAREHOUSE
    return render_template(
        "portal/home.html",
        words=words,
        matters=matters,
        lines=waiting(session(), matters, Reader(person().actor, scope), settings.portrait_days, at),
        age=lambda since: _age(at, since),
        log=log_end(session()) if role is Role.AUDITOR else None,
        undecided=undecided(session(), OLDEST) if role is Role.MINISTRY else [],
        board_name=board_name,
        late_returns=late_returns(session(), scope, settings.return_days, at) if away else [],
        unreturned=unreturned(session(), scope) if scope else 0,
        devices=figures.devices(session(), scope) if reads else [],
        requests=figures.requests(session(), scope) if reads else [],
        key_end=key_end(session(), person().station, at),
        places=[place for place in MENU if place.path != HOME and role in place.roles],
    )


def _age(at: datetime, since: datetime) -> str:
    """How long ago, in the reader's language: in minutes below an hour, in hours below two days, else in days."""
    passed = max(at - since, timedelta())
    unit = "day" if passed.days > 1 else "hour" if passed >= timedelta(hours=1) else "minute"
    return str(format_timedelta(passed, granularity=unit, threshold=1000))
