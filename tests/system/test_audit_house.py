"""The audit of a house in place: every rule that a service breaks is named, and trouble well ended leaves nothing."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.chassis import undo
from services.contracts.roles import Role
from services.shipping.operations import homecoming
from services.warehouse.model.stock import Stock
from tests.integration.auditing import audit_of, said
from tests.integration.house import house
from tests.system.people import BOARDS, DOCK, INTAKE, SHIPPING, WAREHOUSE, Item, People

WHY = {"reason": "Essai"}
CARRIER = {"carrier": "Camion", "tracking": "T1", "freight_cents": 100}


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    with house(tmp_path) as one:
        people = People(one)
        people.furnish()
        people.supply("tablet", 3)
        people.ask(BOARDS[0], "tablet", 3)
        one.pump()
        yield people


def post(people: People, path: str, role: Role = Role.WAREHOUSE, **body: object) -> Item:
    """A step that must be taken; then everything is heard."""
    answer = people.do(path, role, "POST", path, BOARDS[0] if role.value.startswith("board") else None, json=body)
    assert answer.status_code < 300, answer.text
    people.house.pump()
    told: Item = answer.json
    return told


def path_of(people: People) -> str:
    """The request in intake's API."""
    return f"{INTAKE}/requests/{people.requests()[0]['id']}"


def grant(people: People) -> None:
    post(people, f"{path_of(people)}/grant", Role.MINISTRY)


def send(people: People) -> list[str]:
    """All that is granted leaves in one carton; its serials."""
    order = people.orders()[0]["id"]
    serials = [one["serial"] for one in people.warehouse_devices()]
    people.scan("pick", serials, order=order)
    carton = post(people, f"{WAREHOUSE}/cartons", order=order)
    people.scan("pack", serials, carton=carton["code"])
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    post(people, f"{SHIPPING}/shipments/{people.shipments()[0]['id']}/dispatch", **CARRIER)
    return serials


def found(people: People) -> list[str]:
    people.house.pump()
    return said(audit_of(people.house))


def nothing(*_: Any) -> None:
    return None


def test_a_device_that_shipping_keeps_though_it_came_back_has_a_second_holder(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(people)
    serials = send(people)
    people.scan("accept", serials, BOARDS[0])
    people.house.pump()
    assert found(people) == []
    people.scan("send_back", serials[:1], BOARDS[0], **WHY)
    people.house.pump()
    monkeypatch.setattr(homecoming, "come_back", nothing)
    people.scan("receive", serials[:1], location=DOCK)
    expected = f"Device Apple {serials[0]}, state: back, to be wiped by the log, sent back by shipping."
    assert expected in found(people)


def test_a_promise_beyond_the_stock_is_named_though_every_figure_agrees(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reserve(self: Stock, wanted: int) -> int:
        self.reserved += wanted
        return wanted

    monkeypatch.setattr(Stock, "reserve", reserve)
    people.do("grant", Role.MINISTRY, "POST", f"{path_of(people)}/grant", json={})
    # Before the warehouse hears of the grant.
    people.scan("quarantine", [people.warehouse_devices()[0]["serial"]], location=DOCK, **WHY)
    (sentence,) = found(people)
    assert sentence.startswith("Order D000001 was promised more tablet at entry ")
    assert sentence.endswith("than there was: -1 free after it.")


def test_a_promised_device_that_goes_to_quarantine_is_no_promise_too_many(people: People) -> None:
    grant(people)
    people.scan("quarantine", [people.warehouse_devices()[0]["serial"]], location=DOCK, **WHY)
    assert found(people) == []


@pytest.mark.parametrize(
    ("service", "lost", "sentence"),
    [
        ("intake", ["request_line", "request_type", "request"], "Request D000001 is known by the log, unknown to"),
        ("warehouse", ["order_line"], "Order D000001 (tablet) is known by the log, unknown to the warehouse."),
        ("warehouse", ["order_line", "orders"], "Order D000001 is known by the log, unknown to the warehouse."),
        ("warehouse", ["stock"], "Stock of tablet, free, as told: 1 by the log, 0 by the warehouse."),
        ("intake", ["stock"], "Stock of tablet, free, as told: 1 by the log, none by intake."),
        ("shipping", ["packing", "device", "carton", "shipment"], " is known by the log, unknown to shipping."),
        ("shipping", ["packing"], ", devices on its packing list: 3 by the log, 0 by shipping."),
    ],
)
def test_what_a_service_lost_is_named(people: People, service: str, lost: list[str], sentence: str) -> None:
    grant(people)
    send(people)
    people.supply("tablet", 1)
    assert found(people) == []
    with closing(people.house.services[service].database.engine.raw_connection()) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in lost:
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
        connection.execute("PRAGMA foreign_keys=ON")
    again = found(people)
    assert [one for one in again if sentence in one], again


@pytest.mark.parametrize(
    ("service", "change", "sentence"),
    [
        ("warehouse", "UPDATE orders SET state = 'packed'", "Order D000001, state: departed by the log, packed by "),
        ("intake", "UPDATE request SET state = 'withdrawing'", "state: granted by the log, withdrawal asked by intake"),
        ("intake", "UPDATE request_type SET short = 2", "(tablet), short: 0 by the log, 2 by intake."),
        ("portal", "UPDATE request SET state = 'granted'", "Requests dispatched, requests: 1 by the log, 0 by the "),
        ("portal", "UPDATE request SET to_grant_s = 9999", "Request D000001, seconds from submitted to granted: "),
        ("portal", "UPDATE request SET to_grant_s = 9999", "Times of requests, road (to_grant), median, in seconds: "),
        ("portal", "UPDATE request SET zone = 'remote'", ", delivery zone: road by the log, remote by the portal."),
        (
            "portal",
            "UPDATE request SET dispatch_week = '2020-W01'",
            "Times of requests, 2020-W01 (to_dispatch), count: none by the log, 1 by the portal.",
        ),
        ("shipping", "UPDATE carton SET shipment_id = NULL", ", devices: 3 by the log, 0 by shipping."),
        ("intake", "UPDATE charge SET actual_cents = 90", "E000001, freight charged (cents): 100 by the log, 90 by "),
        ("intake", "UPDATE charge SET actual_cents = 90", "), freight charged (cents): 100 by the log, 90 by intake."),
        ("intake", "UPDATE charge SET quoted_cents = 9", "E000001, quoted freight (cents): 5,825 by the log, 9 by "),
        ("intake", "UPDATE charge SET devices = 2", "Freight of shipment E000001, devices: 3 by the log, 2 by intake."),
        (
            "intake",
            "UPDATE charge SET month = '2020-08'",
            "Freight of shipment E000001 is known by the log, unknown to",
        ),
        ("intake", "UPDATE charge SET month = '2020-08'", "Freight of shipment E000001 is known to intake, unknown to"),
        ("intake", "DELETE FROM charge", "Freight of shipment E000001 is known by the log, unknown to intake."),
        ("shipping", "UPDATE carton SET loaded_at = CURRENT_TIMESTAMP || '.000'", ", cartons loaded: "),
    ],
)
def test_a_row_that_says_something_else_is_named(people: People, service: str, change: str, sentence: str) -> None:
    grant(people)
    send(people)
    with people.house.services[service].database.engine.begin() as connection:
        connection.execute(text(change))
    again = found(people)
    assert [one for one in again if sentence in one], again


def test_a_figure_of_devices_in_use_that_is_not_the_logs_is_named(people: People) -> None:
    grant(people)
    serials = send(people)
    people.house.pump()
    people.scan("accept", serials, BOARDS[0])
    people.scan("configure", serials[:2], BOARDS[0])
    assert found(people) == []
    with people.house.services["portal"].database.engine.begin() as connection:
        connection.execute(text("UPDATE stay SET to_configure_s = 9999 WHERE to_configure_s IS NOT NULL"))
    assert [one.split(":")[0] for one in found(people)] == [
        f"Times of devices{board} (to_configure), {figure}"
        for board in ("", f", {BOARDS[0]}")
        for figure in ("mean, in seconds", "median, in seconds", "90th percentile, in seconds")
    ]


def test_an_undo_that_tells_and_puts_nothing_back_is_named(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "put_back", nothing)
    serial = people.warehouse_devices()[0]["serial"]
    people.scan("undo", [serial], **WHY)
    assert f"Device Apple {serial}, state: received by the log, on the shelf by the warehouse." in found(people)


def written_anew(people: People) -> None:
    post(people, f"{path_of(people)}/send-back", Role.MINISTRY, **WHY)
    lines = [{"type": "laptop", "category": "no_access", "quantity": 2}]
    body = {"site": "quai", "justification": "Classes fermées", "lines": lines}
    answer = people.do("write", Role.BOARD_MANAGER, "PUT", path_of(people), BOARDS[0], json=body)
    assert answer.status_code < 300, answer.text


def written_anew_and_submitted(people: People) -> None:
    written_anew(people)
    post(people, f"{path_of(people)}/submit", Role.BOARD_MANAGER, freight_accepted=True)


def accepted_after_it_came_back(people: People) -> None:
    grant(people)
    serials = send(people)
    people.scan("receive", serials[:1], location=DOCK)
    people.scan("accept", serials, BOARDS[0])


def fulfilled_no_more_and_withdrawal_refused(people: People) -> None:
    grant(people)
    serials = send(people)
    people.scan("accept", serials, BOARDS[0])
    people.house.pump()
    people.scan("undo", serials[:1], BOARDS[0], **WHY)
    people.house.pump()
    post(people, f"{path_of(people)}/withdraw", Role.BOARD_MANAGER, **WHY)


def granted_twice_and_withdrawal_refused(people: People) -> None:
    grant(people)
    post(people, f"{path_of(people)}/undo", Role.MINISTRY, **WHY)
    grant(people)
    send(people)
    post(people, f"{path_of(people)}/withdraw", Role.BOARD_MANAGER, **WHY)


def amended(people: People) -> None:
    lines = [{"type": "laptop", "category": "no_access", "quantity": 2}]
    body = {"site": "quai", "justification": "Autrement", "lines": lines, "freight_accepted": True}
    post(people, f"{path_of(people)}/amend", Role.BOARD_MANAGER, **body)


def dispatched_taken_back_and_dispatched_anew(people: People) -> None:
    grant(people)
    send(people)
    shipment = f"{SHIPPING}/shipments/{people.shipments()[0]['id']}"
    post(people, f"{shipment}/undo", **WHY)
    post(people, f"{shipment}/dispatch", **CARRIER | {"freight_cents": 250})


def voided_on_its_way(people: People) -> None:
    grant(people)
    send(people)
    post(people, f"{SHIPPING}/shipments/{people.shipments()[0]['id']}/void", **WHY)


@pytest.mark.parametrize(
    ("story", "state"),
    [
        (amended, "submitted"),
        (dispatched_taken_back_and_dispatched_anew, "granted"),
        (voided_on_its_way, "granted"),
        (written_anew, "sent_back"),
        (written_anew_and_submitted, "submitted"),
        (accepted_after_it_came_back, "fulfilled"),
        (fulfilled_no_more_and_withdrawal_refused, "granted"),
        (granted_twice_and_withdrawal_refused, "granted"),
    ],
)
def test_trouble_that_crossed_leaves_nothing_to_say(
    people: People, story: Callable[[People], None], state: str
) -> None:
    story(people)
    assert (found(people), [one["state"] for one in people.requests()]) == ([], [state])


def test_rounds_confirmed_continued_and_undone_leave_nothing_to_say(people: People) -> None:
    """Of three tablets two boards ask three each; two more come; then the second round's grant is taken back."""
    people.ask(BOARDS[1], "tablet", 3)
    people.house.pump()
    assert people.split().status_code == 200
    assert (found(people), _figures(people)) == ([], {BOARDS[0]: (2, 1), BOARDS[1]: (1, 2)})
    people.supply("tablet", 2)
    people.house.pump()
    assert people.split().status_code == 200
    assert (found(people), _figures(people)) == ([], {BOARDS[0]: (3, 0), BOARDS[1]: (2, 1)})
    (second,) = [one["id"] for one in people.requests() if one["board"] == BOARDS[1]]
    post(people, f"{INTAKE}/requests/{second}/undo", Role.MINISTRY, **WHY)
    assert (found(people), _figures(people)) == ([], {BOARDS[0]: (3, 0), BOARDS[1]: (1, 2)})
    assert people.split().status_code == 200
    assert (found(people), _figures(people)) == ([], {BOARDS[0]: (3, 0), BOARDS[1]: (2, 1)})


def _figures(people: People) -> dict[str, tuple[int, int]]:
    """By board, what is granted of its request and what is short."""
    return {one["board"]: (one["types"][0]["granted"], one["types"][0]["short"]) for one in people.requests()}


def test_a_wave_a_short_pick_and_a_replacement_leave_nothing_to_tell(people: People) -> None:
    grant(people)
    order, serials = people.orders()[0]["id"], sorted(one["serial"] for one in people.warehouse_devices())
    devices = {one["serial"]: one["id"] for one in people.warehouse_devices()}
    post(people, f"{WAREHOUSE}/locations", codes=["CHAR-01"])
    wave = post(people, f"{WAREHOUSE}/waves", cart="CHAR-01", orders=[order])
    lacking = post(people, f"{WAREHOUSE}/short-picks", device=devices[serials[0]], wave=wave["id"], reason="not_found")
    assert (lacking["short"], found(people)) == (True, [])
    people.scan("pick", serials[1:], wave="CHAR-01")
    carton = post(people, f"{WAREHOUSE}/cartons", order=order)
    people.scan("pack", serials[1:2], carton=carton["code"])
    swap = {"device": devices[serials[1]], "substitute": devices[serials[2]], "location": DOCK, "reason": "Choc"}
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/replace", **swap)
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    assert found(people) == []
