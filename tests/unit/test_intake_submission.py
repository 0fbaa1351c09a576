"""Asking in earnest: versions, the place they keep or lose, the freight they accept, the closure that makes urgent."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from services.chassis.act import Act, now
from services.chassis.errors import Refusal
from services.contracts.intake import Address, Closure, RequestLine
from services.contracts.values import BoardCode, SchoolCode
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.freight import Quote
from services.intake.model.money import in_dollars
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.state import State, Urgency

FIRST = now()
NEEDS = {kind: Need(kind, {"no_access": 100}, 0, 0, 0, 0) for kind in ("laptop", "tablet")}
QUOTE = Quote("road", date(2020, 8, 27), date(2020, 8, 12), 1000, 100, {"laptop": 1})
ADDRESS = Address(site="quai", street="1", town="Montréal", postal_code="H1V 3R9", contact="TI", phone="514")
YES = Acceptance(True, None, "board_manager")
CLOSED = Closure(closed="school", school=SchoolCode("762217"), first_day=date(2020, 10, 13), students=240)


def at(hours: int, actor: str = "u-board") -> Act:
    return Act(actor, FIRST + timedelta(hours=hours))


def asking(urgency: Urgency = Urgency.NORMAL, closure: Closure | None = None, **asked: int) -> Asking:
    lines = [RequestLine(type=kind, category="no_access", quantity=count) for kind, count in asked.items()]
    return Asking("quai", "x", urgency, lines, closure)


def submitted(**asked: int) -> Request:
    request = Request.draft(at(0), "D000001", BoardCode("762000"), asking(**asked), QUOTE)
    request.submit(at(0), YES, QUOTE, NEEDS)
    return request


def refusal(step: Any, *given: Any) -> str:
    with pytest.raises(Refusal) as refused:
        step(*given)
    return refused.value.code


@pytest.mark.parametrize(
    ("asked", "hours"),
    [
        ({"laptop": 10}, 0),
        ({"laptop": 4}, 0),
        ({"laptop": 10, "tablet": 1}, 5),
        ({"laptop": 11}, 5),
        ({"tablet": 1}, 5),
    ],
)
def test_a_request_keeps_its_place_while_it_asks_for_no_more_of_any_type(asked: dict[str, int], hours: int):
    request = submitted(laptop=10)
    request.amend(at(5), asking(**asked), YES, QUOTE, NEEDS)
    assert request.submitted_at == at(hours).at
    assert [one.kept_place for one in request.revisions] == [False, hours == 0]


def test_what_was_given_away_by_asking_less_is_not_had_back_by_asking_more_again():
    request = submitted(laptop=10)
    request.amend(at(1), asking(laptop=2), YES, QUOTE, NEEDS)
    request.amend(at(2), asking(laptop=3), YES, QUOTE, NEEDS)
    assert (request.submitted_at, request.accepted_at) == (at(2).at, at(2).at)


@pytest.mark.parametrize(("count", "hours"), [(10, 0), (11, 9)])
def test_who_was_asked_to_complete_his_request_does_not_lose_his_place_by_that(count: int, hours: int):
    request = submitted(laptop=10)
    request.send_back("why?")
    request.write(at(8), asking(laptop=count), QUOTE)
    request.submit(at(9), YES, QUOTE, NEEDS)
    assert (request.submitted_at, request.freight_accepted_at) == (at(hours).at, at(9).at)


def test_every_version_that_was_asked_is_kept_as_it_was():
    request = submitted(laptop=10)
    request.amend(at(1, "u-other"), asking(laptop=8, tablet=1), YES, QUOTE, NEEDS)
    first, second = request.revisions
    assert (first.number, first.totals, first.asked_by, first.asked_at) == (1, {"laptop": 10}, "u-board", at(0).at)
    assert (second.number, second.totals, second.asked_by) == (2, {"tablet": 1, "laptop": 8}, "u-other")
    assert request.shares.figures("asked") == {"tablet": 1, "laptop": 8}


def test_an_amendment_tells_what_is_asked_now_and_that_nothing_is_given_up():
    event = submitted(laptop=10).amend(at(1), asking(laptop=8), YES, QUOTE, NEEDS)
    assert (event.given_up, event.lines, event.freight_cents) == (
        [],
        [RequestLine(type="laptop", category="no_access", quantity=8)],
        1100,
    )
    assert event.accepted_as == "board_manager"


@pytest.mark.parametrize("actor", ["u-first", "u-second", "u-third"])
def test_nobody_who_ever_had_a_hand_in_it_grants_it(actor: str):
    request = Request.draft(at(0, "u-first"), "D000001", BoardCode("762000"), asking(laptop=9), QUOTE)
    request.submit(at(0, "u-second"), YES, QUOTE, NEEDS)
    request.amend(at(1, "u-third"), asking(laptop=8), YES, QUOTE, NEEDS)
    assert refusal(request.grant, at(2, actor), ADDRESS, None, NEEDS) == "grant.same_person"
    assert request.grant(at(2, "u-ministry"), ADDRESS, None, NEEDS).granted[0].quantity == 8


@pytest.mark.parametrize("state", sorted(set(State) - {State.SUBMITTED}))
def test_only_what_waits_for_a_decision_is_amended(state: State):
    request = submitted(laptop=10)
    request.state = state
    assert refusal(request.amend, at(1), asking(laptop=8), YES, QUOTE, NEEDS) == "request.not_amendable"
    assert request.shares.figures("asked") == {"laptop": 10}


def test_an_amendment_is_bound_by_the_need_and_by_the_freight_as_a_submission_is():
    dearer = replace(QUOTE, shipment_cents=2000)
    for asked, quote, acceptance, code in (
        (101, QUOTE, YES, "request.over_need"),
        (8, dearer, YES, "request.freight_changed"),
        (8, QUOTE, replace(YES, given=False), "request.freight_not_accepted"),
    ):
        assert refusal(submitted(laptop=10).amend, at(1), asking(laptop=asked), acceptance, quote, NEEDS) == code


@pytest.mark.parametrize(("seen", "accepted"), [(None, False), (1100, False), (2100, True)])
def test_when_the_card_changed_since_the_draft_the_new_amount_is_accepted_or_nothing_is_asked(
    seen: int | None, accepted: bool
):
    request = Request.draft(at(0), "D000001", BoardCode("762000"), asking(laptop=9), QUOTE)
    today = replace(QUOTE, shipment_cents=2000)
    if not accepted:
        assert refusal(request.submit, at(1), replace(YES, cents=seen), today, NEEDS) == "request.freight_changed"
        assert (request.state, request.freight_cents, request.revisions) == (State.DRAFT, 1100, [])
        return
    assert request.submit(at(1), replace(YES, cents=seen), today, NEEDS).freight_cents == 2100
    assert (request.freight_cents, request.quote) == (2100, today)


def test_the_refusal_says_the_new_amount_as_the_reader_writes_dollars():
    with pytest.raises(Refusal) as refused:
        YES.check(123450, 100)
    assert "$1,234.50" in str(refused.value.sentence)
    french = refused.value.sentence.render(lambda text: "fr" if text == "en" else text)
    assert "1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}$" in french
    assert in_dollars(-5, "en") == "\N{MINUS SIGN}$0.05"


@pytest.mark.parametrize(("urgency", "closure"), list(product(Urgency, (None, CLOSED))))
def test_urgent_is_what_has_its_closure_and_only_that(urgency: Urgency, closure: Closure | None):
    draft = (at(0), "D000001", BoardCode("762000"), asking(urgency, closure, laptop=9), QUOTE)
    if (urgency is Urgency.URGENT) != (closure is not None):
        assert refusal(Request.draft, *draft) == "request.closure"
        return
    request = Request.draft(*draft)
    assert request.submit(at(0), YES, QUOTE, NEEDS).closure == closure


@pytest.mark.parametrize(("last", "code"), [(-1, "request.closure"), (0, None), (3, None)])
def test_a_closure_that_is_over_makes_nothing_urgent_any_more(last: int, code: str | None):
    days = {"first_day": at(0).at.date() - timedelta(days=9), "last_day": at(0).at.date() + timedelta(days=last)}
    over = asking(Urgency.URGENT, CLOSED.model_copy(update=days), laptop=9)
    request = Request.draft(at(-24), "D000001", BoardCode("762000"), over, QUOTE)
    noon = Act("u-board", at(0).at.replace(hour=17))
    if code:
        assert refusal(request.submit, noon, YES, QUOTE, NEEDS) == code
    else:
        assert request.submit(noon, YES, QUOTE, NEEDS).urgency == "urgent"


def test_a_closure_does_not_end_before_it_begins():
    reversed_ = CLOSED.model_copy(update={"last_day": CLOSED.first_day - timedelta(days=1)})
    draft = (at(0), "D000001", BoardCode("762000"), asking(Urgency.URGENT, reversed_, laptop=9), QUOTE)
    assert refusal(Request.draft, *draft) == "request.closure"
