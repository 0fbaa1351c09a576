"""Steps of the warehouse are taken back: by API, by scan and on pages, on a real database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.act import now
from tests.integration.toy import sent_by
from tests.integration.warehouse_stage import (
    BOARD,
    Stage,
    dispatched,
    grant_undone,
    opened,
    released,
    voided,
    withdrawal,
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    yield from opened(tmp_path)


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


def test_an_undone_refusal_is_not_the_warehouses(stage: Stage):
    stage.shelve(1)
    request = stage.grant(1)
    stage.hear(grant_undone(request, 0, step="request.refused"))
    assert stage.order(request)["state"] == "reserved"


def test_a_return_that_is_taken_back_in_time_lies_in_its_carton_as_before(stage: Stage):
    ids = stage.shelve(2)
    request = stage.grant(2)
    box = stage.box(request, ids)
    stage.hear(dispatched(request, box))
    stage.call("POST", "/receive", {"devices": ids[:1], "location": "QUAI-01"})
    stage.undo(ids[0])
    stage.hear(voided(request, box))
    assert (stage.state(ids[0]), stage.order(request)["lines"][0]["packed"]) == ("packed", 2)


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
