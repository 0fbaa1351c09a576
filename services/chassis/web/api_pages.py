"""The API to be browsed: its operations on one page, each on its own; drawn here, without script, for anybody."""

from flask import Blueprint, current_app, render_template, request

from services.chassis.web.described import by_noun, operation, operations, shapes
from services.chassis.web.edge import edge
from services.chassis.web.rule import anyone
from services.contracts.roles import NAMES


def api_pages(service: str) -> Blueprint:
    """The page of a service's API, `/<service>/api-docs`; `?operation=` shows one."""
    pages = Blueprint("api_pages", __name__)

    @pages.get(f"/{service}/api-docs")
    @anyone()
    def browse() -> str:
        page = edge().api_doc
        found = operations(current_app, page)
        if key := request.args.get("operation"):
            one = operation(found, key)
            return render_template("api_operation.html", one=one, shapes=shapes(page, one), role_names=NAMES)
        return render_template("api.html", nouns=by_noun(found), service=service)

    return pages
