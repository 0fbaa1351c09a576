"""The search: what was typed or scanned, or what a photo shows; one thing goes to its page, several are listed."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from scanner.codes import Makers
from services.chassis.errors import Invalid
from services.chassis.kinds import KINDS
from services.chassis.station.picture import read_picture
from services.chassis.web.edge import edge, person, session
from services.chassis.web.looks import looked
from services.chassis.web.rule import allow, form_of
from services.contracts.sees import Sees
from services.contracts.sentence import say
from services.portal import words
from services.portal.address import page_of
from services.portal.pages.inquiry import board_name, page_for
from services.portal.queries.found import Hit, located
from services.portal.queries.search import only
from services.portal.queries.search import search as find
from services.portal.readers import READERS
from services.portal.shapes.inquiry import Asked
from services.portal.understood import Understood, seen, typed

search = Blueprint("portal_search_pages", __name__, url_prefix="/portal", template_folder="../templates")


@search.get("/search")
@allow(READERS, sees=Sees.SEARCHES)
def look_up() -> ResponseReturnValue:
    asked = Asked.model_validate({"q": request.args.get("q", "")}).q.strip()
    return _answered(typed(asked, _makers()), asked)


@search.post("/search/photo")
@form_of(look_up)
@allow(READERS, repeatable=True, sees=Sees.SEARCHES)
def read_photo() -> ResponseReturnValue:
    # Before any statement: while a photo is read, no transaction is open. No picture is kept.
    photo = request.files.get("picture")
    if photo is None:
        raise Invalid("picture.missing", say("Choose a photo first."))
    codes = read_picture(photo.stream, _makers()).codes
    return _answered(seen([(one.text, one.symbology) for one in codes], _makers()), None)


def _answered(asked: Understood, text: str | None) -> ResponseReturnValue:
    """`text` is what was typed; None where a photo was sent."""
    found = find(session(), asked, person().board)
    looked(about=asked.kinds, found=len(found))
    if (one := only(found)) and (page := page_of(one.subject, one.kind)):
        return redirect(page, 303)
    return render_template(
        "portal/search.html",
        searched=text,
        asked=asked,
        groups=_grouped(located(session(), found, person().board)),
        count=len(found),
        code_kinds=KINDS,
        words=words,
        page_of=page_of,
        page_for=page_for,
        board_name=board_name,
    )


def _grouped(hits: Sequence[Hit]) -> list[tuple[str, list[Hit]]]:
    """By kind, in the order in which kinds are named, the whole names of each first."""
    order = list(words.KINDS)
    ranked = sorted(hits, key=lambda one: order.index(one.kind))
    return [(kind, list(some)) for kind, some in groupby(ranked, key=lambda one: one.kind)]


def _makers() -> Makers:
    makers: Makers = edge().config["SETTINGS"].makers
    return makers
