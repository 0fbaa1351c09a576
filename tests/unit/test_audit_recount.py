"""The audit's recount, from logs written by hand: every step, undone or not, comes to the figures that it must."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.audit.fact import FIRST_HASH, PREFIX, SUFFIX, Broken, Fact, Log, read
from services.audit.hole import Holes
from services.audit.recount import Recount

BOARD, OTHER, SHELF, DOCK = "762000", "689000", "A-01-03", "QUAI-01"


def time_of(position: int) -> str:
    """An hour after the entry before."""
    return (datetime(2020, 8, 24, tzinfo=UTC) + timedelta(hours=position)).isoformat()


class Told:
    """Facts as the services tell them, with sequences by subject; `undo` takes one back."""

    def __init__(self) -> None:
        # An hour a position, unless it is told.
        self.time: str | None = None
        self.facts: list[Fact] = []
        self.events: list[dict[str, Any]] = []
        self._sequences: dict[tuple[str, str], int] = {}

    def tell(self, source: str, what: str, subject: str, **data: Any) -> Fact:
        about = f"/{source}", subject
        self._sequences[about] = self._sequences.get(about, 0) + 1
        position = len(self.facts) + 1
        event = {"id": f"{position:x}", "source": about[0], "type": f"{PREFIX}{what}{SUFFIX}", "subject": subject}
        told = {"sequence": f"{self._sequences[about]:012d}", "time": self.time or time_of(position), "data": data}
        self.events.append(event | told)
        fact = read(position, self.events[-1])
        self.facts.append(fact)
        return fact

    def device(self, source: str, what: str, device: str, **data: Any) -> Fact:
        return self.tell(source, f"device.{what}", f"device/{device}", device=device, **data)

    def undo(self, fact: Fact, **data: Any) -> Fact:
        noun = fact.what.split(".")[0]
        event = self.events[fact.position - 1]
        told = event["data"] | {"undone": event["id"], "step": fact.what, "reason": "a slip"} | data
        return self.tell(fact.source.strip("/"), f"{noun}.undone", event["subject"], **told)

    def arrive(self, *devices: str, returned: bool = False) -> None:
        for device in devices:
            named = {"maker": "HP", "serial": device.upper(), "model": "9UZ86UT", "type": "laptop"}
            self.device("warehouse", "received", device, **named, location=DOCK, returned=returned)

    def store(self, *devices: str) -> None:
        for device in devices:
            self.device("warehouse", "stored", device, type="laptop", location=SHELF)

    def ask(self, quantity: int, request: str = "r", need: int = 10) -> Fact:
        self.submit(quantity, request, need)
        return self.grant(quantity, request)

    def submit(self, quantity: int, request: str = "r", need: int = 10) -> None:
        line = {"type": "laptop", "need": need, "own_available": 1, "on_order": 2, "in_repair": 0}
        self.tell("intake", "portrait.updated", f"portrait/{BOARD}", board=BOARD, lines=[line])
        asked = [{"type": "laptop", "category": "no_access", "quantity": quantity}]
        about = {"request": request, "board": BOARD, "number": "D1"}
        self.tell(
            "intake", "request.submitted", f"request/{request}", **about, lines=asked, freight_cents=100 * quantity
        )

    def grant(self, quantity: int, request: str = "r", freight: int | None = None, **more: Any) -> Fact:
        about = {"request": request, "board": BOARD, "number": "D1"}
        due = 100 * quantity if freight is None else freight
        return self.tell(
            "intake",
            "request.granted",
            f"request/{request}",
            **about,
            granted=lines(quantity),
            freight_cents=due,
            **more,
        )

    def reserve(self, quantity: int, free: int, asked: int | None = None, request: str = "r") -> None:
        about = {"order": f"o-{request}", "request": request, "board": BOARD, "free": {"laptop": free}}
        if asked is None:
            self.tell("warehouse", "order.reserved", f"order/o-{request}", **about, reserved=lines(quantity))
        else:
            short = [{"type": "laptop", "asked": asked, "reserved": quantity}]
            self.tell("warehouse", "order.short", f"order/o-{request}", **about, lines=short)

    def pick(self, *devices: str, request: str = "r") -> list[Fact]:
        about = {"order": f"o-{request}", "request": request, "board": BOARD}
        return [self.device("warehouse", "picked", device, **about) for device in devices]

    def pack(self, *devices: str, carton: str = "c", request: str = "r") -> Fact:
        packed = [{"device": one, "maker": "HP", "serial": one.upper(), "type": "laptop"} for one in devices]
        about = {"carton": carton, "order": f"o-{request}", "request": request, "board": BOARD}
        return self.tell("warehouse", "carton.closed", f"carton/{carton}", **about, devices=packed)

    def ship(self, what: str, shipment: str = "s", carton: str = "c", cents: int = 100) -> Fact:
        about: dict[str, Any] = {"shipment": shipment, "request": "r", "board": BOARD, "cartons": [carton]}
        about |= {"freight_cents": cents} if what == "dispatched" else {}
        return self.tell("shipping", f"shipment.{what}", f"shipment/{shipment}", **about)

    def receipt(self, what: str, device: str, board: str = BOARD, shipment: str = "s") -> Fact:
        about = {"type": "laptop", "board": board, "shipment": shipment, "request": "r"}
        return self.device("shipping", what, device, **about)

    def use(self, what: str, device: str, **more: Any) -> Fact:
        return self.device("shipping", what, device, type="laptop", board=BOARD, **more)

    def delivered(self, *devices: str) -> None:
        self.arrive(*devices), self.store(*devices), self.ask(len(devices)), self.reserve(len(devices), 0)
        self.pick(*devices), self.pack(*devices)
        for what in ("readied", "dispatched", "delivered"):
            self.ship(what)


def lines(quantity: int) -> list[dict[str, Any]]:
    return [{"type": "laptop", "quantity": quantity}]


@pytest.fixture
def told() -> Told:
    return Told()


def states(told: Told, device: str = "a") -> tuple[str, str | None, str, tuple[str, str] | None]:
    """A device in the eyes of the warehouse, of shipping and of both, and its holder."""
    recount = Recount(told.facts)
    unit = recount.units[device]
    return recount.here(unit), recount.custody(unit), recount.whole(unit), recount.holder(unit)


def figures(told: Told, request: str = "r") -> dict[str, int]:
    share = Recount(told.facts).need.requests[request].shares["laptop"]
    return {name: getattr(share, name) for name in ("granted", "reserved", "short", "accepted", "lacking", "given_up")}


def rules(told: Told) -> list[str]:
    holes = Holes()
    for event in told.events:
        holes.take(event["source"], event["subject"], int(event["sequence"]), 0)
    return [one.figure for one in (*holes.broken(), *Recount(told.facts).broken())]


def held(told: Told) -> int:
    return Recount(told.facts).held()[BOARD]["laptop"]


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


def test_a_cancelled_order_frees_what_is_not_picked_at_once_and_the_rest_as_it_is_put_away(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0), told.pick("a")
    told.tell("intake", "withdrawal.asked", "request/r", request="r", board=BOARD, reason="late")
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "order.cancelled", "order/o-r", **about, held=lines(1), free={"laptop": 1})
    told.tell("intake", "request.withdrawn", "request/r", request="r", board=BOARD)
    assert Recount(told.facts).stock() == {"laptop": (1, 0)}
    told.store("a")
    assert Recount(told.facts).stock() == {"laptop": (2, 0)}
    assert (held(told), Recount(told.facts).need.requests["r"].state) == (0, "withdrawn")


def test_a_lowered_grant_frees_a_promise_when_its_device_is_put_away(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0), told.pick("a", "b")
    told.grant(1), told.reserve(2, 0)
    told.store("b")
    recount = Recount(told.facts)
    assert (recount.reserved("o-r"), recount.stock()) == ({"laptop": 1}, {"laptop": (1, 0)})


def test_a_grant_taken_back_leaves_nothing_and_stands_when_the_warehouse_refuses(told: Told):
    granted = told.ask(2)
    told.reserve(2, 0)
    back = told.undo(granted, granted=[])
    assert Recount(told.facts).need.requests["r"].state == "taking_back"
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "withdrawal.refused", "order/o-r", **about, free={}, answers=f"{back.id:x}")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "granted")


def test_a_grant_taken_back_is_submitted_again_once_the_warehouse_let_go_or_waits_as_before_it(told: Told):
    granted = told.ask(3)
    about = {"order": "o-r", "request": "r", "board": BOARD, "held": [], "free": {"laptop": 0}}
    for state, short in (("submitted", 0), ("granted", 3)):
        told.reserve(1, 0, asked=3)
        back = told.undo(granted, granted=[])
        told.tell("warehouse", "order.cancelled", "order/o-r", **about, answers=f"{back.id:x}")
        request = Recount(told.facts).need.requests["r"]
        assert (request.state, figures(told)["granted"], figures(told)["short"]) == (state, 0, short)
        told.grant(3), told.reserve(0, 0, asked=3)
        granted = told.grant(2)


def test_what_turns_up_of_another_type_is_no_part_of_the_request(told: Told):
    told.delivered("a")
    told.device("shipping", "accepted", "x", type="tablet", board=BOARD, shipment="s", request="r")
    assert list(Recount(told.facts).need.requests["r"].shares) == ["laptop"]


def test_what_was_missing_and_accepted_is_on_its_way_once_that_is_undone_in_a_receipt_opened_again(told: Told):
    told.delivered("a")
    told.receipt("missing", "a")
    accepted = told.receipt("accepted", "a")
    told.undo(accepted, state="missing")
    assert (states(told)[1], figures(told)["lacking"]) == ("missing", 1)
    told.undo(told.receipt("accepted", "a"), state="in_transit")
    assert (states(told)[1], figures(told)["lacking"], figures(told)["accepted"]) == ("in_transit", 0, 0)
    told.receipt("accepted", "a")
    assert (states(told)[1], figures(told)["accepted"]) == ("at_board", 1)


def test_a_request_written_anew_asks_only_what_it_asks_now(told: Told):
    told.ask(2)
    about = {"request": "r", "board": BOARD, "number": "D1", "freight_cents": 0}
    told.tell("intake", "request.sent-back", "request/r", request="r", board=BOARD, reason="which ones?")
    line = {"type": "tablet", "category": "no_access", "quantity": 4}
    told.tell("intake", "request.submitted", "request/r", **about, lines=[line])
    assert {kind: one.asked for kind, one in Recount(told.facts).need.requests["r"].shares.items()} == {"tablet": 4}


def test_a_withdrawal_waits_until_the_warehouse_has_answered(told: Told):
    told.ask(2), told.reserve(2, 0)
    asked = told.tell("intake", "withdrawal.asked", "request/r", request="r", board=BOARD, reason="late")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "withdrawing")
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "withdrawal.refused", "order/o-r", **about, free={}, answers=f"{asked.id:x}")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "granted")


def test_what_came_short_missing_and_given_up_is_counted_by_type(told: Told):
    told.delivered("a", "b", "c")
    told.receipt("accepted", "a"), told.receipt("damaged", "b")
    missing = told.receipt("missing", "c")
    assert (figures(told)["accepted"], figures(told)["lacking"], held(told)) == (1, 2, 3)
    told.tell("intake", "request.amended", "request/r", request="r", board=BOARD, given_up=lines(2))
    assert (figures(told)["given_up"], held(told)) == (2, 1)
    told.undo(missing, state="in_transit")
    assert figures(told)["lacking"] == 1


def test_what_is_sent_in_place_of_a_missing_device_costs_no_freight_and_is_no_more_granted_than_before(told: Told):
    told.delivered("a", "b")
    told.receipt("accepted", "a"), told.receipt("missing", "b")
    replaced = told.grant(3, freight=200)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, held(told)) == (2, 1, 2)
    told.reserve(2, 0, asked=3)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.short) == (2, 0, 0)
    told.undo(replaced, granted=lines(2))
    assert (figures(told)["granted"], figures(told)["lacking"]) == (2, 1)


def test_what_was_sent_in_place_of_a_device_is_a_replacement_still_when_that_is_missing_no_more(told: Told):
    told.delivered("a", "b")
    missing = told.receipt("missing", "b")
    told.grant(3, freight=200), told.reserve(3, 0)
    told.undo(missing, state="in_transit")
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.lacking) == (2, 1, 0)


def test_what_comes_late_fills_its_gap():
    holes = Holes()
    for sequence in (1, 3, 4, 2):
        holes.take("/warehouse", "device/a", sequence, sequence)
    assert holes.broken() == []


def test_a_later_round_grants_what_was_short_though_something_is_lacking(told: Told):
    told.arrive("a"), told.store("a"), told.ask(3), told.reserve(1, 0, asked=3), told.pick("a"), told.pack("a")
    told.ship("readied"), told.ship("dispatched"), told.receipt("missing", "a")
    told.grant(3)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.short) == (3, 0, 0)


def test_what_a_round_does_not_give_goes_on_waiting_and_is_no_replacement(told: Told):
    told.submit(10)
    told.grant(4, round="n")
    told.reserve(4, 0)
    assert (figures(told)["granted"], figures(told)["short"]) == (4, 6)
    second = told.grant(7, round="n", freight=400)
    assert (figures(told)["granted"], figures(told)["short"], held(told)) == (7, 3, 7)
    told.reserve(6, 0, asked=7)
    assert (figures(told)["granted"], figures(told)["short"]) == (6, 4)
    told.undo(second, granted=lines(4))
    assert (figures(told)["granted"], figures(told)["short"]) == (4, 6)


def test_the_first_round_taken_back_leaves_nothing_of_it(told: Told):
    told.submit(10)
    first = told.grant(4, round="n")
    told.reserve(4, 0)
    told.undo(first, granted=[])
    told.tell("warehouse", "order.cancelled", "order/o-r", order="o-r", request="r", held=[], free={})
    request = Recount(told.facts).need.requests["r"]
    assert (request.state, figures(told)["granted"], figures(told)["short"]) == ("submitted", 0, 0)


def test_a_short_answer_lowers_the_grant_and_what_is_short_may_be_forgone(told: Told):
    told.arrive("a"), told.store("a"), told.ask(3), told.reserve(1, 0, asked=3)
    assert figures(told) == {
        "granted": 1, "reserved": 1, "short": 2, "accepted": 0, "lacking": 0, "given_up": 0,
    }  # fmt: skip
    told.tell("intake", "request.amended", "request/r", request="r", board=BOARD, given_up=lines(2))
    assert (figures(told)["short"], held(told)) == (0, 1)


@pytest.mark.parametrize(("what", "state"), [("lost", "lost"), ("stolen", "stolen")])
def test_lost_and_stolen_keep_the_last_holder_and_cover_no_need_until_found(told: Told, what: str, state: str):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("configured", "a"), told.use("handed-over", "a", school="762217", loan=None)
    assert held(told) == 1
    told.use(what, "a", reason="gone")
    assert (states(told)[2:], held(told)) == ((state, ("school", "762217")), 0)
    told.use("found", "a")
    assert (states(told)[2:], held(told)) == (("taken_back", ("board", BOARD)), 1)


def test_a_damaged_device_that_is_found_again_is_damaged(told: Told):
    told.delivered("a")
    told.receipt("damaged", "a"), told.use("lost", "a", reason="gone"), told.use("found", "a", damaged=True)
    assert (states(told)[2:], held(told)) == (("damaged", ("board", BOARD)), 1)


def test_a_receipt_that_ends_without_a_device_that_came_back_lacks_it_and_moves_nothing(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    back = told.facts[-1]
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (figures(told)["lacking"], rules(told)) == (1, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "s"))


def test_a_return_that_the_log_heard_after_the_receipt_that_ended_without_it_is_a_return(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    back, missing = told.facts[-2:]
    told.facts[-2:] = [missing, back]
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (figures(told)["lacking"], rules(told)) == (1, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "s"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_receipt_that_ends_without_a_device_in_other_hands_moves_nothing(told: Told, packed: bool):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    if packed:
        told.pack("a", carton="d", request="r2")
        told.ship("readied", "s2", "d"), told.ship("dispatched", "s2", "d"), told.receipt("accepted", "a", OTHER, "s2")
    stands = states(told)
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    assert (states(told), figures(told)["lacking"], rules(told)) == (stands, 1, [])


def test_a_device_lent_on_is_the_other_schools(told: Told):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("configured", "a"), told.use("handed-over", "a", school="762217", loan=None)
    told.use("lent", "a", school="762218", origin="762217")
    assert states(told)[2:] == ("at_school", ("school", "762218"))


def test_a_device_that_the_warehouse_identifies_leaves_its_shelf_and_counts_at_its_finder(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    assert (states(told, "x")[::2], Recount(told.facts).stock()["laptop"][0]) == (("departed", "delivered"), 0)
    told.receipt("accepted", "x")
    assert states(told, "x") == ("departed", "at_board", "at_board", ("board", BOARD))
    assert (figures(told)["accepted"], rules(told)) == (1, [])


def test_a_device_that_its_finder_has_stays_there_though_it_is_identified_once_more(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    told.receipt("accepted", "x")
    told.device("warehouse", "identified", "x", **about | {"finding": "g", "shipment": "t"})
    assert states(told, "x") == ("departed", "at_board", "at_board", ("board", BOARD))


def test_a_device_written_off_is_answered_for_by_its_location_and_may_be_found_there_again(told: Told):
    told.arrive("a"), told.store("a")
    off = told.device("warehouse", "written-off", "a", type="laptop", location=SHELF, reason="not found")
    assert (states(told)[2:], Recount(told.facts).stock()) == (
        ("written_off", ("location", SHELF)),
        {},
    )
    told.undo(off, state="stored")
    assert states(told)[0] == "stored"


def test_a_device_written_off_before_it_was_wiped_is_to_be_wiped_still_when_it_is_found(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "written-off", "a", type="laptop", location=DOCK, reason="not found")
    named = {"maker": "HP", "serial": "A", "model": "9UZ86UT", "type": "laptop"}
    told.device("warehouse", "received", "a", **named, location=SHELF, returned=False, state="returned")
    assert states(told)[0] == "returned"
    told.device("warehouse", "wiped", "a", location=SHELF)
    assert rules(told) == []


def test_a_retired_device_has_no_holder_and_does_nothing_more(told: Told):
    told.arrive("a")
    told.device("warehouse", "retired", "a", type="laptop", location=DOCK, reason="past repair")
    assert (states(told)[2:], rules(told)) == (("retired", None), [])
    told.store("a")
    assert rules(told) == ["impossible"]


def test_what_the_warehouse_has_again_is_its_own_whatever_a_board_says_of_the_shipment_from_before(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    back = told.facts[-1]
    told.receipt("accepted", "a"), told.use("configured", "a")
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (held(told), rules(told)) == (0, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("configured", "configured", ("board", BOARD))


def test_what_went_out_anew_is_where_its_second_shipment_says_whenever_the_first_one_is_heard_of(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    told.pack("a", carton="d", request="r2"), told.ship("readied", "t", "d"), told.ship("dispatched", "t", "d")
    accepted = told.receipt("accepted", "a")
    assert states(told) == ("departed", "in_transit", "in_transit", ("shipment", "t"))
    missing = told.receipt("missing", "a", OTHER, "t")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "t"))
    told.undo(missing, state="in_transit"), told.receipt("accepted", "a", OTHER, "t")
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    told.use("configured", "a")
    assert states(told)[1] == "configured"
    told.undo(accepted, state="in_transit")
    assert (states(told)[1], rules(told)) == ("configured", [])


def test_a_device_that_came_back_from_where_it_was_found_has_one_holder(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    told.receipt("accepted", "x"), told.arrive("x", returned=True)
    assert (states(told, "x")[3], rules(told)) == (("location", DOCK), [])


def test_what_comes_back_is_the_warehouses_and_goes_out_anew(told: Told):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("sent-back", "a", shipment="back", reason="too many")
    assert states(told) == ("returning", "sent_back", "sent_back", ("return", "back"))
    told.arrive("a", returned=True)
    back = told.facts[-1]
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    told.undo(back, state="returning")
    assert states(told)[0] == "returning"
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    told.pack("a", carton="d", request="r2")
    assert states(told) == ("packed", "packed", "packed", ("carton", "d"))
    assert rules(told) == []


@pytest.mark.parametrize(
    ("tell", "rule"),
    [
        (lambda told: told.pick("a", request="r2"), "twice_promised"),
        (lambda told: (told.pack("a"), told.pack("a", carton="d")), "two_cartons"),
        (lambda told: (told.receipt("accepted", "a"), told.receipt("accepted", "a")), "accepted_twice"),
        (lambda told: told.device("warehouse", "wiped", "a", location=DOCK), "impossible"),
        (lambda told: told.events.pop(0), "gap"),
        (lambda told: told.events.append(told.events[-1]), "twice_told"),
    ],
)
def test_a_rule_that_the_log_breaks_is_named(told: Told, tell: Any, rule: str):
    told.arrive("a"), told.store("a"), told.ask(1), told.reserve(1, 0), told.pick("a")
    tell(told)
    assert rule in rules(told)


def test_a_promise_of_more_than_there_is_is_named_and_a_shortage_that_comes_otherwise_is_not(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0)
    told.device("warehouse", "quarantined", "b", location=DOCK, reason="cracked")
    told.tell("warehouse", "stock.changed", "stock/reserve", scope="reserve", free={"laptop": -1})
    told.grant(1), told.reserve(1, 0), told.grant(1, "r2"), told.reserve(0, 0, asked=1, request="r2")
    assert rules(told) == []
    told.grant(1, "r2"), told.reserve(1, -1, request="r2")
    assert rules(told) == ["over_promised"]


def test_a_device_at_a_board_and_on_a_shelf_has_two_holders(told: Told):
    told.arrive("a"), told.store("a"), told.ask(1), told.receipt("accepted", "a")
    assert rules(told) == ["two_holders"]


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


def load(told: Told, carton: str = "c", shipment: str = "s") -> Fact:
    about = {"carton": carton, "shipment": shipment, "request": "r", "board": BOARD}
    return told.tell("shipping", "carton.loaded", f"carton/{carton}", **about)


def leave(told: Told, *cartons: str, checked: bool) -> None:
    about = {"shipment": "s", "request": "r", "board": BOARD, "cartons": list(cartons), "freight_cents": 100}
    told.tell("shipping", "shipment.dispatched", "shipment/s", **about, checked=checked)


@pytest.mark.parametrize(
    ("loaded", "checked", "broken"),
    [("", False, []), ("cd", True, []), ("c", True, ["half_loaded"]), ("c", False, ["half_loaded"]),
     ("cd", False, ["half_loaded"]), ("", True, ["half_loaded"])],
)  # fmt: skip
def test_what_leaves_checked_was_loaded_whole_and_what_leaves_unchecked_not_at_all(
    told: Told, loaded: str, checked: bool, broken: list[str]
):
    for carton in loaded:
        load(told, carton)
    leave(told, "c", "d", checked=checked)
    assert rules(told) == broken


def test_what_was_taken_off_the_truck_released_or_voided_is_not_loaded(told: Told):
    told.undo(load(told))
    load(told, "d")
    told.tell("shipping", "carton.released", "carton/d", carton="d", request="r", board=BOARD, reason="torn")
    load(told, "e", "t")
    told.ship("voided", "t", "e")
    leave(told, "c", "d", "e", checked=False)
    assert rules(told) == []


@pytest.mark.parametrize(("still_out", "broken"), [(2, []), (1, ["unsettled"]), (3, ["unsettled"])])
def test_a_take_back_campaign_closes_with_all_that_it_expected(told: Told, still_out: int, broken: list[str]):
    about = {"recall": "c", "board": BOARD}
    told.tell("shipping", "recall.opened", "recall/c", **about, title="Juin", day="2021-06-23", expected=7)
    counts = {"back": 1, "kept": 1, "lost": 1, "stolen": 1, "gone": 1, "open": still_out}
    told.tell("shipping", "recall.closed", "recall/c", **about, expected=7, **counts)
    assert rules(told) == broken


def close_return(told: Told, *left_out: str, missing: int) -> Fact:
    """Return p of four devices is closed without some, each told of by itself."""
    about = {"parcel": "p", "board": BOARD, "number": "R000001", "reason": "Absents"}
    for device in left_out:
        told.device("shipping", "unreturned", device, type="laptop", **about)
    counts = {"expected": 4, "received": 4 - missing, "missing": missing}
    return told.tell("shipping", "return.closed", "return/p", **about, **counts)


@pytest.mark.parametrize(("missing", "broken"), [(1, ["left_out"]), (2, []), (3, ["left_out"])])
def test_a_return_is_closed_without_as_many_devices_as_were_told_of(told: Told, missing: int, broken: list[str]):
    close_return(told, "a", "b", missing=missing)
    assert [one for one in rules(told) if one == "left_out"] == broken


def test_a_closing_that_was_undone_was_without_nothing(told: Told):
    told.undo(close_return(told, missing=1))
    assert rules(told) == []


@pytest.mark.parametrize(("damaged", "state"), [(False, "taken_back"), (True, "damaged")])
def test_what_a_return_was_closed_without_is_with_its_board(told: Told, damaged: bool, state: str):
    told.arrive("a")
    told.store("a")
    told.ask(1)
    told.reserve(1, 0)
    told.pick("a")
    told.pack("a")
    told.ship("readied")
    told.ship("dispatched")
    told.receipt("accepted", "a")
    told.device("shipping", "sent-back", "a", type="laptop", board=BOARD, shipment="p")
    told.device("shipping", "unreturned", "a", type="laptop", board=BOARD, parcel="p", damaged=damaged)
    recount = Recount(told.facts)
    unit = recount.units["a"]
    assert (recount.custody(unit), recount.here(unit)) == (state, "departed")
    assert recount.holder(unit) == ("board", BOARD)


def test_what_waits_follows_from_what_stands(told: Told):
    told.tell("warehouse", "delivery.announced", "delivery/d", delivery="d")
    told.delivered("a")
    told.use("lent", "a", until="2020-09-04", school="762218", origin="762217")
    assert Recount(told.facts).waits.tasks == {
        "delivery/d": "receive",
        f"portrait/{BOARD}": "portrait",
        "shipment/s": "end_receipt",
        "device/a": "take_back",
    }
    closed = told.tell("warehouse", "delivery.closed", "delivery/d", delivery="d")
    told.use("taken-back", "a", origin="762218"), told.ship("received")
    assert Recount(told.facts).waits.tasks == {f"portrait/{BOARD}": "portrait"}
    told.undo(closed)
    assert Recount(told.facts).waits.tasks["delivery/d"] == "receive"
