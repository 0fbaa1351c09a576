"""Every form of every page, from the route map: taken with its own session's value only, offered to whom it serves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.web.rule import rule_of
from services.contracts.roles import Person, Role
from tests.integration.house import someone
from tests.integration.stage import Stage, board_for, caller
from tests.integration.ways import WAYS

CHANGING = sorted(name for name in WAYS if not name.startswith("GET"))
PAGES = sorted(name for name in WAYS if name.startswith("GET") and "/api/" not in name)


def by_cookie(stage: Stage, name: str, person: Person, csrf: str | None, **more: str) -> Any:
    """The good call of a route by a browser, with this value in its form (a program's call: none)."""
    (method, rule), sent = name.split(" ", 1), stage.things.put_in(WAYS[name].sent())
    headers = {"Cookie": f"reserve_token={stage.house.keys.sign(person)}", "Idempotency-Key": str(uuid4()), **more}
    if "json" not in sent:
        sent["data"] = {**sent.get("data", {}), **({} if csrf is None else {"csrf": csrf})}
    return stage.house.ask(method, stage.address(WAYS[name], rule), headers, **sent)


@pytest.mark.parametrize("name", CHANGING)
def test_what_changes_something_is_refused_without_its_own_sessions_value(stage: Stage, name: str) -> None:
    """`form-1` is the session's own; `form-2` is another's."""
    person = caller(stage, name)
    answers = {csrf: by_cookie(stage, name, person, csrf) for csrf in (None, "", "form-2", "form-1 ", "é", "\x00")}
    told = {csrf: (answer.status_code, "form-1" in answer.text) for csrf, answer in answers.items()}
    assert told == dict.fromkeys(answers, (403, False))


@pytest.mark.parametrize("name", CHANGING)
def test_the_value_may_come_in_a_header_which_another_site_cannot_set(stage: Stage, name: str) -> None:
    person = caller(stage, name)
    assert by_cookie(stage, name, person, None, **{"X-CSRF-Token": "form-2"}).status_code == 403
    with stage.fresh(name):
        assert by_cookie(stage, name, person, None, **{"X-CSRF-Token": "form-1"}).status_code < 400


@pytest.mark.parametrize("name", CHANGING)
def test_a_session_without_a_value_opens_no_form(stage: Stage, name: str) -> None:
    person = caller(stage, name)
    bare = Person(person.actor, person.role, person.board)
    assert by_cookie(stage, name, bare, "").status_code == 403


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return any(self.fields.get(name, []))


class Reader(HTMLParser):
    """The forms of a page, each with its fields that have a value: as many values as there are fields of a name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
        elif "name" in given and self.forms:
            self.forms[-1].fields.setdefault(given["name"], []).append(given.get("value", ""))


Shown = Callable[[str], list[tuple[Role, str, list[Form]]]]


@pytest.fixture(scope="module")
def shown(stage: Stage) -> Shown:
    """The forms of a page, looked at once: after each call that changes something all is as before."""
    return cache(lambda name: list(looked_at(stage, name)))


def looked_at(stage: Stage, name: str) -> Iterator[tuple[Role, str, list[Form]]]:
    """The page in every state that the stage has of its noun, as each role that it names sees it."""
    rule = name.split(" ", 1)[1]
    for role in sorted(stage.rule(name).roles or ()):
        person = someone(role, board_for(role, name))
        headers = {"Cookie": f"reserve_token={stage.house.keys.sign(person)}"}
        for address in stage.addresses(name):
            answer = stage.house.ask("GET", address, headers, **stage.things.put_in(WAYS[name].sent()))
            assert answer.status_code < 500, (rule, address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield role, address, Reader(answer.text).forms


@pytest.mark.parametrize("name", PAGES)
def test_a_page_offers_no_form_that_its_reader_may_not_send(stage: Stage, shown: Shown, name: str) -> None:
    wrong = []
    for role, address, forms in shown(name):
        for form in forms:
            view = stage.view(form.method.upper(), form.action or address)
            rule = view and rule_of(view)
            if rule is None or (rule.roles is not None and role not in rule.roles):
                wrong.append((role.value, address, form.action, "leads nowhere"))
            elif form.method == "post" and form.fields.get("csrf") != ["form-1"]:
                wrong.append((role.value, address, form.action, "without the session's value"))
            elif rule.creates and not form.has("idempotency_key"):
                wrong.append((role.value, address, form.action, "without a key"))
    assert wrong == []


# Whoever opens the page is to write another total: the fields show what is granted already.
TO_BE_CHANGED = "/grant"
# Where the reason is one of a list.
LISTED = "/erase"


@pytest.mark.parametrize("name", PAGES)
def test_a_form_that_asks_for_a_reason_at_most_is_taken_as_it_is_offered(stage: Stage, shown: Shown, name: str) -> None:
    """Where somebody may not do it, now or ever, the page must not offer it."""
    wrong = []
    for role, address, forms in shown(name):
        for form in forms:
            why = "departure" if form.action.endswith(LISTED) else "Erreur de saisie"
            sent = {**form.fields, **({"reason": [why]} if "reason" in form.fields else {})}
            filled = all(all(values) for values in sent.values())
            if form.method == "post" and filled and not form.action.endswith(TO_BE_CHANGED):
                headers = {"Cookie": f"reserve_token={stage.house.keys.sign(someone(role, board_for(role, name)))}"}
                with stage.fresh(f"POST {form.action}"):
                    answer = stage.house.ask("POST", form.action, headers, data=sent)
                secret = rule_of(stage.view("POST", form.action)).secret
                # What is shown once stands in the answer itself.
                if answer.status_code != (200 if secret else 303):
                    wrong.append((role.value, address, form.action, answer.status_code))
    assert wrong == []


def test_the_forms_that_were_looked_at_are_many(shown: Shown) -> None:
    seen = {form.action for name in PAGES for _, _, forms in shown(name) for form in forms}
    assert len(seen) > 60
