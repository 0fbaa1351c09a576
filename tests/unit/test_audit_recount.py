"""The audit's recount of logs written by hand: a device, a promise and a carton come to the figures that they must."""

import hashlib
import json
from typing import Any

import pytest

from services.audit.fact import FIRST_HASH, Broken, Log
from services.audit.recount import Recount
from tests.unit.audit_told import BOARD, Told, figures, rules, states


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_device_is_followed_from_its_receipt_to_a_student(told: Told):
    told.delivered("a")
    assert states(told) == ("departed", "in_transit", "delivered", ("shipment", "s"))
    told.receipt("accepted", "a"), told.use("configured", "a"), told.use("handed-over", "a", school=None, loan="P-1")
    assert states(told) == ("departed", "on_loan", "on_loan", ("loan", "P-1"))
    assert rules(told) == []


def test_stock_is_on_the_shelf_less_what_is_promised_and_not_yet_picked(told: Told):
    told.arrive("a", "b", "c", "d"), told.store("a", "b", "c"), told.ask(2), told.reserve(2, 1), told.pick("a")
    recount = Recount(told.facts)
    assert recount.stock() == {"laptop": (2, 1)}
    assert (recount.floor.picked["o-r", "laptop"], recount.reserved("o-r"), recount.floor.free) == (
        1,
        {"laptop": 2},
        {"laptop": 1},
    )
    told.store("a")
    assert Recount(told.facts).stock() == {"laptop": (3, 2)}


def test_what_was_undone_is_as_if_it_had_not_been(told: Told):
    told.arrive("a"), told.store("a"), told.ask(1), told.reserve(1, 0)
    before = states(told), Recount(told.facts).stock(), figures(told)
    told.undo(told.pick("a")[0], state="stored")
    assert (states(told), Recount(told.facts).stock(), figures(told)) == before
    told.pick("a")
    assert states(told)[0] == "picked"
    assert rules(told) == []


def test_an_undone_dispatch_leaves_the_devices_packed(told: Told):
    told.delivered("a")
    dispatched, delivered = told.facts[-2:]
    told.undo(delivered, state="dispatched"), told.undo(dispatched, state="ready")
    assert states(told) == ("packed", "packed", "packed", ("carton", "c"))
    assert Recount(told.facts).road.shipments == {"s": "ready"}


def test_a_voided_shipment_gives_its_cartons_back_and_they_may_leave_in_another(told: Told):
    told.delivered("a")
    told.facts.pop()
    told.ship("voided")
    assert states(told) == ("packed", "packed", "packed", ("carton", "c"))
    told.ship("readied", "t"), told.ship("dispatched", "t")
    assert states(told) == ("departed", "in_transit", "in_transit", ("shipment", "t"))


def test_what_came_home_from_a_truck_that_then_had_not_left_is_its_orders_no_more(told: Told):
    told.delivered("a", "b")
    dispatched, delivered = told.facts[-2:]
    told.arrive("a", returned=True)
    assert Recount(told.facts).floor.picked["o-r", "laptop"] == 2
    told.undo(delivered, state="dispatched"), told.undo(dispatched, state="ready")
    told.ship("voided"), told.reserve(1, 0, asked=2)
    recount = Recount(told.facts)
    assert (recount.floor.packed["o-r", "laptop"], recount.floor.picked["o-r", "laptop"]) == (1, 1)
    assert (states(told, "a")[0], states(told, "b")[0]) == ("returned", "packed")
    assert recount.stock() == {"laptop": (0, 0)}


def test_what_came_home_counts_as_sent_still_when_only_its_receipt_or_its_delivery_is_taken_back(told: Told):
    told.delivered("a", "b")
    delivery = told.facts[-1]
    told.arrive("a", returned=True)
    told.undo(delivery, state="dispatched")
    assert Recount(told.facts).floor.packed["o-r", "laptop"] == 2


def test_a_carton_opened_again_holds_only_what_is_closed_into_it_then(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0), told.pick("a", "b")
    closed = told.pack("a", "b")
    told.ship("readied")
    about = {"carton": "c", "request": "r", "board": BOARD, "reason": "one too many"}
    told.tell("shipping", "carton.released", "carton/c", **about)
    told.undo(closed, state="open")
    told.store("a"), told.pack("b")
    told.ship("readied"), told.ship("dispatched")
    recount = Recount(told.facts)
    assert (states(told, "a")[0], states(told, "b")[0]) == ("stored", "departed")
    assert (recount.floor.packed["o-r", "laptop"], recount.floor.picked["o-r", "laptop"]) == (1, 1)
    assert rules(told) == []


def entries(count: int) -> list[dict[str, Any]]:
    found, previous = [], FIRST_HASH
    for number in range(1, count + 1):
        event = {
            "id": f"{number:x}", "source": "/warehouse", "type": "ca.quebec.reserve.device.stored.v1", "data": {},
            "subject": "device/1", "sequence": f"{number:012d}", "time": "2020-08-01T00:00:00.000Z",
        }  # fmt: skip
        body = json.dumps(event)
        recorded, version = "2020-08-01T00:00:01.000000Z", 1 if number == 1 else 2
        lines = f"2\n{previous}\n{number}\n{recorded}\n{hashlib.sha256(body.encode()).hexdigest()}\n"
        proof = hashlib.sha256((previous + body if version == 1 else lines).encode()).hexdigest()
        told = {"version": version, "position": number, "recorded_at": recorded, "body": body}
        found.append(told | {"previous_hash": previous, "hash": proof})
        previous = proof
    return found


def test_the_log_is_read_on_from_where_it_was_left_and_its_chain_proven():
    log = Log()
    log.take(entries(3)[:2]), log.take(entries(3)[2:])
    assert [fact.what for fact in log.facts] == ["device.stored"] * 3
    assert (log.position, log.facts[2].position, log.holes.broken()) == (3, 3, [])


@pytest.mark.parametrize(
    "change",
    [{"body": "{}"}, {"hash": "0"}, {"previous_hash": "0"}, {"position": 9}, {"version": 1}, {"recorded_at": "2020"}],
)
def test_an_altered_entry_is_found_at_its_place(change: dict[str, Any]):
    altered = entries(3)
    altered[1] |= change
    with pytest.raises(Broken) as found:
        Log().take(altered)
    assert found.value.position == 2


def test_an_entry_that_seals_those_of_the_first_format_is_held_against_them():
    old, body = entries(1)[0], entries(2)[1]["body"]
    digest, sealed = hashlib.sha256(body.encode()).hexdigest(), f"1 {old['recorded_at']} {old['hash']}\n"
    new = {"version": 3, "position": 2, "recorded_at": old["recorded_at"], "body": body, "previous_hash": old["hash"]}
    new["seal"] = hashlib.sha256(sealed.encode()).hexdigest()
    lines = f"3\n{old['hash']}\n2\n{old['recorded_at']}\n{digest}\n{new['seal']}\n"
    new["hash"] = hashlib.sha256(lines.encode()).hexdigest()
    Log().take([old, new])
    for altered in ([old | {"recorded_at": "2020-08-01T00:00:02.000000Z"}, new], [old, new | {"seal": "0" * 64}]):
        with pytest.raises(Broken) as found:
            Log().take(altered)
        assert found.value.position == 2
