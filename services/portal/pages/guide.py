"""The help: everybody's own page first, the others beside, and the pictures that were taken of the pages."""

from flask import Blueprint, Response, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from services.chassis.web.edge import person
from services.chassis.web.language import language
from services.chassis.web.rule import allow, bare
from services.contracts.places import HELP
from services.contracts.roles import EVERYONE
from services.portal.guide import FILES, PAGES, PICTURES, guide

pages = Blueprint("portal_guide_pages", __name__, template_folder="../templates")


@pages.get(HELP)
@allow(EVERYONE)
def own() -> ResponseReturnValue:
    return _page(PAGES.get(person().role, "oversight"))


@pages.get(f"{HELP}/<any({','.join(FILES)}):name>")
@allow(EVERYONE)
def one(name: str) -> ResponseReturnValue:
    return _page(name)


@pages.get("/portal/pictures/<name>.png")
@bare()
def picture(name: str) -> Response:
    return send_from_directory(PICTURES, f"{name}.png", max_age=3600)


def _page(name: str) -> str:
    shown = guide(name, language())
    others = {one: guide(one, language()).title for one in FILES if one != name}
    # Our own file, made without any HTML but what Markdown makes.
    body = Markup(shown.body.replace("../pictures/", "/portal/pictures/"))  # noqa: S704
    return render_template("portal/guide.html", title=shown.title, body=body, others=others, help=HELP)
