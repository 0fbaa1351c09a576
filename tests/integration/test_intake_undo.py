"""Sending back, pausing, withdrawing, replacing and undoing, from the route to the answer of the warehouse."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select

from services.chassis import inbox, run, tables
from services.chassis.act import now
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Quantity
from services.contracts.reference import boards
from services.contracts.roles import Person, Role
from services.contracts.shipping import DeviceAccepted, DeviceMissing, ShippingDeviceUndone
from services.contracts.values import BoardCode, FreeText
from services.contracts.warehouse import (
    OrderCancelled,
    OrderReserved,
    OrderShort,
    Shortage,
    StockChanged,
    WithdrawalRefused,
)
from services.intake.model.share import Share
from services.intake.model.stock import Stock
from services.intake.service import SERVICE
from services.intake.shapes import asking as asking_shapes
from services.intake.shapes import board as board_shapes
from services.intake.shapes import portrait as portrait_shapes
from services.intake.shapes import request as request_shapes
from tests.integration.databases import copied, installation

API, OURS, OTHER = "/intake/api/v1", "762000", "711000"
SITE = {"street": "1, rue X", "town": "Montréal", "postal_code": "H1V 3R9", "contact": "TI", "phone": "514 555-0123"}
REASON = {"reason": "Une erreur"}


class House:
    """Intake with a person for each role, and a warehouse that says what the test wants."""

    def __init__(self, running: run.Running) -> None:
        self.running = running
        self.application = running.application()
        self.keys = run.keys(running.settings)
        self.sequence = 0

    def call(self, who: str, method: str, path: str, body: Any = None, board: str = OURS) -> tuple[int, Any]:
        role = Role(who)
        bound = BoardCode(board) if role in (Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN) else None
        token = self.keys.sign(Person(f"u-{who}-{board}", role, bound))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "Accept-Language": "en"}
        answer = self.application.test_client().open(API + path, method=method, json=body, headers=headers)
        return answer.status_code, answer.get_json()

    def does(self, who: str, request: str, step: str, body: Any = REASON, board: str = OURS) -> tuple[int, str]:
        """The status of a step, and the state or the refusal that came of it."""
        status, answer = self.call(who, "POST", f"/requests/{request}/{step}", body, board)
        return status, answer.get("state") or answer["code"]

    def shown(self, request: str) -> Any:
        return self.call("ministry", "GET", f"/requests/{request}")[1]

    def figures(self, request: str) -> dict[str, int]:
        (laptop,) = self.shown(request)["types"]
        return {name: laptop[name] for name in ("granted", "reserved", "short")}

    def hear(self, *events: Event) -> None:
        bodies = []
        for one in events:
            self.sequence += 1
            bodies.append(Envelope(uuid4(), one.source(), one.subject(), now(), self.sequence, "w", one).to_wire())
        inbox.take(self.running.database, SERVICE, bodies)

    def events(self, verb: str) -> list[Any]:
        with self.running.database.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]
        return [body["data"] | {"id": body["id"]} for body in bodies if body["type"].endswith(f"{verb}.v1")]

    def stock(self) -> tuple[int, int]:
        with self.running.database.reading() as session:
            stock = session.get(Stock, "laptop")
            pending = session.scalar(select(func.sum(Share.pending))) or 0
            assert stock is not None
            assert stock.pending == pending, "what is pending over all requests is what the stock lacks"
            return stock.heard, stock.pending

    def asked(self, quantity: int, board: str = OURS, free: int = 100) -> str:
        """A submitted request."""
        lines = [{"type": "laptop", "by_category": {"no_access": quantity}}]
        self.call("board_manager", "POST", f"/boards/{board}/portraits", {"weekly_capacity": 4, "lines": lines}, board)
        self.call("board_manager", "PUT", f"/boards/{board}/sites/quai", SITE, board)
        self.hear(StockChanged(free={"laptop": free}))
        body = {"site": "quai", "justification": "x", "lines": [line(quantity)]}
        request = self.call("board_technician", "POST", "/requests", body, board)[1]["id"]
        assert self.does("board_manager", request, "submit", {"freight_accepted": True}, board) == (200, "submitted")
        return str(request)

    def granted(self, quantity: int, board: str = OURS) -> str:
        """A request granted and reserved whole."""
        request = self.asked(quantity, board)
        assert self.does("ministry", request, "grant", {}) == (200, "granted")
        self.hear(reserved(request, quantity, 100 - quantity))
        return request


def line(quantity: int) -> dict[str, Any]:
    return {"type": "laptop", "category": "no_access", "quantity": quantity}


def laptops(quantity: int) -> list[dict[str, Any]]:
    return [{"type": "laptop", "quantity": quantity}]


def order(request: str, free: int) -> dict[str, Any]:
    return {"order": UUID(int=UUID(request).int ^ 1), "request": request, "board": OURS, "free": {"laptop": free}}


def reserved(request: str, count: int, free: int) -> OrderReserved:
    return OrderReserved(**order(request, free), reserved=[Quantity(type="laptop", quantity=count)])


def short(request: str, asked: int, count: int, free: int = 0) -> OrderShort:
    return OrderShort(**order(request, free), lines=[Shortage(type="laptop", asked=asked, reserved=count)])


def cancelled(request: str, free: int) -> OrderCancelled:
    return OrderCancelled(**order(request, free), held=[])


def refused(request: str, free: int) -> WithdrawalRefused:
    return WithdrawalRefused(**order(request, free))


def shipped(device: UUID, request: str) -> dict[str, Any]:
    return {"device": device, "type": "laptop", "board": OURS, "shipment": UUID(int=7), "request": request}


def undone(device: UUID, request: str, step: str, state: str) -> ShippingDeviceUndone:
    return ShippingDeviceUndone(
        undone=uuid4(),
        step=step,
        reason="Pas le nôtre",
        device=device,
        type="laptop",
        state=state,
        board=BoardCode(OURS),
        request=UUID(request),
    )


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield House(running)
    running.database.close()


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


def test_an_undone_grant_waits_for_the_warehouse_and_is_submitted_again(house: House):
    request = house.granted(5)
    assert house.shown(request)["undo"] == {"possible": True, "step": "request.granted", "why": None}
    assert house.does("ministry", request, "undo") == (200, "taking_back")
    (told,) = house.events("request.undone")
    assert (told["step"], told["granted"], told["reason"]) == ("request.granted", [], "Une erreur")
    assert told["undone"] == house.events("request.granted")[0]["id"]
    assert house.does("ministry", request, "undo") == (409, "undo.nothing")
    house.hear(cancelled(request, 100))
    shown = house.shown(request)
    assert (shown["state"], shown["decided_at"], house.stock()) == ("submitted", None, (100, 0))
    assert house.does("ministry", request, "grant", {}) == (200, "granted")
    assert house.stock() == (100, 5)


def test_an_undone_grant_that_the_warehouse_refuses_stands(house: House):
    request = house.granted(5)
    house.does("ministry", request, "undo")
    house.hear(refused(request, 95))
    assert (house.shown(request)["state"], house.figures(request)["granted"]) == ("granted", 5)
    assert house.shown(request)["undo"]["possible"] is False


def test_an_undone_later_grant_leaves_the_earlier_one(house: House):
    request = house.asked(10)
    house.does("ministry", request, "grant", {"granted": laptops(4)})
    house.hear(reserved(request, 4, 96))
    decided = house.shown(request)["decided_at"]
    house.does("ministry", request, "grant", {"granted": laptops(10)})
    house.hear(reserved(request, 10, 90))
    assert house.does("ministry", request, "undo") == (200, "partly_granted")
    assert house.events("request.undone")[0]["granted"] == laptops(4)
    assert (house.shown(request)["decided_at"], house.figures(request)["granted"]) == (decided, 4)
    house.hear(reserved(request, 6, 94))
    assert house.figures(request) == {"granted": 4, "reserved": 6, "short": 0}, "two are picked already"
    house.hear(reserved(request, 4, 96))
    assert (house.figures(request)["reserved"], house.stock()) == (4, (96, 0))


def test_an_undone_lowering_claims_the_stock_again_as_far_as_it_is_free(house: House):
    request = house.granted(10)
    house.does("ministry", request, "grant", {"granted": laptops(6)})
    house.hear(reserved(request, 6, 3))
    assert house.does("ministry", request, "undo") == (200, "partly_granted")
    assert house.events("request.undone")[0]["granted"] == laptops(9)
    assert (house.figures(request), house.stock()) == ({"granted": 9, "reserved": 6, "short": 1}, (3, 3))
    house.hear(reserved(request, 9, 0))
    assert (house.figures(request), house.stock()) == ({"granted": 9, "reserved": 9, "short": 1}, (0, 0))


def test_an_undone_refusal_is_submitted_at_once(house: House):
    request = house.asked(5)
    house.does("ministry", request, "refuse")
    assert house.shown(request)["undo"] == {"possible": True, "step": "request.refused", "why": None}
    assert house.does("ministry", request, "undo") == (200, "submitted")
    shown = house.shown(request)
    assert (shown["reason"], shown["decided_at"]) == (None, None)
    assert house.events("request.undone")[0]["step"] == "request.refused"


@pytest.mark.parametrize(
    ("between", "code", "step"),
    [
        (lambda house, request: house.does("ministry", request, "pause"), "undo.nothing", None),
        (
            lambda house, request: house.hear(DeviceAccepted(**shipped(uuid4(), request))),
            "undo.sent",
            "request.granted",
        ),
        (lambda house, request: house.does("board_manager", request, "withdraw"), "undo.nothing", None),
    ],
    ids=["paused", "a device came", "withdrawal asked"],
)
def test_a_grant_that_something_followed_is_undone_no_more_and_says_why(
    house: House, between: Any, code: str, step: str | None
):
    request = house.granted(5)
    between(house, request)
    assert house.does("ministry", request, "undo") == (409, code)
    told = house.shown(request)["undo"]
    assert (told["possible"], told["step"], told["why"] is None) == (False, step, False)


def test_a_grant_that_the_warehouse_has_not_answered_is_not_undone_yet(house: House):
    request = house.asked(5)
    assert house.shown(request)["undo"]["why"].startswith("Only a grant or a refusal")
    house.does("ministry", request, "grant", {})
    assert house.does("ministry", request, "undo") == (409, "request.unanswered")
    assert "Wait for it" in house.shown(request)["undo"]["why"]


def test_lacking_devices_are_replaced_and_then_given_up_no_more(house: House):
    request = house.granted(3)
    house.hear(DeviceMissing(**shipped(uuid4(), request), reason="x"))
    assert house.does("ministry", request, "replace", {"replace": laptops(2)}) == (422, "replace.over_lacking")
    assert house.does("ministry", request, "replace", {"replace": laptops(0)}) == (422, "replace.nothing")
    assert house.does("ministry", request, "replace", {"replace": laptops(1)}) == (200, "granted")
    assert (house.events("request.granted")[-1]["granted"], house.stock()) == (laptops(4), (97, 1))
    house.hear(reserved(request, 4, 96))
    assert house.stock() == (96, 0)
    assert house.does("board_manager", request, "give-up", {"given_up": laptops(1)}) == (422, "request.over_given_up")
    house.hear(*[DeviceAccepted(**shipped(uuid4(), request)) for _ in range(3)])
    assert house.shown(request)["state"] == "fulfilled"


def test_a_short_answer_takes_the_replacement_back_first(house: House):
    request = house.granted(3)
    house.hear(DeviceMissing(**shipped(uuid4(), request), reason="x"))
    house.does("ministry", request, "replace", {"replace": laptops(1)})
    house.hear(short(request, 4, 3))
    assert house.figures(request) == {"granted": 3, "reserved": 3, "short": 0}
    assert house.shown(request)["types"][0]["replaced"] == 0
    assert house.does("board_manager", request, "give-up", {"given_up": laptops(1)}) == (200, "granted")


def test_a_fulfilled_request_is_granted_again_when_a_board_undoes_an_acceptance(house: House):
    request, device = house.granted(2), uuid4()
    house.hear(*[DeviceAccepted(**shipped(one, request)) for one in (device, uuid4())])
    assert house.shown(request)["state"] == "fulfilled"
    house.hear(undone(device, request, "device.accepted", "in_transit"))
    shown, (told,) = house.shown(request), house.events("request.undone")
    assert (shown["state"], shown["fulfilled_at"], shown["types"][0]["accepted"]) == ("granted", None, 1)
    assert (told["step"], told["granted"], told["reason"]) == ("request.fulfilled", laptops(2), "Pas le nôtre")
    assert told["undone"] == house.events("request.fulfilled")[0]["id"]
    house.hear(reserved(request, 2, 98), DeviceAccepted(**shipped(device, request)))
    assert house.shown(request)["state"] == "fulfilled"
    assert len(house.events("request.fulfilled")) == 2


def test_a_receipt_opened_again_takes_back_what_was_given_up_of_it(house: House):
    request, device = house.granted(1), uuid4()
    house.hear(DeviceMissing(**shipped(device, request), reason="x"))
    house.does("board_manager", request, "give-up", {"given_up": laptops(1)})
    assert house.shown(request)["state"] == "fulfilled"
    house.hear(undone(device, request, "device.missing", "in_transit"))
    shown = house.shown(request)
    assert (shown["state"], shown["types"][0]["given_up"], shown["types"][0]["lacking"]) == ("granted", 0, 0)
    house.hear(DeviceAccepted(**shipped(device, request)))
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
