"""Steps taken back, orders cancelled, cartons given back by shipping, claims settled: through the API and the inbox."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.contracts.intake import Address, Quantity, RequestGranted, RequestUndone, WithdrawalAsked
from services.contracts.roles import Person, Role
from services.contracts.shipping import (
    CartonReleased,
    DeviceDamaged,
    DeviceSentBack,
    DeviceUnexpected,
    ShipmentDispatched,
    ShipmentUndone,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.contracts.values import BoardCode, Serial
from services.warehouse import operations
from services.warehouse.model.claim import Claim
from services.warehouse.operations.device import put_away, receive
from services.warehouse.queries.device import DeviceFilter, devices
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import sent_by

BOARD = BoardCode("762000")
ADDRESS = Address(site="quai", street="1, rue A", town="Montréal", postal_code="H1A 1A1", contact="TI", phone="514")
SHIPMENT = uuid4()


class Stage:
    """A warehouse, its API as staff call it, and its inbox."""

    def __init__(self, running: Running) -> None:
        self.running, self.sequence = running, 0
        self.client = running.application().test_client()
        token = run.keys(running.settings).sign(Person("w1", Role.WAREHOUSE))
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.client.set_cookie("reserve_token", run.keys(running.settings).sign(Person("w1", Role.WAREHOUSE, csrf="c")))

    def call(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        headers = self.headers | {"Idempotency-Key": str(uuid4())}
        answer = self.client.open(f"/warehouse/api/v1{path}", method=method, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    def hear(self, *events: Event) -> None:
        self.sequence += 1
        found = [Envelope(uuid7(), one.source(), one.subject(), now(), self.sequence, "u1", one) for one in events]
        inbox.take(self.running.database, SERVICE, [one.to_wire() for one in found])

    def told(self, kind: str = "") -> list[Any]:
        with self.running.database.reading() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        found = [from_wire(body) for body in bodies]
        return [one for one in found if not kind or one.data.routing_key() == f"warehouse.{kind}"]

    def shelve(self, count: int, prefix: str = "5CD", put: bool = True) -> list[str]:
        rows = [f",HP,9UZ86UT,{prefix}{n:07d}," for n in range(count)]
        body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
        with self.running.database.writing(Act("w1", now())) as session:
            operations.import_locations(session, "code\nA-01-03\nQUAI-01")
            delivery = operations.announce_delivery(session, "HP", "BL-1", body)
            session.flush()
            found: list[UUID] = []
            cursor = None
            while True:
                page = devices(session, DeviceFilter(delivery_id=delivery.id), cursor, 200)
                found += [one.id for one in page.items]
                cursor = page.next
                if cursor is None:
                    break
            receive(session, found, "QUAI-01")  # type: ignore[arg-type]
            if put:
                put_away(session, found, "A-01-03")  # type: ignore[arg-type]
        return [str(one) for one in found]

    def grant(self, count: int, request: UUID | None = None) -> UUID:
        request = request or uuid4()
        quantity = [Quantity(type="laptop", quantity=count)]
        number = f"D{str(request)[:6]}"
        told = {"request": request, "number": number, "board": BOARD, "granted": quantity}
        self.hear(RequestGranted(**told, address=ADDRESS, freight_cents=1))
        return request

    def order(self, request: UUID) -> Any:
        return self.call("GET", f"/orders?request={request}")["items"][0]

    def box(self, request: UUID, ids: list[str], close: bool = True) -> str:
        order = self.order(request)["id"]
        self.call("POST", "/pick", {"devices": ids, "order": order})
        carton = str(self.call("POST", "/cartons", {"order": order}, 201)["id"])
        self.call("POST", "/pack", {"devices": ids, "carton": carton})
        if close:
            self.call("POST", f"/cartons/{carton}/close")
        return carton

    def laptops(self) -> tuple[int, int, int]:
        (one,) = [one for one in self.call("GET", "/stock") if one["type"] == "laptop"]
        return one["on_shelf"], one["reserved"], one["free"]

    def undo(self, *ids: str, status: int = 200) -> Any:
        return self.call("POST", "/devices/undo", {"devices": list(ids), "reason": "wrong one"}, status)

    def state(self, device: str) -> Any:
        return self.call("GET", f"/devices/{device}")["state"]


@pytest.fixture
def stage(tmp_path: Any) -> Iterator[Stage]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    yield Stage(running)
    running.database.close()


def about(request: UUID) -> dict[str, Any]:
    return {"request": request, "board": BOARD}


def dispatched(request: UUID, *cartons: str, shipment: UUID = SHIPMENT) -> ShipmentDispatched:
    travel = {"carrier": "P", "tracking": "1", "freight_cents": 1}
    return ShipmentDispatched(shipment=shipment, cartons=[UUID(one) for one in cartons], **travel, **about(request))


def voided(request: UUID, *cartons: str) -> ShipmentVoided:
    return ShipmentVoided(shipment=SHIPMENT, cartons=[UUID(one) for one in cartons], reason="x", **about(request))


def turned_back(request: UUID, *cartons: str, step: str = "shipment.dispatched") -> ShipmentUndone:
    told = {"undone": uuid4(), "step": step, "reason": "x", "state": "ready"}
    return ShipmentUndone(shipment=SHIPMENT, cartons=[UUID(one) for one in cartons], **told, **about(request))


def released(request: UUID, carton: str) -> CartonReleased:
    return CartonReleased(carton=UUID(carton), reason="x", **about(request))


def withdrawal(request: UUID) -> WithdrawalAsked:
    return WithdrawalAsked(request=request, board=BOARD, reason="x")


def grant_undone(request: UUID, left: int, step: str = "request.granted") -> RequestUndone:
    granted = [Quantity(type="laptop", quantity=left)] if left else []
    return RequestUndone(request=request, board=BOARD, granted=granted, undone=uuid4(), step=step, reason="x")


def test_the_last_step_is_told_undone_by_its_own_event_and_once(stage: Stage):
    (device,) = stage.shelve(1)
    stored = stage.told("device.stored")[-1]
    assert stage.call("GET", f"/devices/{device}")["undo"] == {"possible": True, "step": "device.stored", "why": None}
    assert stage.undo(device) == {"devices": 1}
    undone = stage.told("device.undone")[-1].data
    assert (undone.undone, undone.step, undone.state) == (stored.id, "device.stored", "received")
    assert (undone.location, undone.reason, stage.laptops()) == ("QUAI-01", "wrong one", (0, 0, 0))
    assert stage.told("stock.changed")[-1].data.free == {"laptop": 0}
    assert stage.undo(device, status=409)["code"] == "undo.nothing"
    assert stage.call("GET", f"/devices/{device}")["undo"]["possible"] is False


def test_undo_is_all_or_nothing(stage: Stage):
    one, two = stage.shelve(2)
    stage.undo(two)
    assert stage.undo(one, two, status=409)["code"] == "undo.nothing"
    assert [stage.state(one), stage.state(two)] == ["stored", "received"]
    assert stage.undo(str(uuid4()), status=404)["code"] == "device.unknown"


def test_a_promised_device_stays_on_its_shelf(stage: Stage):
    (device,) = stage.shelve(1)
    stage.grant(1)
    assert stage.undo(device, status=409)["code"] == "undo.promised"
    assert "promised" in stage.call("GET", f"/devices/{device}")["undo"]["why"]


def test_a_packed_device_is_first_picked_again_and_then_on_its_shelf(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    carton = stage.box(request, [device], close=False)
    before = len(stage.told())
    stage.undo(device)
    assert (stage.state(device), len(stage.told())) == ("picked", before), "packing was told by nobody"
    assert stage.call("GET", f"/cartons/{carton}")["devices"] == 0
    stage.undo(device)
    assert (stage.state(device), stage.laptops()) == ("stored", (1, 1, 0))
    assert stage.order(request)["lines"][0] | {"type": ""} == {
        "type": "",
        "granted": 1,
        "reserved": 1,
        "picked": 0,
        "packed": 0,
    }


def test_a_receipt_is_undone_only_while_its_delivery_is_open(stage: Stage):
    (device,) = stage.shelve(1, put=False)
    delivery = stage.call("GET", "/deliveries")["items"][0]["id"]
    stage.call("POST", f"/deliveries/{delivery}/close")
    assert stage.undo(device, status=409)["code"] == "delivery.closed"
    again = stage.call("POST", f"/deliveries/{delivery}/undo", {"reason": "one more came"})
    assert (again["state"], again["closed_at"]) == ("open", None)
    assert stage.told("delivery.undone")[0].data.undone == stage.told("delivery.closed")[0].id
    assert stage.call("POST", f"/deliveries/{delivery}/undo", {"reason": "x"}, 409)["code"] == "undo.nothing"
    stage.undo(device)
    assert stage.state(device) == "announced"
    assert stage.call("GET", f"/deliveries/{delivery}")["received"] == 0


def test_a_return_received_by_mistake_is_with_its_board_again(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    carton = stage.box(request, [device])
    stage.hear(dispatched(request, carton))
    assert stage.undo(device, status=409)["code"] == "undo.moved_on"
    stage.call("POST", "/receive", {"devices": [device], "location": "QUAI-01"})
    stage.undo(device)
    undone = stage.told("device.undone")[-1].data
    assert (undone.step, undone.state, undone.board, undone.request) == ("device.received", "departed", BOARD, request)
    assert stage.call("GET", f"/devices/{device}")["carton"] == carton


@pytest.mark.parametrize("batches", [1, 2])
def test_a_return_taken_back_in_the_batch_that_took_it_is_with_its_board_again(stage: Stage, batches: int):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    carton = stage.box(request, [device])
    stage.hear(dispatched(request, carton))
    steps = [a_scan("receive", "5CD0000000", location="QUAI-01"), a_scan("undo", "5CD0000000", reason="not it")]
    taken = scan(stage, *steps) if batches == 1 else [one for step in steps for one in scan(stage, step)]
    assert taken == [("done", None), ("done", None)]
    undone = stage.told("device.undone")[-1].data
    assert (undone.state, undone.board, undone.request) == ("departed", BOARD, request)
    assert stage.call("GET", f"/devices/{device}")["carton"] == carton


def scan(stage: Stage, *scans: dict[str, Any]) -> list[tuple[str, str | None]]:
    moment = now().isoformat()
    batch = [{"id": str(uuid4()), "at": moment, "station": "s"} | one for one in scans]
    results = stage.call("POST", "/scans", {"sent": moment, "scans": batch})["results"]
    return [(one["outcome"], (one["problem"] or {}).get("code")) for one in results]


def a_scan(action: str, serial: str, **context: str) -> dict[str, Any]:
    return {"action": action, "codes": [{"text": serial, "symbology": "Code128"}], "with": context}


def test_a_step_is_taken_back_by_scan_also_in_the_batch_that_took_it(stage: Stage):
    (device,) = stage.shelve(1, put=False)
    serial = "5CD0000000"
    undo = a_scan("undo", serial, reason="wrong one")
    stored = a_scan("put_away", serial, location="A-01-03")
    assert scan(stage, stored, undo, undo, stored) == [
        ("done", None),
        ("done", None),
        ("refused", "undo.nothing"),
        ("done", None),
    ]
    assert (stage.state(device), stage.laptops()) == ("stored", (1, 0, 1))
    assert scan(stage, a_scan("undo", serial)) == [("refused", "scan.reason")]
    assert scan(stage, undo) == [("done", None)]
    assert stage.laptops() == (0, 0, 0)


def test_five_undos_or_five_hundred_take_the_same_sent_by(stage: Stage):
    counts = []
    for size, prefix in ((5, "A00"), (500, "B00")):
        ids = stage.shelve(size, prefix)
        serials = [f"{prefix}{n:07d}" for n in range(size)]
        counts.append(sent_by(stage.running.database, lambda ids=ids: stage.undo(*ids)))  # type: ignore[misc]
        assert {one[0] for one in scan(stage, *(a_scan("put_away", one, location="A-01-03") for one in serials))} == {
            "done"
        }
        request = stage.grant(size)
        stage.call("POST", "/pick", {"devices": ids, "order": stage.order(request)["id"]})
        batch = [a_scan("undo", one, reason="x") for one in serials]
        counts.append(sent_by(stage.running.database, lambda batch=batch: scan(stage, *batch)))  # type: ignore[misc]
        assert stage.state(ids[-1]) == "stored"
        stage.hear(withdrawal(request))
    assert counts[:2] == counts[2:]


def test_what_is_put_away_beyond_a_lowered_grant_is_free(stage: Stage):
    ids = stage.shelve(4)
    request = stage.grant(4)
    stage.call("POST", "/pick", {"devices": ids[:3], "order": stage.order(request)["id"]})
    stage.grant(2, request)
    assert stage.laptops() == (1, 0, 1)
    stage.call("POST", "/put-away", {"devices": ids[:2], "location": "A-01-03"})
    assert stage.laptops() == (3, 1, 2), "one beyond the grant is free, the other is promised again"


def test_an_order_without_a_closed_carton_is_cancelled_at_once_and_its_devices_become_free_by_scan(stage: Stage):
    ids = stage.shelve(4)
    request = stage.grant(3)
    stage.box(request, ids[:2], close=False)
    stage.hear(withdrawal(request))
    (cancelled,) = [one.data for one in stage.told("order.cancelled")]
    assert ([(one.type, one.quantity) for one in cancelled.held], cancelled.free) == ([("laptop", 2)], {"laptop": 2})
    order = stage.order(request)
    assert order["state"] == "cancelled"
    assert stage.call("POST", "/pick", {"devices": ids[2:3], "order": order["id"]}, 409)["code"] == "order.cancelled"
    assert stage.call("POST", "/cartons", {"order": order["id"]}, 409)["code"] == "order.cancelled"
    stage.call("POST", "/put-away", {"devices": ids[:2], "location": "A-01-03"})
    assert stage.laptops() == (4, 0, 4)
    assert stage.undo(ids[0], status=409)["code"] == "order.cancelled"
    page = stage.client.get(f"/warehouse/orders/{order['id']}").text
    assert "Il ne reste rien à ranger" in page


def test_a_new_grant_revives_a_cancelled_order(stage: Stage):
    stage.shelve(3)
    request = stage.grant(2)
    stage.hear(grant_undone(request, 0))
    assert stage.order(request)["state"] == "cancelled"
    stage.grant(3, request)
    assert (stage.order(request)["state"], stage.laptops()) == ("reserved", (3, 3, 0))


@pytest.mark.parametrize(("left", "reserved"), [(2, 2), (5, 5)])
def test_an_undone_grant_leaves_what_stands(stage: Stage, left: int, reserved: int):
    stage.shelve(6)
    request = stage.grant(4)
    stage.hear(grant_undone(request, left))
    assert stage.told("order.reserved")[-1].data.reserved == [Quantity(type="laptop", quantity=reserved)]


def test_an_undone_refusal_is_not_the_warehouses(stage: Stage):
    stage.shelve(1)
    request = stage.grant(1)
    stage.hear(grant_undone(request, 0, step="request.refused"))
    assert stage.order(request)["state"] == "reserved"


@pytest.mark.parametrize("back", ["released", "voided"])
@pytest.mark.parametrize("first", ["withdrawal", "cartons"])
def test_a_cancellation_waits_for_shipping_whichever_is_heard_first(stage: Stage, back: str, first: str):
    ids = stage.shelve(2)
    request = stage.grant(2)
    boxes = [stage.box(request, [one]) for one in ids]
    given = [released(request, one) for one in boxes] if back == "released" else [voided(request, *boxes)]
    if first == "withdrawal":
        stage.hear(withdrawal(request))
        assert (stage.order(request)["state"], stage.told("order.cancelled")) == ("cancelling", [])
        stage.hear(*given)
    else:
        stage.hear(*given)
        assert stage.order(request)["state"] == "reserved"
        stage.hear(withdrawal(request))
    assert (stage.order(request)["state"], len(stage.told("order.cancelled"))) == ("cancelled", 1)
    order = stage.order(request)["id"]
    assert stage.call("POST", f"/orders/{order}/pass-again", status=409)["code"] == "order.cancelled"
    for box in boxes:
        stage.call("POST", f"/cartons/{box}/undo", {"reason": "cancelled"})
    stage.call("POST", "/put-away", {"devices": ids, "location": "A-01-03"})
    assert stage.laptops() == (2, 0, 2)


def test_one_carton_given_back_of_two_does_not_cancel_yet(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    one, two = [stage.box(request, [device]) for device in ids]
    stage.hear(withdrawal(request))
    stage.hear(released(request, one))
    assert stage.order(request)["state"] == "cancelling"
    stage.hear(dispatched(request, two))
    assert len(stage.told("withdrawal.refused")) == 1
    assert stage.order(request)["state"] == "reserved", "one stands at the dock, the warehouse's"


def test_a_dispatch_that_crosses_a_withdrawal_refuses_it_and_the_order_stands(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    box = stage.box(request, [device])
    stage.hear(withdrawal(request))
    stage.hear(dispatched(request, box))
    assert (stage.order(request)["state"], stage.state(device)) == ("departed", "departed")
    stage.hear(withdrawal(request))
    assert len(stage.told("withdrawal.refused")) == 2
    assert stage.told("order.cancelled") == []


def test_a_truck_that_turned_back_is_packed_again_or_the_warehouses(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(dispatched(request, box))
    stage.hear(turned_back(request, box, step="shipment.delivered"))
    assert stage.order(request)["state"] == "departed"
    stage.hear(turned_back(request, box))
    assert (stage.order(request)["state"], stage.state(ids[0])) == ("packed", "packed")
    assert stage.call("POST", f"/cartons/{box}/undo", {"reason": "x"}, 409)["code"] == "carton.closed"
    stage.hear(dispatched(request, box))
    stage.hear(voided(request, box))
    order = stage.order(request)
    assert (order["state"], stage.state(ids[0])) == ("reserved", "packed")
    assert stage.call("GET", f"/cartons/{box}")["state"] == "released"
    assert stage.call("POST", f"/orders/{order['id']}/pass-again")["state"] == "packed"
    last = stage.told("order.packed")[-1].data
    assert ([str(one) for one in last.cartons], last.final) == ([box], True)
    assert len(stage.told("carton.closed")) == 1
    assert stage.call("POST", f"/orders/{order['id']}/pass-again", status=409)["code"] == "order.no_carton"


@pytest.mark.parametrize("spare", [0, 1])
def test_an_order_lets_go_of_a_device_that_came_back_before_its_shipment_was_voided(stage: Stage, spare: int):
    ids = stage.shelve(3 + spare)
    request = stage.grant(3)
    box = stage.box(request, ids[:3])
    stage.hear(dispatched(request, box))
    stage.call("POST", "/receive", {"devices": ids[:1], "location": "QUAI-01"})
    stage.hear(voided(request, box))
    order = stage.order(request)
    (line,) = order["lines"]
    assert (line["reserved"], line["picked"], line["packed"]) == (2 + spare, 2, 2)
    assert (order["state"], stage.laptops()) == (("reserved", (1, 1, 0)) if spare else ("short", (0, 0, 0)))
    told = stage.told("order.reserved" if spare else "order.short")[-1].data
    assert told.free == {"laptop": 0}
    assert stage.call("POST", f"/orders/{order['id']}/pass-again", status=409)["code"] == "carton.changed"
    stage.call("POST", f"/cartons/{box}/undo", {"reason": "one is missing"})
    if spare:
        stage.call("POST", "/pick", {"devices": ids[3:], "order": order["id"]})
        stage.call("POST", "/pack", {"devices": ids[3:], "carton": box})
    closed = stage.call("POST", f"/cartons/{box}/close")
    assert (closed["devices"], closed["order_packed"]) == (2 + spare, True)
    assert stage.undo(ids[0], status=409)["code"] == "undo.moved_on", "the carton was closed without it"
    stage.hear(dispatched(request, box))
    assert stage.order(request)["state"] == "departed"


def test_a_return_that_is_taken_back_in_time_lies_in_its_carton_as_before(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(dispatched(request, box))
    stage.call("POST", "/receive", {"devices": ids[:1], "location": "QUAI-01"})
    stage.undo(ids[0])
    stage.hear(voided(request, box))
    assert (stage.state(ids[0]), stage.order(request)["lines"][0]["packed"]) == ("packed", 2)


def test_a_cancelled_order_is_told_only_what_it_holds(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(withdrawal(request))
    stage.hear(DeviceSentBack(device=UUID(ids[0]), type="laptop", board=BOARD, shipment=uuid4(), reason="x"))
    stage.hear(released(request, box))
    (cancelled,) = [one.data for one in stage.told("order.cancelled")]
    assert [one.quantity for one in cancelled.held] == [1]
    assert stage.call("GET", f"/devices/{ids[0]}")["carton"] is None
    stage.call("POST", f"/cartons/{box}/undo", {"reason": "cancelled"})
    stage.call("POST", "/put-away", {"devices": ids[1:], "location": "A-01-03"})
    assert (stage.laptops(), stage.order(request)["lines"][0]["picked"]) == ((1, 0, 1), 0)


def test_a_void_of_a_shipment_that_a_carton_left_long_ago_changes_nothing(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    box = stage.box(request, [device])
    stage.hear(dispatched(request, box, shipment=uuid4()))
    stage.hear(voided(request, box))
    assert stage.call("GET", f"/cartons/{box}")["state"] == "departed"


def test_a_released_carton_is_opened_again_and_an_empty_one_discarded(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(released(request, box))
    shown = stage.call("POST", f"/cartons/{box}/undo", {"reason": "one too many"})
    assert (shown["state"], shown["devices"]) == ("open", 2)
    undone = stage.told("carton.undone")[-1].data
    assert (undone.step, undone.state, undone.undone) == ("carton.closed", "open", stage.told("carton.closed")[0].id)
    assert shown["undo"] == {"possible": False, "step": "carton.undone", "why": shown["undo"]["why"]}
    stage.undo(ids[0])
    assert stage.call("POST", f"/cartons/{box}/close")["devices"] == 1
    empty = stage.call("POST", "/cartons", {"order": stage.order(request)["id"]}, 201)["id"]
    assert stage.told("carton.opened")[-1].data.carton == UUID(empty)
    assert stage.call("POST", f"/cartons/{empty}/undo", {"reason": "x"})["state"] == "discarded"
    assert stage.told("carton.undone")[-1].data.state == "discarded"


def test_a_carton_opened_again_and_emptied_is_discarded(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(released(request, box))
    stage.call("POST", f"/cartons/{box}/undo", {"reason": "x"})
    opened = stage.told("carton.undone")[-1]
    assert "2 devices" in stage.call("POST", f"/cartons/{box}/undo", {"reason": "x"}, 409)["detail"]
    stage.undo(*ids)
    assert "rouvert" in stage.client.get(f"/warehouse/cartons/{box}").text
    assert stage.call("POST", f"/cartons/{box}/undo", {"reason": "x"})["state"] == "discarded"
    told = stage.told("carton.undone")[-1].data
    assert (told.undone, told.step, told.state) == (opened.id, "carton.undone", "discarded")
    assert stage.call("POST", f"/cartons/{box}/undo", {"reason": "x"}, 409)["code"] == "carton.closed"


def test_a_report_from_before_devices_were_identified_says_what_to_do(stage: Stage):
    (device,) = stage.shelve(1)
    finding = {"shipment": uuid4(), "board": BOARD, "reason": "in the box"}
    stage.hear(DeviceUnexpected(finding=uuid4(), maker="HP", serial=Serial("5CD0000000"), **finding))
    with stage.running.database.writing(Act("w1", now())) as session:
        session.execute(update(Claim).values(finding=None))
    claim = stage.call("GET", "/claims")["items"][0]["id"]
    assert stage.call("POST", f"/claims/{claim}/identify", {"device": device}, 409)["code"] == "claim.finding"
    page = stage.client.get(f"/warehouse/claims/{claim}").text
    assert "demandez au centre de le signaler de nouveau" in page
    assert "/identify" not in page


def test_a_claim_is_withdrawn_with_its_report_and_a_return_with_its_sending(stage: Stage):
    (device,) = stage.shelve(1)
    request = stage.grant(1)
    box = stage.box(request, [device])
    stage.hear(dispatched(request, box))
    damaged = DeviceDamaged(device=UUID(device), type="laptop", shipment=SHIPMENT, reason="screen", **about(request))
    heard = Envelope(uuid7(), "/shipping", damaged.subject(), now(), 1, "u1", damaged)
    inbox.take(stage.running.database, SERVICE, [heard.to_wire()])
    told = {"device": UUID(device), "type": "laptop", "reason": "x", "board": BOARD}
    stage.hear(ShippingDeviceUndone(undone=heard.id, step="device.damaged", state="in-transit", **told))
    assert stage.call("GET", "/claims")["items"][0]["state"] == "withdrawn"
    stage.hear(DeviceSentBack(device=UUID(device), type="laptop", board=BOARD, shipment=uuid4(), reason="x"))
    assert stage.state(device) == "returning"
    stage.hear(ShippingDeviceUndone(undone=uuid4(), step="device.sent-back", state="accepted", **told))
    assert stage.state(device) == "departed"
    assert "retiré par le centre" in stage.client.get("/warehouse/claims").text


@pytest.mark.parametrize("where", ["stored", "picked", "packed", "departed"])
def test_an_unexpected_device_is_identified_wherever_the_records_had_it(stage: Stage, where: str):
    device, _ = stage.shelve(2)
    request = stage.grant(1)
    if where == "picked":
        stage.call("POST", "/pick", {"devices": [device], "order": stage.order(request)["id"]})
    elif where != "stored":
        box = stage.box(request, [device], close=where == "departed")
        if where == "departed":
            stage.hear(dispatched(request, box))
    finding = {"shipment": uuid4(), "board": BoardCode("763000"), "reason": "in the box"}
    stage.hear(DeviceUnexpected(finding=uuid4(), maker="HP", serial=Serial("XX123456"), **finding))
    claim = stage.call("GET", "/claims")["items"][0]["id"]
    page = stage.client.get(f"/warehouse/claims/{claim}?serial=5CD0000000").text
    assert 'name="device"' in page
    answer = stage.call("POST", f"/claims/{claim}/identify", {"device": device})
    assert (answer["state"], answer["device_id"]) == ("identified", device)
    told = stage.told("device.identified")[-1].data
    assert (told.device, told.shipment, told.board) == (UUID(device), finding["shipment"], "763000")
    assert stage.state(device) == "departed"
    assert stage.laptops() == ((1, 0, 1) if where == "departed" else (1, 1, 0))
    assert stage.undo(device, status=409)["code"] == "undo.nothing"
    assert stage.call("POST", f"/claims/{claim}/identify", {"device": device}, 409)["code"] == "claim.closed"
    assert stage.call("POST", f"/claims/{uuid4()}/identify", {"device": device}, 404)["code"] == "claim.unknown"


def test_cancelling_and_voiding_take_a_constant_sent_by(stage: Stage):
    counts = []
    for size, boxes, prefix in ((5, 1, "A00"), (500, 10, "B00")):
        ids = stage.shelve(size, prefix)
        request = stage.grant(size)
        per = size // boxes
        cartons = [stage.box(request, ids[n * per : (n + 1) * per]) for n in range(boxes)]
        stage.hear(dispatched(request, *cartons))
        counts.append(sent_by(stage.running.database, lambda: stage.hear(voided(request, *cartons))))  # noqa: B023
        counts.append(sent_by(stage.running.database, lambda: stage.hear(withdrawal(request))))  # noqa: B023
        assert stage.order(request)["state"] == "cancelled"
    assert counts[:2] == counts[2:]


def test_pages_take_back_with_a_reason_and_say_why_not(stage: Stage):
    (device,) = stage.shelve(1)
    page = stage.client.get(f"/warehouse/devices/{device}").text
    assert 'label for="undo-reason"' in page
    form = {"csrf": "c", "reason": "mauvaise étagère"}
    assert stage.client.post(f"/warehouse/devices/{device}/undo", data={"csrf": "c"}).status_code == 422
    assert stage.client.post(f"/warehouse/devices/{device}/undo", data=form).status_code == 303
    assert stage.state(device) == "received"
    assert "undo-reason" not in stage.client.get(f"/warehouse/devices/{device}").text
    refused = stage.client.post(f"/warehouse/devices/{device}/undo", data=form)
    assert (refused.status_code, 'role="alert"' in refused.text) == (409, True)
    stage.call("POST", "/put-away", {"devices": [device], "location": "A-01-03"})
    request = stage.grant(1)
    box = stage.box(request, [device])
    stage.hear(released(request, box))
    order = stage.order(request)["id"]
    assert f"/orders/{order}/pass-again" in stage.client.get(f"/warehouse/orders/{order}").text
    assert stage.client.post(f"/warehouse/orders/{order}/pass-again", data={"csrf": "c"}).status_code == 303
    assert "relève de l’expédition" in stage.client.get(f"/warehouse/cartons/{box}").text
    stage.hear(released(request, box))
    assert stage.client.post(f"/warehouse/cartons/{box}/undo", data=form).status_code == 303
    delivery = stage.call("GET", "/deliveries")["items"][0]["id"]
    stage.call("POST", f"/deliveries/{delivery}/close")
    assert stage.client.post(f"/warehouse/deliveries/{delivery}/undo", data=form).status_code == 303
