"""Floods at the edge: one caller is told to wait, programs by a header and people on a page; others go on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.run import Running
from services.chassis.web.rates import Rates
from services.contracts.roles import Role
from tests.integration.toy import client, running_toy, token

MANY = 5


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


def flooded(toy: Running, **setting: Any) -> Any:
    """A browser of the toy, in which nobody may make more than a few calls at once."""
    browser = client(replace(toy, settings=replace(toy.settings, **setting)))
    browser.application.rates, browser.application.strangers = Rates(MANY), Rates(MANY)
    return browser


def bearer(toy: Running, role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(toy, role)}", "Idempotency-Key": str(uuid4())}


def put(browser: Any, headers: dict[str, str]) -> Any:
    return browser.post(f"/toy/api/v1/devices/{uuid4()}", json={"location": "A-01-01"}, headers=headers)


def test_who_calls_too_often_is_told_when_to_come_again_and_nothing_was_done(toy: Running) -> None:
    browser = flooded(toy)
    answers = [put(browser, bearer(toy, Role.WAREHOUSE)) for _ in range(MANY + 1)]
    assert [one.status_code for one in answers] == [201] * MANY + [429]
    late = answers[-1]
    assert (late.json["code"], late.content_type, late.headers["Retry-After"]) == (
        "calls.many", "application/problem+json", "5",
    )  # fmt: skip


def test_a_page_says_it_to_people_with_what_they_typed(toy: Running) -> None:
    browser = flooded(toy)
    browser.set_cookie("reserve_token", token(toy))
    form = {"csrf": "form-1", "location": "A-07-07"}
    late = [browser.post("/toy/shelf/put", data=form) for _ in range(MANY + 1)][-1]
    assert (late.status_code, late.headers["Retry-After"]) == (429, "5")
    assert 'value="A-07-07"' in late.text
    assert "appels" in late.text


@pytest.mark.parametrize(("proxies", "others"), [(0, 429), (1, 200)])
def test_whose_address_it_is_nobody_says_but_a_proxy_that_is_known(toy: Running, proxies: int, others: int) -> None:
    browser = flooded(toy, proxies=proxies)
    path = "/toy/api-docs"

    def ask(address: str) -> int:
        return int(browser.get(path, headers={"X-Forwarded-For": f"10.9.9.9, {address}"}).status_code)

    assert [ask("192.0.2.1") for _ in range(MANY + 1)] == [200] * MANY + [429]
    assert ask("192.0.2.2") == others


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "Forwarded"])
def test_no_header_says_where_links_and_redirects_lead(toy: Running, name: str) -> None:
    browser = flooded(toy)
    for path in ("/toy/shelf/put", "/toy/api-docs", "/toy//api-docs"):
        answer = browser.get(path, headers={name: "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)
