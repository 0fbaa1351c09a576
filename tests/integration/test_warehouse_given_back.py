"""What shipping gives the warehouse back: trucks that turned, cartons released, devices identified."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from uuid_utils.compat import uuid7

from services.chassis import inbox
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.shipping import (
    DeviceDamaged,
    DeviceSentBack,
    DeviceUnexpected,
    ShipmentUndone,
    ShippingDeviceUndone,
)
from services.contracts.values import BoardCode, Serial
from services.warehouse.model.claim import Claim
from services.warehouse.service import SERVICE
from tests.integration.warehouse_stage import BOARD, SHIPMENT, Stage, about, dispatched, opened, released, voided


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    yield from opened(tmp_path)


def turned_back(request: UUID, *cartons: str, step: str = "shipment.dispatched") -> ShipmentUndone:
    told = {"undone": uuid4(), "step": step, "reason": "x", "state": "ready"}
    return ShipmentUndone(shipment=SHIPMENT, cartons=[UUID(one) for one in cartons], **told, **about(request))


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
