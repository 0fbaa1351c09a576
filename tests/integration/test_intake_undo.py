"""Grants and refusals are undone, and lacking devices replaced, from the route to the answer of the warehouse."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts.shipping import DeviceAccepted, DeviceMissing, ShippingDeviceUndone
from services.contracts.values import BoardCode
from tests.integration.intake_house import OURS, House, cancelled, opened, refused, reserved, set_up, shipped, short


def laptops(quantity: int) -> list[dict[str, Any]]:
    return [{"type": "laptop", "quantity": quantity}]


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
    return set_up(tmp_path_factory)


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    yield from opened(prepared, tmp_path)


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
