"""A request's moves are those of its table, from each state by each step, and who may ask."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import undo
from services.chassis.act import Act, now
from services.chassis.errors import Conflict, Invalid
from services.chassis.outbox import Change
from services.chassis.undo import LastStep
from services.contracts.intake import RequestLine
from services.intake.model.asking import Asking
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.state import MOVES, RUNNING, State, Urgency
from tests.unit.requests_told import (
    ADDRESS,
    BOARD,
    MINISTRY,
    NEEDS,
    NO,
    QUOTE,
    YES,
    answered,
    arrive,
    drafted,
    fulfilled,
    refusal,
    short,
    submitted,
)

OTHER = replace(QUOTE, shipment_cents=700)


def refused() -> Request:
    request = submitted(laptop=10)
    request.refuse(MINISTRY, "no")
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
