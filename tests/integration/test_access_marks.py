"""Every page and route that shows a loan, an account, an incident or the permanent log is marked for the access log."""

import json
import re
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.chassis.tables import access
from services.chassis.web.looks import PLACEHOLDER
from services.chassis.web.rule import rule_of
from services.contracts.roles import Person
from services.contracts.sees import Sees
from services.portal.model.account import Account
from services.shipping.model import Device, Incident
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for
from tests.integration.ways import WAYS

# What one is shown of oneself.
OWN = "/portal/api/v1/account/data"


def telling(stage: Stage) -> dict[str, str]:
    """Texts that are there only where persons are shown: loan numbers, logins, names, incidents."""
    with stage.house.services["shipping"].database.reading() as session:
        found = {str(loan): "a loan" for loan in session.scalars(select(Device.loan).where(Device.loan.is_not(None)))}
        found |= {str(number): "an incident" for number in session.scalars(select(Incident.number))}
    with stage.house.services["portal"].database.reading() as session:
        for login, name in session.execute(select(Account.login, Account.name)):
            found |= {str(login): "an account", str(name): "a name"}
    return found


def readers(stage: Stage, name: str) -> list[Person]:
    return [someone(role, board_for(role, name)) for role in sorted(stage.rule(name).roles or ())]


def test_what_shows_something_of_persons_is_marked(stage: Stage) -> None:
    signs, unmarked = telling(stage), []
    assert set(signs.values()) == {"a loan", "an incident", "an account", "a name"}
    for name in sorted(WAYS):
        if name.startswith("GET") and stage.rule(name).sees is None:
            text = b"".join(stage.call(name, person).data for person in readers(stage, name))
            unmarked += [
                (name, what) for what in sorted({what for sign, what in signs.items() if sign.encode() in text})
            ]
    assert unmarked == [], "say so in its rule: @allow(..., sees=Sees...)"


def shapes_that_tell(described: Any) -> set[str]:
    """The answers of an API's description that have a field for a loan or a login, or hold one that has."""
    shapes = {name: json.dumps(shape) for name, shape in described["components"]["schemas"].items()}
    telling = {name for name, text in shapes.items() if '"loan": {' in text or '"login": {' in text}
    while more := {name for name, text in shapes.items() if any(f'/{one}"' in text for one in telling)} - telling:
        telling |= more
    return telling


def test_a_route_whose_answer_has_a_field_for_a_loan_or_a_login_is_marked(stage: Stage) -> None:
    unmarked, seen = [], 0
    for application in stage.house.applications.values():
        telling = shapes_that_tell(application.api_doc)
        for path, methods in application.api_doc["paths"].items():
            answer = json.dumps(methods.get("get", {}).get("responses", {}))
            if path != OWN and any(f'/{one}"' in answer for one in telling):
                seen += 1
                view = stage.view("GET", re.sub(r"\{\w+\}", str(UUID(int=7)), path))
                unmarked += [path] if rule_of(view).sees is None else []
    assert seen > 4
    assert unmarked == []


def test_every_kind_of_access_has_its_pages_and_few_of_them_do_more_than_show(stage: Stage) -> None:
    marked = {name: rule.sees for name, rule in stage.views.items() if rule.sees}
    # Free texts are shown by a command alone.
    assert set(marked.values()) == set(Sees) - {Sees.TEXTS}
    assert {name for name in marked if not name.startswith("GET")} == {
        "POST /portal/search/photo",
        "POST /portal/users/<string:actor>/erase",
        "POST /portal/api/v1/users/<string:actor>/erase",
    }
    assert [name for name in marked if len(PLACEHOLDER.sub(r"<\1>", name)) > access.c.way.type.length] == []


def test_a_long_address_is_told_in_short_and_its_thing_whole(stage: Stage) -> None:
    name = next(one for one in WAYS if one.endswith("<number>"))
    assert stage.call(name, readers(stage, name)[0]).status_code == 200
    with stage.house.services["portal"].database.reading() as session:
        last = session.execute(select(access).order_by(access.c.position.desc()).limit(1)).one()
    assert (last.way, last.about) == ("GET /portal/<word>/<number>", f"shipments/{stage.things['shipment delivered']}")
