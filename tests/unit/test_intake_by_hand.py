"""What a person sets by hand in a round: within the rules, each wrong row told, its requests served in their places."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from services.chassis.act import Act
from services.chassis.errors import Conflict, Invalid
from services.contracts.values import BoardCode
from services.intake.model.by_hand import change
from services.intake.model.ground import Ground, Wait
from services.intake.model.need import Need
from services.intake.model.plan import Setting, plan
from services.intake.model.reason import reason
from services.intake.model.round import Round
from services.intake.model.round_content import Given

MOMENT = datetime(2020, 8, 27, 18, 0, tzinfo=UTC)
A, B, C = (BoardCode(code) for code in ("711000", "762000", "887000"))
ASKED = [(A, 20), (B, 40), (A, 40), (C, 100)]
WAITS = [
    Wait(UUID(int=number), f"D{number}", board, "tablet", count, MOMENT + timedelta(minutes=number))
    for number, (board, count) in enumerate(ASKED)
]


@pytest.fixture
def one() -> Round:
    """Of 70 tablets, 10 kept back, C needs 30, the others as much as they ask."""
    needs = {
        board: {"tablet": Need("tablet", {"no_access": most}, 0, 0, 0, 0)}
        for board, most in ((A, 60), (B, 40), (C, 30))
    }
    made = Round.opened(1)
    made.prepare(Act("u-1", MOMENT), plan(Ground(WAITS, needs, {"tablet": 70}), {"tablet": Setting(floor=10)}), None)
    return made


def set_by_hand(one: Round, actor: str = "u-1", **given: int) -> list[object]:
    boards = {"a": A, "b": B, "c": C}
    wanted: Given = {(boards[name], "tablet"): granted for name, granted in given.items()}
    rows = change(one, Act(actor, MOMENT), wanted, "Écoles fermées", WAITS)
    return [row["granted"] for row in rows]


def said(one: Round) -> dict[str, str]:
    return {each.board: reason(each, one.types[0], one.changed_why).render(str) for each in one.portions}


def test_what_is_set_is_handed_out_to_the_oldest_requests_and_the_level_is_worked_out_anew(one: Round):
    assert one.given == {(A, "tablet"): 28, (B, "tablet"): 18, (C, "tablet"): 14}
    assert set_by_hand(one, a=30, b=10) == [20, 10, 10, 14]
    assert (one.types[0].level, one.granted) == (Fraction(1, 4), {"tablet": 54})
    assert [(each.fair, each.granted, each.by_hand) for each in one.portions] == [
        (28, 30, True),
        (18, 10, True),
        (14, 14, False),
    ]
    assert said(one)[A] == "30 of 60 asked, set by hand where the split gave 28. Reason: Écoles fermées"
    assert said(one)[C].endswith("every board receives at least 25.0% of its unmet need, or all that it asked.")


def test_where_a_board_is_left_nothing_the_others_are_not_told_that_there_was_too_little(one: Round):
    set_by_hand(one, b=0)
    assert said(one)[C] == "14 of 100 asked, as split; other boards’ portions were set by hand."


def test_every_row_that_is_wrong_is_told_and_nothing_changes(one: Round):
    with pytest.raises(Invalid) as refused:
        change(one, Act("u-1", MOMENT), {(C, "tablet"): 31, (A, "laptop"): 1, (B, "tablet"): 40}, "x", WAITS)
    assert [(each.pointer, each.code) for each in refused.value.errors] == [
        ("/portions/0/granted", "round.over_most"),
        ("/portions/1/granted", "round.no_portion"),
        ("/types/tablet", "round.over_stock"),
    ]
    assert (one.granted, one.changed_by) == ({"tablet": 60}, [])


def test_all_that_there_is_and_all_that_a_board_may_get_can_be_given(one: Round):
    assert set_by_hand(one, a=0, b=30, c=30) == [0, 30, 0, 30]
    with pytest.raises(Invalid):
        set_by_hand(one, a=1)


def test_nobody_confirms_what_he_set_however_many_set_something(one: Round):
    for actor in ("u-2", "u-3"):
        set_by_hand(one, actor, a=27)
    for actor in ("u-1", "u-2", "u-3"):
        with pytest.raises(Conflict) as refused:
            one.confirm(Act(actor, MOMENT))
        assert refused.value.code == "round.same_person"
    one.confirm(Act("u-4", MOMENT))
    with pytest.raises(Conflict) as refused:
        set_by_hand(one, a=28)
    assert refused.value.code == "round.confirmed"
