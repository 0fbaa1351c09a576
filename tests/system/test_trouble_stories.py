"""Stories of trouble through all services: each is what random people once stumbled over, told step by step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import Role
from tests.integration.house import house
from tests.system.agreement import disagreements
from tests.system.people import BOARDS, DOCK, INTAKE, SHELVES, SHIPPING, WAREHOUSE, Item, People

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
    """A step that must be taken; then everything is heard and the services agree."""
    answer = people.do(path, role, "POST", path, BOARDS[0] if role.value.startswith("board") else None, json=body)
    assert answer.status_code < 300, answer.text
    people.house.pump()
    assert disagreements(people.house) == []
    told: Item = answer.json
    return told


def packed(people: People) -> tuple[Item, list[str]]:
    """The request granted, picked and packed into one closed carton; the carton and the serials in it."""
    (request,) = people.requests()
    post(people, f"{INTAKE}/requests/{request['id']}/grant", Role.MINISTRY)
    (order,) = people.orders()
    serials = [one["serial"] for one in people.warehouse_devices()]
    people.scan("pick", serials, order=order["id"])
    carton = post(people, f"{WAREHOUSE}/cartons", order=order["id"])
    people.scan("pack", serials, carton=carton["code"])
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    return carton, serials


def test_a_carton_closed_again_without_one_of_its_devices_leaves_with_the_others(people: People) -> None:
    carton, serials = packed(people)
    post(people, f"{SHIPPING}/cartons/{carton['id']}/release", **WHY)
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/undo", **WHY)
    people.scan("put_away", serials[:1], location=SHELVES[0])
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    post(people, f"{WAREHOUSE}/orders/{people.orders()[0]['id']}/ship-packed")
    (shipment,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/dispatch", **CARRIER)
    assert [one["state"] for one in people.shipping_devices() if one["serial"] in serials[1:]] == ["in_transit"] * 2
    assert [one["state"] for one in people.warehouse_devices() if one["serial"] == serials[0]] == ["stored"]


def test_what_stands_at_the_dock_again_is_the_reserves_whatever_the_board_says_of_its_shipment(people: People) -> None:
    _, serials = packed(people)
    (shipment,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/dispatch", **CARRIER)
    people.scan("receive", serials[:1], location=DOCK)
    people.scan("accept", serials, BOARDS[0])
    people.house.pump()
    assert disagreements(people.house) == []
    assert [one["state"] for one in people.shipping_devices() if one["serial"] == serials[0]] == ["returned"]


def test_a_receipt_ends_without_what_the_reserve_received_out_of_transit_and_all_know_it(people: People) -> None:
    _, serials = packed(people)
    (shipment,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/dispatch", **CARRIER)
    people.scan("receive", serials[:1], location=DOCK)
    people.house.pump()
    people.scan("accept", serials[1:], BOARDS[0])
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/close-receipt", Role.BOARD_TECHNICIAN)
    (line,) = people.requests()[0]["types"]
    assert (line["accepted"], line["lacking"]) == (2, 1)
    assert [one["state"] for one in people.shipping_devices() if one["serial"] == serials[0]] == ["returned"]
    people.scan("undo", serials[:1], **WHY)
    people.house.pump()
    assert disagreements(people.house) == []
    assert [one["state"] for one in people.shipping_devices() if one["serial"] == serials[0]] == ["missing"]
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/undo", Role.BOARD_TECHNICIAN, **WHY)
    people.scan("accept", serials[:1], BOARDS[0])
    people.house.pump()
    assert disagreements(people.house) == []
    assert [one["state"] for one in people.requests()] == ["fulfilled"]


def test_a_receipt_ends_without_what_was_sent_to_somebody_else_meanwhile(people: People) -> None:
    _, serials = packed(people)
    (first,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{first['id']}/dispatch", **CARRIER)
    for what in ("receive", "wipe"):
        people.scan(what, serials[:1], location=DOCK)
    people.scan("put_away", serials[:1], location=SHELVES[0])
    people.house.pump()
    people.scan("accept", serials[1:], BOARDS[0])
    people.ask(BOARDS[1], "tablet", 1)
    people.house.pump()
    (request,) = [one for one in people.requests() if one["state"] == "submitted"]
    post(people, f"{INTAKE}/requests/{request['id']}/grant", Role.MINISTRY)
    (order,) = [one for one in people.orders() if one["request"] == request["id"]]
    people.scan("pick", serials[:1], order=order["id"])
    carton = post(people, f"{WAREHOUSE}/cartons", order=order["id"])
    people.scan("pack", serials[:1], carton=carton["code"])
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    (second,) = [one for one in people.shipments() if one["id"] != first["id"]]
    post(people, f"{SHIPPING}/shipments/{second['id']}/dispatch", **CARRIER)
    people.scan("accept", serials[:1], BOARDS[1])
    people.house.pump()
    post(people, f"{SHIPPING}/shipments/{first['id']}/close-receipt", Role.BOARD_TECHNICIAN)
    figures = {one["board"]: one["types"][0] for one in people.requests()}
    assert [(figures[one]["accepted"], figures[one]["lacking"]) for one in BOARDS] == [(2, 1), (1, 0)]
    assert [one["board"] for one in people.shipping_devices() if one["serial"] == serials[0]] == [BOARDS[1]]


def test_a_withdrawal_reaches_what_is_packed_and_all_is_free_once_put_away(people: People) -> None:
    carton, serials = packed(people)
    (request,) = people.requests()
    post(people, f"{INTAKE}/requests/{request['id']}/withdraw", Role.BOARD_MANAGER, **WHY)
    assert [one["state"] for one in people.requests()] == ["withdrawn"]
    assert [one["state"] for one in people.shipments()] == ["voided"]
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/undo", **WHY)
    people.scan("put_away", serials, location=SHELVES[0])
    people.house.pump()
    assert disagreements(people.house) == []
    stock = people.house.act(Role.AUDITOR, "GET", f"{WAREHOUSE}/stock").json
    assert [(one["on_shelf"], one["reserved"]) for one in stock if one["type"] == "tablet"] == [(3, 0)]


def test_a_withdrawal_of_what_is_on_its_way_is_refused_and_the_request_goes_on(people: People) -> None:
    _, serials = packed(people)
    (shipment,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/dispatch", **CARRIER)
    (request,) = people.requests()
    post(people, f"{INTAKE}/requests/{request['id']}/withdraw", Role.BOARD_MANAGER, **WHY)
    assert [one["state"] for one in people.requests()] == ["granted"]
    people.scan("accept", serials, BOARDS[0])
    people.house.pump()
    assert [one["state"] for one in people.requests()] == ["fulfilled"]


def test_a_carton_given_back_is_not_taken_for_passed_anew_by_who_did_not_know(people: People) -> None:
    """The warehouse ships what is packed, while shipping's release of the carton is still on its way to it."""
    (request,) = people.requests()
    post(people, f"{INTAKE}/requests/{request['id']}/grant", Role.MINISTRY)
    (order,) = people.orders()
    serials = [one["serial"] for one in people.warehouse_devices()][:2]
    people.scan("pick", serials, order=order["id"])
    carton = post(people, f"{WAREHOUSE}/cartons", order=order["id"])
    people.scan("pack", serials, carton=carton["code"])
    post(people, f"{WAREHOUSE}/cartons/{carton['id']}/close")
    people.do("release", Role.WAREHOUSE, "POST", f"{SHIPPING}/cartons/{carton['id']}/release", json=WHY)
    shipped = people.do("ship", Role.WAREHOUSE, "POST", f"{WAREHOUSE}/orders/{order['id']}/ship-packed", json={})
    assert shipped.status_code == 200
    people.house.pump()
    assert [one["state"] for one in people.shipments()] == ["preparing"]
    post(people, f"{WAREHOUSE}/orders/{order['id']}/pass-again")
    assert [one["state"] for one in people.shipments()] == ["ready"]
    (shipment,) = people.shipments()
    post(people, f"{SHIPPING}/shipments/{shipment['id']}/dispatch", **CARRIER)
