"""The HTTP edge on a real SQLite file: admission, one transaction a request, kept replies, refusals in one place."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint

from services.chassis.act import now
from services.chassis.errors import Late
from services.chassis.run import Running, gateway
from services.chassis.tokens import read_keys
from services.chassis.web.application import application
from services.chassis.web.doors import Doors
from services.chassis.web.limits import UNREAD
from services.chassis.web.lobby import TOO_SLOW
from services.contracts.roles import Person, Role
from tests.integration.toy import TOY, client, running_toy, shelved, token, waiting


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


@pytest.fixture
def browser(toy: Running) -> Any:
    return client(toy)


def bearer(toy: Running, role: Role = Role.WAREHOUSE, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(toy, role)}", **headers}


def path() -> str:
    return f"/toy/api/v1/devices/{uuid4()}"


def test_nobody_is_401_and_a_wrong_role_403(toy: Running, browser: Any) -> None:
    assert browser.post(path(), json={"location": "A-01-01"}).status_code == 401
    answer = browser.post(path(), json={"location": "A-01-01"}, headers=bearer(toy, Role.AUDITOR))
    assert (answer.status_code, answer.json["code"]) == (403, "role.forbidden")


def test_an_old_or_altered_token_is_nobody(toy: Running, browser: Any) -> None:
    keys = read_keys(toy.settings.var / "keys")
    old = keys.sign(Person("u-1", Role.WAREHOUSE), now() - timedelta(minutes=6))
    for bad in (old, token(toy)[:-3], "x"):
        assert browser.post(path(), json={}, headers={"Authorization": f"Bearer {bad}"}).status_code == 401


def test_only_the_owner_of_the_machine_account_can_read_the_private_key(toy: Running) -> None:
    assert (toy.settings.var / "keys" / "portal.key.pem").stat().st_mode & 0o077 == 0


def test_a_creating_call_repeated_with_its_key_acts_once_and_answers_the_same(toy: Running, browser: Any) -> None:
    headers, where = bearer(toy, **{"Idempotency-Key": '"k-1"'}), path()
    first, again = (browser.post(where, json={"location": "a-01-01"}, headers=headers) for _ in range(2))
    assert (first.status_code, first.data) == (201, again.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert shelved(toy) == ["A-01-01"]
    other = browser.post(where, json={"location": "A-01-02"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency.reused")


def test_a_change_that_needs_no_key_takes_one_and_is_then_not_made_twice_either(toy: Running, browser: Any) -> None:
    where, body = path(), {"location": "A-01-01"}
    first, again = (browser.put(where, json=body, headers=bearer(toy, **{"Idempotency-Key": "k"})) for _ in range(2))
    assert (first.status_code, first.data, len(shelved(toy))) == (200, again.data, 1)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = browser.put(path(), json=body, headers=bearer(toy, **{"Idempotency-Key": "x" * 121}))
    assert (other.status_code, other.json["code"]) == (400, "idempotency.missing")
    assert browser.put(path(), json=body, headers=bearer(toy)).status_code == 200


def test_a_body_that_the_server_refused_is_told_in_the_readers_words(toy: Running, browser: Any) -> None:
    late = {UNREAD: Late("body.late", TOO_SLOW)}
    answer = browser.put(path(), json={"location": "A-01-01"}, headers=bearer(toy), environ_overrides=late)
    assert (answer.status_code, answer.json["code"], answer.json["title"]) == (408, "body.late", "Trop lent")
    browser.set_cookie("reserve_token", token(toy))
    page = browser.post("/toy/shelf/put", data={"csrf": "form-1", "location": "A-07-07"}, environ_overrides=late)
    assert (page.status_code, "Envoyez de nouveau" in page.text, shelved(toy)) == (408, True, [])


def test_a_creating_call_without_a_key_is_400(toy: Running, browser: Any) -> None:
    answer = browser.post(path(), json={"location": "A-01-01"}, headers=bearer(toy))
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency.missing")


@pytest.mark.parametrize("exercise", [False, True])
def test_only_an_exercise_lets_who_acts_say_when_it_happened(toy: Running, exercise: bool) -> None:
    one = client(replace(toy, settings=replace(toy.settings, exercise=exercise)))
    dated = bearer(toy, **{"Reserve-Happened": "2021-01-11T09:30:00.123-05:00", "Idempotency-Key": "k-1"})
    answer = one.post(path(), json={"location": "A-01-01"}, headers=dated)
    if exercise:
        assert answer.status_code == 201
        assert [json.loads(body)["time"] for body in waiting(toy)] == ["2021-01-11T14:30:00.123Z"]
    else:
        assert (answer.status_code, answer.json["code"], waiting(toy)) == (403, "exercise.only", [])


@pytest.mark.parametrize("moment", ["yesterday", "9999-12-31T23:59:59-05:00", "2100-01-01T00:00:00Z"])
def test_what_is_no_moment_of_the_past_is_refused_in_an_exercise(toy: Running, moment: str) -> None:
    one = client(replace(toy, settings=replace(toy.settings, exercise=True)))
    dated = bearer(toy, **{"Reserve-Happened": moment, "Idempotency-Key": "k-1"})
    answer = one.post(path(), json={"location": "A-01-01"}, headers=dated)
    assert (answer.status_code, answer.json["code"], waiting(toy)) == (422, "exercise.moment", [])


def test_a_refusal_undoes_change_event_and_key_so_that_the_call_can_be_mended(toy: Running, browser: Any) -> None:
    headers, where = bearer(toy, **{"Idempotency-Key": "k-1"}), path()
    refused = browser.post(where, json={"location": "A-09-09"}, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (409, "toy.full")
    assert (shelved(toy), waiting(toy)) == ([], [])
    assert browser.post(where, json={"location": "A-01-01"}, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/location", "missing"),
        ({"location": "nowhere"}, "/location", "value_error"),
        ({"location": "A-01-01", "colour": "red"}, "/colour", "extra_forbidden"),
        ({"location": "A-01-01", "note": "TREM12345678"}, "/note", "value_error"),
    ],
)
def test_a_wrong_field_is_422_and_named_and_never_echoed(
    toy: Running, browser: Any, body: dict[str, str], pointer: str, code: str
) -> None:
    answer = browser.post(path(), json=body, headers=bearer(toy, **{"Idempotency-Key": "k"}))
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [(pointer, code)]
    assert not any(text in answer.text for text in ("nowhere", "TREM12345678"))


def test_malformed_json_is_400(toy: Running, browser: Any) -> None:
    headers = bearer(toy, **{"Idempotency-Key": "k"})
    answer = browser.post(path(), data="{", content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "json.malformed")


def test_a_problem_speaks_the_readers_language_and_names_the_request(toy: Running, browser: Any) -> None:
    french = browser.get("/toy/api/v1/nothing")
    english = browser.get("/toy/api/v1/nothing", headers={"Accept-Language": "en"})
    assert (french.json["title"], english.json["title"]) == ("Introuvable", "Not found")
    assert french.headers["X-Request-ID"] == french.json["request"]
    assert (french.headers["Content-Language"], english.headers["Content-Language"]) == ("fr-CA", "en-CA")


def test_a_request_keeps_the_number_that_a_proxy_gave_it_where_that_is_one(browser: Any) -> None:
    given = "0198c0de-0000-7000-8000-000000000001"
    for number in (given, given.replace("-", "")):
        answer = browser.get("/toy/api/v1/nothing", headers={"X-Request-ID": number})
        assert (answer.headers["X-Request-ID"], answer.json["request"]) == (number, number)
    for other in ("TREM12345678", "x" * 32, f"{given}\tx", ""):
        assert browser.get("/toy/health/live", headers={"X-Request-ID": other}).headers["X-Request-ID"] != other


def test_a_page_without_a_good_token_goes_to_be_renewed_with_its_form(browser: Any) -> None:
    answer = browser.post("/toy/shelf/put?x=1", data={"location": "A-01-01"})
    assert (answer.status_code, answer.headers["Location"]) == (307, "/portal/renew?next=/toy/shelf/put%3Fx%3D1")


def test_a_form_from_another_site_is_refused(toy: Running, browser: Any) -> None:
    browser.set_cookie("reserve_token", token(toy))
    assert browser.post("/toy/shelf/put", data={"location": "A-01-01"}).status_code == 403


def test_a_refused_form_comes_back_with_its_reason_and_what_was_typed(toy: Running, browser: Any) -> None:
    browser.set_cookie("reserve_token", token(toy))
    answer = browser.post("/toy/shelf/put", data={"csrf": "form-1", "location": "A-07-07"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert 'value="A-07-07"' in answer.text


def test_what_is_typed_is_escaped(toy: Running, browser: Any) -> None:
    browser.set_cookie("reserve_token", token(toy))
    answer = browser.post("/toy/shelf/put", data={"csrf": "form-1", "location": '"><script>alert(1)</script>'})
    assert "<script>" not in answer.text


def test_every_answer_carries_the_headers_that_protect_it(browser: Any) -> None:
    headers = browser.get("/toy/health/live").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert all(one in policy for one in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"))
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_options_tells_what_is_allowed_and_runs_nothing(toy: Running, browser: Any) -> None:
    answer = browser.options(path(), headers=bearer(toy))
    assert answer.status_code == 200
    assert "POST" in answer.headers["Allow"]
    assert (answer.data, shelved(toy)) == (b"", [])


def test_the_description_is_browsed_without_script_by_anybody(browser: Any) -> None:
    page = browser.get("/toy/api-docs")
    assert (page.status_code, "<script" in page.text) == (200, False)
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    described = browser.get("/toy/openapi.json").json
    ids = [one["operationId"] for methods in described["paths"].values() for one in methods.values()]
    assert [one for one in ids if f'href="?operation={one}"' not in page.text] == []
    for one in ids:
        shown = browser.get(f"/toy/api-docs?operation={one}&lang=en")
        assert shown.status_code == 200
        links = set(re.findall('href="#([A-Z][^"]*)"', shown.text))
        assert links <= set(re.findall('<h2 id="([^"]+)"', shown.text)), "a shape that is named is told"
    assert browser.get("/toy/api-docs?operation=none").status_code == 404


def test_a_token_without_a_form_value_opens_no_form(toy: Running, browser: Any) -> None:
    bare = read_keys(toy.settings.var / "keys").sign(Person("u-1", Role.WAREHOUSE))
    browser.set_cookie("reserve_token", bare)
    assert browser.post("/toy/shelf/put", data={"csrf": ""}).status_code == 403


def test_a_view_without_a_rule_stops_the_application(toy: Running) -> None:
    open_door = Blueprint("open", __name__)
    open_door.add_url_rule("/toy/open", "open", lambda: "open")
    with pytest.raises(RuntimeError, match="declares no rule"):
        application(TOY, Doors([], [open_door]), toy.settings, toy.database, read_keys(toy.settings.var / "keys"))


def test_the_description_is_openapi_31_and_has_the_routes(browser: Any) -> None:
    page = browser.get("/toy/openapi.json").json
    assert page["openapi"].startswith("3.1")
    assert "/toy/api/v1/devices/{id}" in page["paths"]
    assert browser.get("/toy/openapi.json").json == page


def test_the_gateway_sends_each_path_to_its_service(browser: Any) -> None:
    seen: list[str] = []
    door = gateway({"toy": lambda environ, start: seen.append(environ["PATH_INFO"]) or [b"toy"]})
    told: list[str] = []
    start = lambda status, headers: told.append(status)  # noqa: E731
    assert door({"PATH_INFO": "/toy/x"}, start) == [b"toy"]
    door({"PATH_INFO": "/"}, start)
    door({"PATH_INFO": "/else"}, start)
    assert (seen, told) == (["/toy/x"], ["302 Found", "404 Not Found"])


def scan(action: str = "put", **given: Any) -> dict[str, Any]:
    label = [{"text": "5CG0123ABC", "symbology": "Code128"}]
    one = {"id": str(uuid4()), "at": now().isoformat(), "station": "q", "action": action, "codes": label}
    return one | {"with": {"location": "A-01-01"}} | given


def post(toy: Running, browser: Any, *scans: dict[str, Any], sent: str | None = None) -> Any:
    body = {"sent": sent or now().isoformat(), "scans": list(scans)}
    return browser.post("/toy/api/v1/scans", json=body, headers=bearer(toy))


def test_the_same_scan_five_times_acts_once_and_answers_the_same_bytes(toy: Running, browser: Any) -> None:
    one = scan()
    answers = {post(toy, browser, one).data for _ in range(5)}
    assert len(answers) == 1
    assert shelved(toy) == ["A-01-01"]


def test_one_scan_twice_in_one_batch_acts_once(toy: Running, browser: Any) -> None:
    one = scan()
    results = post(toy, browser, one, scan(), one).json["results"]
    assert results[0] == results[2]
    assert len(shelved(toy)) == 2


def test_a_bad_scan_never_spoils_its_neighbours(toy: Running, browser: Any) -> None:
    results = post(toy, browser, scan(), scan("melt"), scan()).json["results"]
    assert [one["outcome"] for one in results] == ["done", "refused", "done"]
    assert results[1]["problem"]["code"] == "toy.unknown"
    assert len(shelved(toy)) == 2


def test_a_wrong_clock_is_refused_and_an_old_scan_is_fine(toy: Running, browser: Any) -> None:
    late = (now() - timedelta(minutes=6)).isoformat()
    refused = post(toy, browser, scan(), sent=late)
    assert (refused.status_code, refused.json["code"]) == (422, "clock.fault")
    assert shelved(toy) == []
    days_ago = (now() - timedelta(days=3)).isoformat()
    ahead = (now() + timedelta(minutes=7)).isoformat()
    results = post(toy, browser, scan(at=days_ago), scan(at=ahead)).json["results"]
    assert [one["outcome"] for one in results] == ["done", "refused"]


@pytest.mark.parametrize("scans", [[], [{}], "x", [{"id": "1"}]])
def test_a_batch_that_is_no_batch_is_422(toy: Running, browser: Any, scans: Any) -> None:
    body = json.dumps({"sent": now().isoformat(), "scans": scans})
    answer = browser.post("/toy/api/v1/scans", data=body, content_type="application/json", headers=bearer(toy))
    assert answer.status_code == 422


def test_a_refused_form_whose_page_cannot_be_shown_is_a_problem_page_not_a_fault(toy: Running, browser: Any) -> None:
    browser.set_cookie("reserve_token", token(toy))
    answer = browser.post("/toy/lost/put", data={"csrf": "form-1"})
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text
