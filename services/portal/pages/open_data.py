"""The public page: what the reserve does, in figures that anybody may read, and where to fetch them."""

from collections import defaultdict
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.language import language
from services.chassis.web.rule import anyone
from services.portal import words
from services.portal.model.dataset import HIDDEN, LICENCE
from services.portal.model.fate import Fate
from services.portal.open_file import addresses
from services.portal.operations.publication import latest
from services.portal.pages.inquiry import board_name, type_name
from services.portal.queries.head import HEADS, last_head
from services.portal.shapes.open_data import datasets

PUBLIC = "/portal/public"
# The weeks that the page shows; the file has them all.
WEEKS = 12

open_data = Blueprint("portal_open_data_pages", __name__, template_folder="../templates")


@open_data.get(PUBLIC)
@anyone()
def public() -> ResponseReturnValue:
    told = latest(session())
    figures = told.figures if told else {}
    return render_template(
        "portal/public.html",
        told=told,
        types=sorted({kind for kind, _, _ in figures.get("devices-in-all", [])}),
        whole={(kind, fate): count for kind, fate, count in figures.get("devices-in-all", [])},
        boards=_by_board(figures.get("devices", [])),
        times=_last_weeks(figures.get("delivery-times", [])),
        fates=[fate for fate in Fate if fate is not Fate.GONE],
        with_boards=[Fate.ON_THE_WAY, Fate.AT_BOARD, Fate.IN_USE, Fate.MISSING],
        datasets=datasets(),
        dictionary=addresses("dictionary"),
        licence=LICENCE,
        hidden=HIDDEN,
        head=last_head(session()),
        heads=HEADS,
    )


@open_data.context_processor
def _words() -> dict[str, Any]:
    point = get_decimal_symbol(language())
    return {
        "words": words,
        "type_name": type_name,
        "board_name": board_name,
        "decimal": lambda number: f"{number:.1f}".replace(".", point),
    }


def _by_board(rows: list[list[Any]]) -> dict[str, dict[Any, int | None]]:
    """Of each board its devices of all kinds by fate; hidden where one of them is."""
    found: dict[str, dict[Any, int | None]] = defaultdict(dict)
    for board, _, fate, count in rows:
        here = found[board].get(fate, 0)
        found[board][fate] = None if here is None or count is None else here + count
    return found


def _last_weeks(rows: list[list[Any]]) -> list[list[Any]]:
    weeks = sorted({row[1] for row in rows})[-WEEKS:]
    return sorted((row for row in rows if row[1] in weeks), key=lambda row: (row[1], row[0]), reverse=True)
