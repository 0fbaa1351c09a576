"""A request's moves, every pair of states, and the rules that hold on the way."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import undo
from services.chassis.act import Act, now
from services.chassis.errors import Conflict, Invalid, Refusal
from services.chassis.outbox import Change
from services.chassis.undo import LastStep
from services.contracts.intake import Address, RequestLine
from services.contracts.values import BoardCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.freight import Quote
from services.intake.model.holding import Outcome
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.state import MOVES, RUNNING, State, Urgency

BOARD, MINISTRY = Act("u-board", now()), Act("u-ministry", now())
ADDRESS = Address(site="quai", street="1", town="Montréal", postal_code="H1V 3R9", contact="TI", phone="514")
QUOTE = Quote("road", date(2020, 8, 27), date(2020, 8, 12), 1000, 0, {})
OTHER = replace(QUOTE, shipment_cents=700)
YES, NO = Acceptance(True, None, "board_manager"), Acceptance(False, None, "board_manager")
NEEDS = {kind: Need(kind, {"no_access": 100}, 0, 0, 0, 0) for kind in ("laptop", "tablet")}


def drafted(**asked: int) -> Request:
    lines = [RequestLine(type=kind, category="no_access", quantity=count) for kind, count in asked.items()]
    return written(lines)


def written(lines: list[RequestLine]) -> Request:
    asking = Asking("quai", "x", Urgency.NORMAL, lines)
    return Request.draft(BOARD, "D000001", BoardCode("762000"), asking, QUOTE)


def submitted(**asked: int) -> Request:
    request = drafted(**asked)
    request.submit(BOARD, YES, QUOTE, NEEDS)
    return request


def granted(**asked: int) -> Request:
    request = submitted(**asked)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    return request


def short(**reserved: int) -> Request:
    """Ten of each type asked and granted, so many reserved."""
    request = granted(**dict.fromkeys(reserved, 10))
    request.answer(reserved)
    return request


def fulfilled() -> Request:
    request = granted(laptop=10)
    request.answer({})
    arrive(request)
    return request


def refused() -> Request:
    request = submitted(laptop=10)
    request.refuse(MINISTRY, "no")
    return request


def answered() -> Request:
    request = granted(laptop=10)
    request.answer({})
    return request


def sent_back() -> Request:
    request = submitted(laptop=10)
    request.send_back("more")
    return request


def withdrawing() -> Request:
    request = answered()
    request.withdraw(BOARD, "no need")
    return request


def withdrawn() -> Request:
    request = submitted(laptop=10)
    request.withdraw(BOARD, "no need")
    return request


def taking_back() -> Request:
    request = answered()
    take_back(request)
    return request


IN_STATE: dict[State, Callable[[], Request]] = {
    State.DRAFT: lambda: drafted(laptop=10),
    State.SUBMITTED: lambda: submitted(laptop=10),
    State.SENT_BACK: sent_back,
    State.GRANTED: answered,
    State.PARTLY_GRANTED: lambda: short(laptop=0),
    State.REFUSED: refused,
    State.WITHDRAWING: withdrawing,
    State.WITHDRAWN: withdrawn,
    State.TAKING_BACK: taking_back,
    State.FULFILLED: fulfilled,
}


def last_of(request: Request) -> LastStep | None:
    """The last step that the outbox keeps of a request in this state."""
    what = {State.GRANTED: "request.granted", State.PARTLY_GRANTED: "request.granted", State.REFUSED: "request.refused"}
    if request.state not in what:
        return None
    before = dict.fromkeys(Request.STEPPING)
    return LastStep(uuid4(), what[request.state], Change(before, undo.snapshot(request)))


def take_back(request: Request, **free: int) -> Any:
    return request.undo(last_of(request), "a slip", free, NEEDS)


def arrive(request: Request) -> None:
    """Whatever is reserved comes well."""
    for share in request.types:
        share.count(True, share.reserved - share.accepted)
    fulfil(request)


def fulfil(request: Request) -> None:
    if request.fulfil(MINISTRY):
        request.fulfilled_event = uuid4()


def lose_one(request: Request) -> None:
    """A board undoes the acceptance of a device."""
    request.shares.count("laptop", True, -1)
    request.unfulfil("not ours")


# Each step a person takes, or a service tells, with every state in which it leads on, and where to.
S = State
STEPS: dict[str, tuple[Callable[[Request], Any], dict[State, State]]] = {
    "submit": (lambda one: one.submit(BOARD, YES, QUOTE, NEEDS), {S.DRAFT: S.SUBMITTED, S.SENT_BACK: S.SUBMITTED}),
    "send back": (lambda one: one.send_back("more"), {S.SUBMITTED: S.SENT_BACK}),
    "grant all": (
        lambda one: one.grant(MINISTRY, ADDRESS, None, NEEDS),
        {S.SUBMITTED: S.GRANTED, S.PARTLY_GRANTED: S.GRANTED},
    ),
    "grant half": (
        lambda one: one.grant(MINISTRY, ADDRESS, {"laptop": 5}, NEEDS),
        dict.fromkeys((S.SUBMITTED, S.GRANTED, S.PARTLY_GRANTED), S.PARTLY_GRANTED),
    ),
    "refuse": (lambda one: one.refuse(MINISTRY, "no"), {S.SUBMITTED: S.REFUSED, S.PARTLY_GRANTED: S.REFUSED}),
    "withdraw": (
        lambda one: one.withdraw(BOARD, "no need"),
        {S.SUBMITTED: S.WITHDRAWN, S.SENT_BACK: S.WITHDRAWN, S.GRANTED: S.WITHDRAWING, S.PARTLY_GRANTED: S.WITHDRAWING},
    ),
    "undo": (
        take_back,
        {S.GRANTED: S.TAKING_BACK, S.PARTLY_GRANTED: S.TAKING_BACK, S.REFUSED: S.SUBMITTED},
    ),
    "hear cancelled": (
        lambda one: one.cancelled(MINISTRY),
        {
            S.WITHDRAWING: S.WITHDRAWN,
            S.TAKING_BACK: S.SUBMITTED,
            S.GRANTED: S.PARTLY_GRANTED,
            S.PARTLY_GRANTED: S.PARTLY_GRANTED,
        },
    ),
    "hear refused": (
        lambda one: one.stand_again(MINISTRY.at),
        {S.WITHDRAWING: S.GRANTED, S.TAKING_BACK: S.GRANTED},
    ),
    "hear short": (
        lambda one: one.answer({"laptop": 4}),
        {S.GRANTED: S.PARTLY_GRANTED, S.PARTLY_GRANTED: S.PARTLY_GRANTED},
    ),
    "hear all accepted": (arrive, {S.GRANTED: S.FULFILLED}),
    "hear one unaccepted": (lose_one, {S.FULFILLED: S.GRANTED}),
}


def partly(then: Callable[[Request], Any]) -> Request:
    """Half of it granted and reserved, and then."""
    request = submitted(laptop=10)
    request.grant(MINISTRY, ADDRESS, {"laptop": 5}, NEEDS)
    request.answer({})
    then(request)
    return request


def refused_while_waiting() -> Request:
    request = short(laptop=0)
    request.refuse(MINISTRY, "no")
    return request


# Where the table says two states for one step, the other one.
OTHERWISE: list[tuple[Callable[[], Request], str, State]] = [
    (lambda: partly(lambda one: one.withdraw(BOARD, "x")), "hear refused", S.PARTLY_GRANTED),
    (lambda: partly(take_back), "hear refused", S.PARTLY_GRANTED),
    (lambda: partly(lambda _: None), "hear all accepted", S.FULFILLED),
    (lambda: partly(arrive), "hear one unaccepted", S.PARTLY_GRANTED),
    (refused_while_waiting, "undo", S.PARTLY_GRANTED),
]


def test_every_move_of_the_table_is_a_step_and_every_step_a_move_of_the_table():
    steps = {(before, after) for _, moves in STEPS.values() for before, after in moves.items()}
    assert steps | {(make().state, after) for make, _, after in OTHERWISE} == MOVES


@pytest.mark.parametrize(("step", "before"), list(product(STEPS, State)))
def test_a_request_moves_as_the_table_says_and_no_otherwise(step: str, before: State):
    request, (take, moves) = IN_STATE[before](), STEPS[step]
    assert request.state is before
    # What is heard is no person's to refuse: it stays silent where it does not concern the state.
    refused = before not in moves and not step.startswith("hear")
    with pytest.raises(Conflict) if refused else nullcontext():
        take(request)
    assert request.state is moves.get(before, before)


@pytest.mark.parametrize(("make", "step", "after"), OTHERWISE)
def test_what_was_granted_in_part_is_so_again(make: Callable[[], Request], step: str, after: State):
    request = make()
    STEPS[step][0](request)
    assert request.state is after


@pytest.mark.parametrize("state", State)
def test_a_clock_that_runs_is_paused_once_and_resumed_once(state: State):
    request = IN_STATE[state]()
    if state not in RUNNING:
        assert refusal(request.pause, MINISTRY, "closed").code == "pause.not_running"
    else:
        request.pause(MINISTRY, "closed")
        assert (request.paused_at, request.pause_reason, request.state) == (MINISTRY.at, "closed", state)
        assert refusal(request.pause, MINISTRY, "closed").code == "pause.paused"
        request.resume()
    assert refusal(request.resume).code == "pause.not_paused"
    assert request.paused_at is None


@pytest.mark.parametrize("state", State)
def test_only_a_draft_and_what_was_sent_back_are_written_anew_and_only_a_draft_is_discarded(state: State):
    request = IN_STATE[state]()
    asking = Asking("annexe", "y", Urgency.NORMAL, [RequestLine(type="laptop", category="at_risk", quantity=3)])
    if state in (State.DRAFT, State.SENT_BACK):
        request.write(BOARD, asking, OTHER)
        assert request.shares.figures("asked") == {"laptop": 3}
    else:
        assert refusal(request.write, BOARD, asking, OTHER).code == "request.no_draft"
    with nullcontext() if state is State.DRAFT else pytest.raises(Conflict):
        request.check_draft()


def refusal(call: Callable[..., Any], *arguments: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return caught.value


def test_beyond_the_unmet_need_it_is_refused_with_every_term():
    needs = {"laptop": Need("laptop", {"no_access": 30, "at_risk": 20}, 10, 5, 3, 7)}
    refused = refusal(drafted(laptop=29).submit, BOARD, YES, QUOTE, needs)
    assert (type(refused), refused.code, refused.errors) == (Invalid, "request.over_need", ())
    for figure in ("29 asked", "28 unmet", "need 50", "own available 10", "on order 5", "reserve 7"):
        assert figure in str(refused.sentence)


def test_several_types_beyond_the_unmet_need_are_told_each_once():
    refused = refusal(drafted(laptop=29, tablet=1).submit, BOARD, YES, QUOTE, {})
    assert str(refused.sentence) == "2 types: more is asked than the unmet need."
    assert [one.pointer for one in refused.errors] == ["/types/tablet", "/types/laptop"]


def test_exactly_the_unmet_need_may_be_asked():
    needs = {"laptop": Need("laptop", {"no_access": 50}, 10, 5, 3, 7)}
    request = drafted(laptop=28)
    assert request.submit(BOARD, YES, QUOTE, needs).freight_cents == 1000
    assert request.freight_accepted_by == "u-board"


def test_without_accepting_the_freight_nothing_is_submitted():
    request = drafted(laptop=1)
    assert refusal(request.submit, BOARD, NO, QUOTE, NEEDS).code == "request.freight_not_accepted"
    assert (request.state, request.submitted_by) == (State.DRAFT, None)


@pytest.mark.parametrize("act", [BOARD, Act("u-other", now())], ids=["entered it", "submitted it"])
def test_who_asked_never_grants(act: Act):
    request = drafted(laptop=1)
    request.submit(act, YES, QUOTE, NEEDS)
    assert refusal(request.grant, act, ADDRESS, None, NEEDS).code == "grant.same_person"
    assert refusal(request.grant, BOARD, ADDRESS, None, NEEDS).code == "grant.same_person"


def test_a_grant_is_absolute_and_its_freight_pro_rata():
    event = submitted(laptop=10, tablet=10).grant(MINISTRY, ADDRESS, {"laptop": 5}, NEEDS)
    assert [(one.type, one.quantity) for one in event.granted] == [("laptop", 5)]
    assert (event.partly, event.freight_cents) == (True, 250)


@pytest.mark.parametrize(
    ("quantities", "code"),
    [
        ({"laptop": 11}, "grant.over_asked"),
        ({"chromebook": 1}, "request.type_not_asked"),
        ({}, "grant.nothing"),
        ({"laptop": 0}, "grant.nothing"),
    ],
)
def test_what_cannot_be_granted_is_refused(quantities: dict[str, int], code: str):
    assert refusal(submitted(laptop=10).grant, MINISTRY, ADDRESS, quantities, NEEDS).code == code


def test_a_grant_beyond_what_the_board_needs_by_now_is_refused():
    needs = {"laptop": Need("laptop", {"no_access": 100}, 91, 0, 0, 0)}
    assert refusal(submitted(laptop=10).grant, MINISTRY, ADDRESS, None, needs).code == "grant.over_need"


def test_no_second_grant_before_the_warehouse_answered_the_first():
    request = submitted(laptop=10)
    request.grant(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS)
    assert refusal(request.grant, MINISTRY, ADDRESS, None, NEEDS).code == "request.unanswered"


def test_a_later_grant_may_lower_and_what_is_picked_stays_reserved_until_it_is_put_away():
    request = answered()
    event = request.grant(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS)
    assert (event.granted[0].quantity, event.partly, request.shares.figures("pending")) == (6, True, {"laptop": 0})
    assert request.answer({"laptop": 8}, {"laptop": 8}) == {"laptop": 0}
    assert figures(request) == {"granted": 6, "reserved": 8, "short": 0}
    request.answer({"laptop": 6}, {"laptop": 6})
    assert figures(request) == {"granted": 6, "reserved": 6, "short": 0}


def test_no_grant_goes_below_what_was_sent_to_the_board():
    request = answered()
    request.shares.count("laptop", True, 6)
    request.shares.count("laptop", False, 1)
    assert refusal(request.grant, MINISTRY, ADDRESS, {"laptop": 6}, NEEDS).code == "grant.below_sent"
    assert request.grant(MINISTRY, ADDRESS, {"laptop": 7}, NEEDS).granted[0].quantity == 7


def test_a_grant_that_changes_nothing_is_no_grant():
    assert refusal(answered().grant, MINISTRY, ADDRESS, {"laptop": 10}, NEEDS).code == "grant.same"


def test_what_is_short_lowers_the_grant_and_waits():
    request = granted(laptop=10, tablet=10)
    assert request.answer({"laptop": 4}) == {"laptop": 10, "tablet": 10}
    assert request.state is State.PARTLY_GRANTED
    assert request.shares.figures("granted") == {"laptop": 4, "tablet": 10}
    assert request.shares.figures("short") == {"laptop": 6, "tablet": 0}


def test_a_second_answer_to_one_grant_frees_nothing_and_changes_nothing():
    request = short(laptop=4)
    assert request.answer({"laptop": 4}) == {"laptop": 0}
    assert figures(request) == {"granted": 4, "reserved": 4, "short": 6}


def test_when_a_reserved_unit_disappears_the_grant_is_lowered_again():
    request = granted(laptop=10)
    assert request.answer({}) == {"laptop": 10}
    assert request.answer({"laptop": 8}) == {"laptop": 0}
    assert (request.state, figures(request)) == (State.PARTLY_GRANTED, {"granted": 8, "reserved": 8, "short": 2})


def test_a_loss_told_while_a_later_grant_is_under_way_gives_way_to_the_answer_to_that_grant():
    request = short(laptop=4)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    request.answer({"laptop": 3})
    request.answer({"laptop": 10})
    assert (request.state, figures(request)) == (State.GRANTED, {"granted": 10, "reserved": 10, "short": 0})


def test_an_answer_changes_nothing_of_what_is_fulfilled():
    request = fulfilled()
    assert request.answer({"laptop": 8}) == {}
    assert (request.state, figures(request)["granted"]) == (State.FULFILLED, 10)


def figures(request: Request) -> dict[str, int]:
    return {name: request.shares.figures(name)["laptop"] for name in ("granted", "reserved", "short")}


def test_a_later_grant_adds_only_the_difference_to_what_is_pending():
    request = short(laptop=4)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    assert (request.state, request.shares.figures("pending")) == (State.GRANTED, {"laptop": 6})
    assert request.shares.figures("short") == {"laptop": 0}


def test_a_request_that_waits_for_stock_is_not_fulfilled_until_the_ministry_ends_the_wait():
    request = short(laptop=4)
    request.shares.count("laptop", True, 4)
    assert request.fulfil(MINISTRY) is None
    request.grant(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS)
    assert request.fulfil(MINISTRY) is None, "the warehouse has not answered yet"
    assert request.answer({"laptop": 4}) == {"laptop": 0}
    assert request.fulfil(MINISTRY) is not None


def test_nothing_reserved_at_all_may_still_be_refused_but_no_more_once_something_is():
    assert refusal(short(laptop=1).refuse, MINISTRY, "no").code == "refuse.reserved"
    assert short(laptop=0).refuse(MINISTRY, "no").reason == "no"


@pytest.mark.parametrize(("quantity", "code"), [(4, "request.over_given_up"), (1, "request.over_given_up"), (3, None)])
def test_only_what_came_to_nothing_is_given_up_and_never_taken_back(quantity: int, code: str | None):
    request = granted(laptop=10)
    request.answer({})
    request.shares.count("laptop", True, 7)
    request.shares.count("laptop", False, 3)
    request.give_up({"laptop": 2})
    if code:
        assert refusal(request.give_up, {"laptop": quantity}).code == code
    else:
        assert request.give_up({"laptop": quantity}).given_up[0].quantity == 3
        assert request.fulfil(MINISTRY) is not None


def test_what_is_reserved_or_on_its_way_cannot_be_given_up():
    request = granted(laptop=10)
    request.answer({})
    assert refusal(request.give_up, {"laptop": 1}).code == "request.over_given_up"
    request.shares.count("laptop", False, 1)
    assert refusal(request.give_up, {"laptop": 2}).code == "request.over_given_up"
    assert request.fulfil(MINISTRY) is None


def test_short_units_are_given_up_and_the_request_is_fulfilled_with_what_is_accepted():
    request = short(laptop=8)
    assert refusal(request.give_up, {"laptop": 3}).code == "request.over_given_up"
    assert request.give_up({"laptop": 2}).given_up[0].quantity == 2
    assert (request.shares.all[0].open, request.fulfil(MINISTRY)) == (8, None), "eight are still to come"
    request.shares.count("laptop", True, 8)
    assert request.fulfil(MINISTRY) is not None


def test_what_the_board_gave_up_while_it_was_short_is_granted_no_more():
    request = short(laptop=7)
    request.give_up({"laptop": 1})
    assert refusal(request.grant, MINISTRY, ADDRESS, {"laptop": 10}, NEEDS).code == "grant.over_asked"
    assert request.grant(MINISTRY, ADDRESS, None, NEEDS).granted[0].quantity == 9


def test_what_is_lacking_is_given_up_before_what_is_short():
    request = short(laptop=8)
    request.shares.count("laptop", False, 1)
    request.give_up({"laptop": 1})
    assert (request.shares.figures("short"), request.shares.all[0].open) == ({"laptop": 2}, 7)


def test_a_device_that_was_given_up_and_then_came_well_is_given_up_no_more():
    request = granted(laptop=3)
    request.answer({})
    lost, well = (Outcome(request.id, "laptop", one) for one in (False, True))
    request.count(lost, 1)
    request.give_up({"laptop": 1})
    amended = request.count(lost, -1)
    assert amended is not None
    assert amended.given_up[0].quantity == 0
    assert request.count(well, 1) is None
    assert request.shares.all[0].open == 2


def test_only_a_draft_is_written_anew_and_by_whoever_then_entered_it():
    request, other = drafted(laptop=10), Act("u-other", now())
    asking = Asking("annexe", "y", Urgency.NORMAL, [RequestLine(type="tablet", category="at_risk", quantity=3)])
    request.write(other, asking, OTHER)
    assert (request.number, request.site, request.freight_cents) == ("D000001", "annexe", 700)
    assert (request.shares.figures("asked"), request.entered_by) == ({"tablet": 3}, "u-other")
    assert refusal(submitted(laptop=1).write, other, asking, OTHER).code == "request.no_draft"


def test_it_is_fulfilled_once():
    request = fulfilled()
    assert request.fulfil(MINISTRY) is None


def test_a_grant_serves_the_first_priority_first():
    lines = [
        RequestLine(type="laptop", category=category, quantity=count)
        for category, count in (("special_needs", 4), ("no_access", 3), ("at_risk", 5))
    ]
    request = written(lines)
    request.submit(BOARD, YES, QUOTE, NEEDS)
    request.grant(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS)
    assert [(line.category, line.granted) for line in request.lines] == [
        ("no_access", 3),
        ("at_risk", 3),
        ("special_needs", 0),
    ]


def test_a_round_grants_a_part_and_the_rest_waits_until_it_is_granted_or_given_up():
    request, of = submitted(laptop=10, tablet=4), uuid4()
    told = request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 3}, NEEDS, of)
    assert (told.round, told.partly, request.round, request.state) == (of, True, of, State.PARTLY_GRANTED)
    assert request.waiting == {"tablet": 4, "laptop": 7}
    request.answer({"laptop": 3, "tablet": 0})
    request.give_up({"tablet": 4})
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 7}, NEEDS, uuid4())
    assert (request.shares.figures("granted"), request.waiting) == (
        {"laptop": 10, "tablet": 0},
        {"laptop": 0, "tablet": 0},
    )


def test_what_a_round_did_not_give_is_what_the_warehouse_is_not_asked_for():
    request = submitted(laptop=10)
    told = request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS, uuid4())
    assert [one.quantity for one in told.granted] == [6]
    assert request.answer({"laptop": 5}) == {"laptop": 6}
    assert (request.shares.figures("granted"), request.waiting) == ({"laptop": 5}, {"laptop": 5})


def test_a_round_gives_no_more_than_waits_nor_to_whom_enters_it_nor_while_the_warehouse_is_asked():
    request, of = submitted(laptop=10), uuid4()
    with pytest.raises(Invalid, match="10 asked"):
        request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 11}, NEEDS, of)
    with pytest.raises(Conflict, match="yourself"):
        request.grant_in_round(BOARD, ADDRESS, {"laptop": 1}, NEEDS, of)
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS, of)
    with pytest.raises(Conflict, match="not answered"):
        request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 1}, NEEDS, of)


def test_a_first_round_taken_back_leaves_the_request_submitted_with_no_round():
    request = submitted(laptop=10)
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS, uuid4())
    request.answer({"laptop": 4})
    last = LastStep(uuid4(), "request.granted", Change(dict.fromkeys(Request.STEPPING), undo.snapshot(request)))
    assert request.undo(last, "x", {}, NEEDS).granted == []
    request.cancelled(MINISTRY)
    assert (request.state, request.round, request.waiting) == (State.SUBMITTED, None, {"laptop": 10})
