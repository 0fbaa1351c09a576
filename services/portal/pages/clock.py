"""The page of the clock: what is late or will be, and how long each stage took."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from babel.numbers import get_decimal_symbol
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import edge, person, session
from services.chassis.web.language import language, render
from services.chassis.web.rule import allow
from services.contracts.reference import boards
from services.contracts.sentence import Sentence, say
from services.portal import words
from services.portal.model.forecast import Outlook
from services.portal.model.stage import OF_DEVICE, OF_REQUEST
from services.portal.model.target import targets
from services.portal.pages.inquiry import type_name
from services.portal.queries import clock as queries
from services.portal.queries import figures
from services.portal.queries.forecast import outlook
from services.portal.queries.label import names
from services.portal.queries.unconfirmed import by_age, unconfirmed
from services.portal.readers import CLOCK
from services.portal.shapes.clock import pauses_of

MOST = 100
TOTAL = say("Total")
T = TypeVar("T")

clock = Blueprint("portal_clock_pages", __name__, url_prefix="/portal", template_folder="../templates")


@clock.get("/clock")
@allow(CLOCK)
def delivery_times() -> ResponseReturnValue:
    scope, at = person().board, now()
    found, clocks = outlook(session(), scope, at), figures.clocks(session(), scope, at)
    requests, devices = queries.times(session(), scope), queries.device_times(session(), scope)
    zones, name_of = _said(words.ZONES), board_names()
    return render_template(
        "portal/clock.html",
        running=found.running[:MOST],
        more=len(found.running) - MOST,
        counts_now={one: sum(running.outlook is one for running in found.running) for one in Outlook},
        paces=found.paces,
        targets=targets(),
        zones=_rows(clocks.by_zone, zones.__getitem__, clocks.all),
        kinds=_rows(clocks.by_type, type_name),
        by_week=_rows(requests.by_week, str),
        by_zone=_rows(requests.by_zone, zones.__getitem__, requests.all),
        by_board=_rows(requests.by_board, name_of),
        devices_by_board=_rows(devices.by_board, name_of, devices.all),
        zone_names=zones,
        name_of=name_of,
        in_hours=hours_shown(),
    )


@clock.get("/unconfirmed")
@allow(CLOCK)
def receipts_not_ended() -> ResponseReturnValue:
    scope, days = person().board, edge().config["SETTINGS"].receipt_days
    found = unconfirmed(session(), scope, 0, now())
    late = unconfirmed(session(), scope, days, now())
    actors = {actor for one in late for _, some in one.reminded for actor in some}
    return render_template(
        "portal/unconfirmed.html",
        found=late,
        days=days,
        ages=by_age(found),
        name_of=board_names(),
        who=names(session(), actors, scope),
    )


@clock.context_processor
def _words() -> dict[str, Any]:
    """What the template needs to say a thing in the reader's language; a thousand times, so each is said once."""
    return {
        "words": words,
        "stage_names": _said(words.STAGES),
        "outlook_names": _said(words.OUTLOOKS),
        "pauses_of": pauses_of,
        "of_request": OF_REQUEST,
        "of_device": OF_DEVICE,
    }


def _said(some: Mapping[Any, Sentence]) -> dict[str, str]:
    return {code: render(word) for code, word in some.items()}


def board_names() -> Callable[[str], str]:
    """What names a board in the reader's language, by its code."""
    names = {code: board.name(language()) for code, board in boards().items()}
    return lambda code: names.get(code, code)


def hours_shown() -> Callable[[int | None], str]:
    """What writes seconds as hours with one decimal, as the reader's language does; a dash where there are none."""
    point = get_decimal_symbol(language())
    return lambda seconds: "–" if seconds is None else f"{seconds / 3600:.1f}".replace(".", point)


def _rows(by_key: Mapping[str, T], name: Callable[[str], str], whole: T | None = None) -> list[tuple[str, T]]:
    """The rows of a table, each with its name; the total last, where several make it up."""
    rows = [(name(key), one) for key, one in by_key.items()]
    return rows + ([(render(TOTAL), whole)] if whole is not None and len(rows) > 1 else [])
