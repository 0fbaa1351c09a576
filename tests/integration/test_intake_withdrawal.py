"""Sending back, pausing and withdrawing a request; who takes which step, and what is never kept of its texts."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import BaseModel

from services.contracts.reference import boards
from services.contracts.shipping import DeviceAccepted
from services.contracts.values import FreeText
from services.intake.shapes import asking as asking_shapes
from services.intake.shapes import board as board_shapes
from services.intake.shapes import portrait as portrait_shapes
from services.intake.shapes import request as request_shapes
from tests.integration.intake_house import (
    OTHER,
    OURS,
    REASON,
    SITE,
    House,
    cancelled,
    line,
    opened,
    refused,
    reserved,
    set_up,
    shipped,
    short,
)


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory)


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(prepared, tmp_path)


def test_a_request_sent_back_is_completed_and_submitted_again(house: House):
    request = house.asked(5)
    assert house.does("ministry", request, "send-back") == (200, "sent_back")
    assert house.events("request.sent-back")[0]["reason"] == "Une erreur"
    assert house.shown(request)["reason"] == "Une erreur"
    body = {"site": "quai", "justification": "complétée", "lines": [line(4)]}
    assert house.call("board_technician", "PUT", f"/requests/{request}", body)[0] == 200
    assert house.call("board_technician", "DELETE", f"/requests/{request}")[1]["code"] == "request.no_draft"
    assert house.does("board_manager", request, "submit", {"freight_accepted": True}) == (200, "submitted")
    assert (house.shown(request)["reason"], house.shown(request)["types"][0]["asked"]) == (None, 4)
    assert len(house.events("request.submitted")) == 2


def test_a_clock_is_stopped_and_runs_again(house: House):
    request = house.asked(5)
    assert house.does("ministry", request, "pause") == (200, "submitted")
    assert (house.shown(request)["pause_reason"], house.shown(request)["paused_at"] is None) == ("Une erreur", False)
    assert house.does("ministry", request, "pause") == (409, "pause.paused")
    assert house.does("ministry", request, "resume", None) == (200, "submitted")
    assert house.does("ministry", request, "resume", None) == (409, "pause.not_paused")
    assert [len(house.events(f"request.{verb}")) for verb in ("paused", "resumed")] == [1, 1]


def test_before_a_grant_a_request_is_withdrawn_at_once(house: House):
    request = house.asked(5)
    assert house.does("board_manager", request, "withdraw") == (200, "withdrawn")
    assert house.events("request.withdrawn")[0]["request"] == request
    assert house.does("board_manager", request, "withdraw") == (409, "request.state")
    assert house.shown(request)["withdrawal_reason"] == "Une erreur"


def test_after_the_grant_the_warehouse_cancels_and_the_need_is_free_again(house: House):
    request = house.granted(5)
    assert house.does("board_manager", request, "withdraw") == (200, "withdrawing")
    assert house.events("withdrawal.asked")[0]["reason"] == "Une erreur"
    assert house.call("ministry", "GET", f"/boards/{OURS}/need")[1][0]["held"] == 5, "until the warehouse has answered"
    assert house.does("ministry", request, "grant", {}) == (409, "request.state")
    house.hear(cancelled(request, 100))
    assert (house.shown(request)["state"], house.figures(request)) == (
        "withdrawn",
        {"granted": 0, "reserved": 0, "short": 0},
    )
    assert house.call("ministry", "GET", f"/boards/{OURS}/need")[1][0]["held"] == 0
    assert (len(house.events("request.withdrawn")), house.stock()) == (1, (100, 0))


def test_a_withdrawal_before_the_warehouse_answered_the_grant_leaves_nothing_pending(house: House):
    request = house.asked(5)
    house.does("ministry", request, "grant", {})
    assert house.stock() == (100, 5)
    assert house.does("board_manager", request, "withdraw") == (200, "withdrawing")
    house.hear(reserved(request, 5, 95))
    assert (house.shown(request)["state"], house.stock()) == ("withdrawing", (95, 0))
    house.hear(cancelled(request, 100))
    assert (house.shown(request)["state"], house.stock()) == ("withdrawn", (100, 0))


def test_once_dispatched_the_warehouse_refuses_and_the_grant_stands(house: House):
    request = house.granted(5)
    house.does("board_manager", request, "withdraw")
    house.hear(refused(request, 95))
    shown = house.shown(request)
    assert (shown["state"], shown["withdrawal_refused_at"] is None) == ("granted", False)
    assert house.figures(request) == {"granted": 5, "reserved": 5, "short": 0}


def test_what_was_accepted_before_the_refusal_is_heard_is_fulfilled_with_it(house: House):
    request = house.granted(1)
    house.does("board_manager", request, "withdraw")
    house.hear(DeviceAccepted(**shipped(uuid4(), request)))
    assert house.shown(request)["state"] == "withdrawing"
    house.hear(refused(request, 99))
    assert house.shown(request)["state"] == "fulfilled"


def test_waiting_lines_keep_their_old_place(house: House):
    first, second = house.asked(5), house.asked(6, OTHER)
    for request, quantity in ((second, 6), (first, 5)):
        assert house.does("ministry", request, "grant", {}) == (200, "granted")
        house.hear(short(request, quantity, 2, 100))
    _, lines = house.call("auditor", "GET", "/waiting")
    assert [(one["place"], one["request"], one["short"]) for one in lines] == [(1, first, 3), (2, second, 4)]
    assert house.does("ministry", first, "grant", {}) == (200, "granted")
    assert [one["request"] for one in house.call("ministry", "GET", "/waiting")[1]] == [second]
    house.hear(short(first, 5, 3, 100))
    assert [one["request"] for one in house.call("ministry", "GET", "/waiting?limit=1")[1]] == [first]


def test_forty_grants_at_once_promise_the_last_ten_devices_and_no_more(house: House):
    codes = list(boards())[:40]
    requests = [house.asked(1, code, free=10) for code in codes]
    statuses: list[int] = []
    start = threading.Barrier(len(requests))

    def grant(request: str) -> None:
        start.wait()
        statuses.append(house.does("ministry", request, "grant", {})[0])

    threads = [threading.Thread(target=grant, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 10 + [409] * 30
    assert house.stock() == (10, 10)
    assert len(house.events("request.granted")) == 10


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("board_technician", "withdraw"),
        ("ministry", "withdraw"),
        *[("board_manager", step) for step in ("undo", "pause", "resume", "send-back", "replace")],
        *[("auditor", step) for step in ("undo", "pause", "resume", "send-back", "replace")],
    ],
)
def test_a_role_takes_only_its_own_steps(house: House, who: str, step: str):
    assert house.does(who, str(uuid4()), step, {}) == (403, "role.forbidden")


def test_another_boards_request_is_not_withdrawn(house: House):
    assert house.does("board_manager", house.asked(1), "withdraw", REASON, OTHER)[0] == 404


def free_texts(shape: type[BaseModel]) -> list[str]:
    return [name for name, field in shape.model_fields.items() if field.annotation is FreeText]


SHAPES = [
    (module, name)
    for module in (asking_shapes, board_shapes, portrait_shapes, request_shapes)
    for name, shape in sorted(vars(module).items())
    if isinstance(shape, type) and issubclass(shape, BaseModel) and shape.__module__ == module.__name__
    if free_texts(shape)
]


def test_the_shapes_with_free_text_are_those_that_are_tried():
    assert {name for _, name in SHAPES} == {"SiteBody", "SiteForm", "RequestBody", "AmendBody", "ReasonBody"}


@pytest.mark.parametrize("field", free_texts(board_shapes.SiteBody))
def test_no_code_permanent_is_kept_in_an_address(house: House, field: str):
    status, answer = house.call("board_manager", "PUT", f"/boards/{OURS}/sites/quai", SITE | {field: "TREM12345678"})
    assert (status, "TREM" in json.dumps(answer)) == (422, False)


@pytest.mark.parametrize("step", ["refuse", "send-back", "pause", "undo", "withdraw"])
@pytest.mark.parametrize("text", ["TREM12345678", "TREM 1234 5678", "", "x" * 501, "\x00"])
def test_no_code_permanent_and_no_empty_text_is_taken_as_a_reason(house: House, step: str, text: str):
    request = house.asked(1)
    who = "board_manager" if step == "withdraw" else "ministry"
    status, answer = house.call(who, "POST", f"/requests/{request}/{step}", {"reason": text})
    assert (status, answer["code"], "TREM" in json.dumps(answer)) == (422, "fields.invalid", False)
    assert house.shown(request)["state"] == "submitted"
