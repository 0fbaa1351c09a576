"""Requests and a warehouse that answers late: whatever is granted, lowered, replaced or undone, the figures hold."""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis import undo
from services.chassis.act import Act, now
from services.chassis.errors import Refusal
from services.chassis.outbox import Change
from services.chassis.undo import LastStep
from services.contracts.intake import Address, RequestLine
from services.contracts.values import BoardCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.freight import Quote
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import ASKED_BACK, OPEN, State, Urgency

BOARD, MINISTRY = Act("u-board", now()), Act("u-ministry", now())
ADDRESS = Address(site="quai", street="1", town="Montréal", postal_code="H1V 3R9", contact="TI", phone="514")
YES, QUOTE = Acceptance(True, None, "board_manager"), Quote("road", date(2020, 8, 27), date(2020, 8, 12), 0, 0, {})
NEEDS = {"laptop": Need("laptop", {"no_access": 1000}, 0, 0, 0, 0)}
FIGURES = ("asked", "granted", "reserved", "short", "pending", "accepted", "lacking", "given_up", "forgone", "replaced")


class Order:
    """The warehouse's side of a request."""

    def __init__(self) -> None:
        self.granted = self.reserved = self.picked = self.sent = 0
        self.on_the_way = self.accepted = self.lacking = 0


class Reserve:
    """Two requests for one type of device, a shelf, and what is on its way between intake and the warehouse."""

    def __init__(self, shelf: int) -> None:
        self.requests = [asked(10), asked(10)]
        self.last: list[LastStep | None] = [None, None]
        self.orders = [Order(), Order()]
        self.free = self.heard = shelf
        self.pending = self.held = 0
        self.shrank = False
        self.to_warehouse: deque[tuple[int, int | None]] = deque()
        self.to_intake: deque[tuple[int | None, str, int, int, int]] = deque()

    # What people do in intake.

    def grant(self, which: int, quantity: int) -> None:
        self.decide(which, lambda one: one.grant(MINISTRY, ADDRESS, {"laptop": quantity}, NEEDS))

    def split(self, which: int, more: int) -> None:
        """A round gives a part of what waits."""
        more = min(more, self.requests[which].waiting["laptop"])
        if more:
            given = {"laptop": more}
            self.decide(which, lambda one: one.grant_in_round(MINISTRY, ADDRESS, given, NEEDS, uuid4()))

    def replace(self, which: int, more: int) -> None:
        self.decide(which, lambda one: one.replace(MINISTRY, ADDRESS, {"laptop": 1 + more % 3}))

    def refuse(self, which: int, number: int) -> None:
        if number < 2 and self.attempt(which, lambda one: one.refuse(MINISTRY, "x")):
            self.last[which] = step(self.requests[which], "request.refused")

    def take_back(self, which: int, number: int) -> None:
        if number > 5:
            return
        last, free = self.last[which], {"laptop": self.heard - self.pending}
        told = self.attempt(which, lambda one: one.undo(last, "x", free, NEEDS))
        if told:
            self.last[which] = None
            if told.step == "request.granted":
                self.tell(which, sum(one.quantity for one in told.granted) or None)

    def withdraw(self, which: int, number: int) -> None:
        if (
            number < 4
            and self.requests[which].state in OPEN
            and self.attempt(which, lambda one: one.withdraw(BOARD, "x"))
        ):
            self.last[which] = None
            self.tell(which, None)

    def give_up(self, which: int, quantity: int) -> None:
        if self.attempt(which, lambda one: one.give_up({"laptop": quantity})):
            self.last[which] = None
            self.settle(which)

    # What the warehouse does, told in order.

    def warehouse_hears(self, _which: int, _number: int) -> None:
        if not self.to_warehouse:
            return
        which, quantity = self.to_warehouse.popleft()
        order = self.orders[which]
        if quantity is None and order.sent:
            self.answer(which, "refused")
        elif quantity is None:
            self.free, self.held = self.free + order.reserved - order.picked, self.held + order.picked
            order.granted = order.reserved = order.picked = 0
            self.answer(which, "cancelled")
        else:
            order.granted = quantity
            more = min(max(quantity, order.picked) - order.reserved, self.free)
            order.reserved, self.free = order.reserved + more, self.free - more
            assert self.shrank or order.reserved >= quantity, "promised what was not there"
            self.answer(which, "answered")

    def pick(self, which: int, count: int) -> None:
        self.orders[which].picked += min(count, self.orders[which].reserved - self.orders[which].picked)

    def send(self, which: int, count: int) -> None:
        self.pick(which, count)
        order = self.orders[which]
        count = min(count, order.picked - order.sent)
        order.sent, order.on_the_way = order.sent + count, order.on_the_way + count

    def put_away(self, which: int, _number: int) -> None:
        order = self.orders[which]
        if order.picked > order.sent:
            order.picked -= 1
            if order.reserved > order.granted:
                order.reserved, self.free = order.reserved - 1, self.free + 1
                self.answer(which, "answered")

    def lose(self, which: int, _number: int) -> None:
        order = self.orders[which]
        if order.reserved > order.picked:
            order.reserved -= 1
            self.shrank = True
            self.answer(which, "answered")

    def stock_changes(self, _which: int, number: int) -> None:
        change = number - 3
        put = min(1, self.held)
        self.shrank |= change < 0
        self.held, self.free = self.held - put, max(self.free + put + change, 0)
        self.to_intake.append((None, "stock", 0, 0, self.free))

    # What becomes of devices at the board.

    def receive(self, which: int, number: int) -> None:
        well = number % 3 > 0
        for _ in range(1 + number // 3):
            self.move(which, "on_the_way", "accepted" if well else "lacking")

    def undo_receipt(self, which: int, number: int) -> None:
        well = number % 3 > 0
        self.move(which, "accepted" if well else "lacking", "on_the_way")
        if self.requests[which].unfulfil("x"):
            self.last[which] = None
            self.tell(which, self.requests[which].types[0].told)

    def change_ones_mind(self, which: int, number: int) -> None:
        well = number % 3 > 0
        self.move(which, *(("lacking", "accepted") if well else ("accepted", "lacking")))

    # What intake hears.

    def intake_hears(self, _which: int, _number: int) -> None:
        if not self.to_intake:
            return
        which, what, asked, reserved, self.heard = self.to_intake.popleft()
        if which is None:
            return
        request = self.requests[which]
        if what == "cancelled":
            freed, _ = request.cancelled(MINISTRY)
            self.pending -= freed.get("laptop", 0)
        elif what == "refused":
            request.stand_again(MINISTRY.at)
        else:
            asked = max(asked, reserved) if reserved >= asked else asked
            self.pending -= request.answer({"laptop": reserved}, {"laptop": asked}).get("laptop", 0)
        self.settle(which)

    def all_is_heard(self, _which: int = 0, _number: int = 0) -> None:
        while self.to_warehouse or self.to_intake:
            if self.to_warehouse:
                self.warehouse_hears(0, 0)
            else:
                self.intake_hears(0, 0)
        assert self.heard == self.free
        assert self.pending == 0
        for request, order in zip(self.requests, self.orders, strict=True):
            share = request.types[0]
            assert share.answered
            assert request.state not in ASKED_BACK
            if request.state in OPEN:
                assert share.told <= share.reserved == order.reserved

    def the_figures_hold(self) -> None:
        for request in self.requests:
            share = request.types[0]
            assert all(getattr(share, name) >= 0 for name in FIGURES), vars(share)
            assert min(share.open, share.lost, share.may_give_up, share.may_replace, share.least) >= 0
            assert share.granted + share.short + share.forgone <= share.asked
            assert share.open == max(share.granted - share.accepted - share.lost, 0)
            assert share.accepted + share.open + share.lost >= share.granted
            assert share.lost == 0 or share.lost + share.replaced <= share.lacking
            assert share.pending == 0 or not share.answered
            if request.state in (State.SUBMITTED, State.WITHDRAWN):
                assert share.granted == share.pending == share.short == 0

    def what_is_pending_is_what_the_stock_lacks(self) -> None:
        assert sum(one.types[0].pending for one in self.requests) == self.pending

    # How the rules above speak to the model.

    def decide(self, which: int, move: Callable[[Request], Any]) -> None:
        told = self.attempt(which, move)
        if told:
            self.last[which] = step(self.requests[which], "request.granted")
            self.tell(which, sum(one.quantity for one in told.granted))

    def attempt(self, which: int, move: Callable[[Request], Any]) -> Any:
        """Make a move and claim its stock; what is refused leaves nothing, as a transaction does."""
        request, share = self.requests[which], self.requests[which].types[0]
        kept = {one: columns(one) for one in (request, share)}
        told, more = None, 0
        try:
            told = move(request)
            more = share.pending - kept[share]["pending"]
        except Refusal:
            pass
        if told is None or more > max(self.heard - self.pending, 0):
            for one, values in kept.items():
                for name, value in values.items():
                    setattr(one, name, value)
            return None
        self.pending += more
        return told

    def tell(self, which: int, quantity: int | None) -> None:
        self.to_warehouse.append((which, quantity))

    def answer(self, which: int, what: str) -> None:
        order = self.orders[which]
        self.to_intake.append((which, what, order.granted, order.reserved, self.free))

    def move(self, which: int, origin: str, to: str) -> None:
        order, request = self.orders[which], self.requests[which]
        if not getattr(order, origin):
            return
        for place, change in ((origin, -1), (to, 1)):
            setattr(order, place, getattr(order, place) + change)
            if place != "on_the_way":
                request.shares.count("laptop", place == "accepted", change)
        self.settle(which)

    def settle(self, which: int) -> None:
        if self.requests[which].fulfil(MINISTRY):
            self.requests[which].fulfilled_event, self.last[which] = uuid4(), None


def asked(quantity: int) -> Request:
    line = RequestLine(type="laptop", category="no_access", quantity=quantity)
    request = Request.draft(BOARD, "D1", BoardCode("762000"), Asking("quai", "x", Urgency.NORMAL, [line]), QUOTE)
    request.submit(BOARD, YES, QUOTE, NEEDS)
    return request


def step(request: Request, what: str) -> LastStep:
    return LastStep(uuid4(), what, Change(dict.fromkeys(Request.STEPPING), undo.snapshot(request)))


def columns(row: Request | Share) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__table__.columns.keys()}  # noqa: SIM118


Happens = tuple[Callable[[Reserve, int, int], None], int, int]
# What happens often stands here more than once; few requests are withdrawn or undone.
HAPPENS = (
    *[Reserve.grant] * 4,
    *[Reserve.split] * 4,
    *[Reserve.all_is_heard] * 4,
    *[Reserve.send] * 4,
    *[Reserve.receive] * 5,
    *[Reserve.replace] * 3,
    *[Reserve.change_ones_mind, Reserve.undo_receipt, Reserve.lose, Reserve.give_up, Reserve.take_back] * 2,
    Reserve.refuse,
    Reserve.withdraw,
    Reserve.warehouse_hears,
    Reserve.intake_hears,
    Reserve.pick,
    Reserve.put_away,
    Reserve.stock_changes,
)
STORY = st.lists(st.tuples(st.sampled_from(HAPPENS), st.integers(0, 1), st.integers(0, 11)), min_size=20, max_size=100)


@settings(max_examples=400, deadline=None)
@given(shelf=st.integers(5, 30), story=STORY, loses=st.booleans())
def test_whatever_happens_the_figures_hold_and_nothing_is_promised_twice(
    shelf: int, story: Sequence[Happens], loses: bool
):
    reserve = Reserve(shelf)
    for happens, which, number in story:
        if loses or happens not in (Reserve.lose, Reserve.stock_changes):
            happens(reserve, which, number)
        reserve.the_figures_hold()
        reserve.what_is_pending_is_what_the_stock_lacks()
    reserve.all_is_heard()
