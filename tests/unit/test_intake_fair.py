"""The fair split proven: on random reserves what it promises, on small ones against every split that there could be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from time import thread_time
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.intake.model.fair import Claim, split
from services.intake.model.ground import Ground, Wait
from services.intake.model.need import Need
from services.intake.model.plan import Setting, Unit, plan

MOMENT = datetime(2020, 8, 27, 18, 0, tzinfo=UTC)
UNITS = st.sampled_from([1, 1, 2, 5, 24, 30])
STOCK = st.integers(0, 300)


def claim(board: str, unmet: int, asked: int, minute: int = 0) -> Claim:
    return Claim(board, unmet, asked, (MOMENT + timedelta(minutes=minute), UUID(int=int(board))))


def claims(largest: int = 80, most: int = 9) -> st.SearchStrategy[list[Claim]]:
    """Boards with a need and a demand beyond or below it; few minutes, so that places are shared."""
    figures = st.tuples(st.integers(0, largest), st.integers(0, largest), st.integers(0, 3))
    return st.lists(figures, min_size=1, max_size=most).map(
        lambda rows: [claim(str(number), *row) for number, row in enumerate(rows)]
    )


def fill(one: Claim, given: Mapping[str, int], less: int = 0) -> Fraction:
    return Fraction(given[one.board] - less, one.unmet)


def turns(stock: int, unit: int, asking: Sequence[Claim]) -> dict[str, int]:
    """The rule as it is told, one turn after the other."""
    found = dict.fromkeys([one.board for one in asking if one.most], 0)
    while stock > 0:
        behind = [one for one in asking if one.most > found.get(one.board, 0)]
        if not behind:
            break
        turn = min(behind, key=lambda one: (fill(one, found), one.since, one.board))
        step = min(unit, turn.most - found[turn.board], stock)
        found[turn.board], stock = found[turn.board] + step, stock - step
    return found


@settings(max_examples=200)
@given(STOCK, UNITS, claims())
def test_the_split_is_what_taking_turns_comes_to(stock: int, unit: int, asking: list[Claim]):
    assert split(stock, unit, asking).given == turns(stock, unit, asking)


@settings(max_examples=200)
@given(STOCK, UNITS, claims())
def test_never_over_stock_need_or_request_and_nothing_is_left_that_somebody_lacks(
    stock: int, unit: int, asking: list[Claim]
):
    found = split(stock, unit, asking).given
    assert all(0 <= found.get(one.board, 0) <= min(one.unmet, one.asked) for one in asking)
    assert sum(found.values()) == min(stock, sum(one.most for one in asking))


@settings(max_examples=200)
@given(STOCK, UNITS, claims())
def test_a_board_gets_whole_units_or_all_that_it_may_but_for_the_last_turn(stock: int, unit: int, asking: list[Claim]):
    found = split(stock, unit, asking).given
    broken = [one for one in asking if one.most and found[one.board] % unit and found[one.board] < one.most]
    assert len(broken) <= 1


@settings(max_examples=200)
@given(STOCK, UNITS, claims())
def test_nobody_is_ahead_of_one_who_lacks_something_by_more_than_one_unit(stock: int, unit: int, asking: list[Claim]):
    found = split(stock, unit, asking)
    behind = [one for one in asking if one.most and found.given[one.board] < one.most]
    for lacking, other in product(behind, asking):
        if other.most and found.given[other.board]:
            last = found.given[other.board] % unit or unit
            assert fill(other, found.given, less=last) <= fill(lacking, found.given)
    assert found.level == min((fill(one, found.given) for one in behind), default=None)


@settings(max_examples=200)
@given(STOCK, UNITS, claims(), st.integers(1, 200), st.data())
def test_asking_above_the_unmet_need_gains_nothing(
    stock: int, unit: int, asking: list[Claim], more: int, data: st.DataObject
):
    one = data.draw(st.sampled_from(asking))
    above = replace(one, asked=max(one.asked, one.unmet) + more)
    at_most = replace(one, asked=max(one.asked, one.unmet))
    assert split(stock, unit, swapped(asking, above)) == split(stock, unit, swapped(asking, at_most))


@settings(max_examples=200)
@given(STOCK, UNITS, claims(), st.integers(1, 200), st.data())
def test_a_boards_higher_need_or_demand_raises_no_other_and_never_lowers_its_own(
    stock: int, unit: int, asking: list[Claim], more: int, data: st.DataObject
):
    one = data.draw(st.sampled_from(asking))
    before = split(stock, unit, asking).given
    for higher in (replace(one, unmet=one.unmet + more), replace(one, asked=one.asked + more)):
        after = split(stock, unit, swapped(asking, higher)).given
        assert all(after[board] <= before[board] for board in before if board != one.board)
        assert after.get(one.board, 0) >= before.get(one.board, 0)


@settings(max_examples=200)
@given(STOCK, st.integers(0, 60), UNITS, claims())
def test_more_stock_lowers_nobody(stock: int, more: int, unit: int, asking: list[Claim]):
    before, after = split(stock, unit, asking).given, split(stock + more, unit, asking).given
    assert all(after[board] >= count for board, count in before.items())


@settings(max_examples=200)
@given(STOCK, UNITS, claims(), st.randoms(use_true_random=False))
def test_the_same_claims_in_whatever_order_are_split_alike(stock: int, unit: int, asking: list[Claim], random: Random):
    shuffled = [*asking]
    random.shuffle(shuffled)
    assert split(stock, unit, shuffled) == split(stock, unit, asking)


def swapped(asking: Sequence[Claim], one: Claim) -> list[Claim]:
    return [one if other.board == one.board else other for other in asking]


def every_split(stock: int, asking: Sequence[Claim]) -> Iterator[dict[str, int]]:
    for counts in product(*(range(one.most + 1) for one in asking)):
        if sum(counts) == min(stock, sum(one.most for one in asking)):
            yield dict(zip([one.board for one in asking], counts, strict=True))


@settings(max_examples=200)
@given(st.integers(0, 16), st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=4))
@example(10, [(7, 7), (1, 1), (1, 1), (1, 1)])
def test_of_all_possible_splits_none_has_a_better_filled_worst_board_nor_fewer_badly_filled_ones(
    stock: int, rows: list[tuple[int, int]]
):
    """Sorted from the worst filled on, up to the fill rate at which the last unit was given, none is ahead."""
    asking = [claim(str(number), *row) for number, row in enumerate(rows)]
    found = split(stock, 1, asking).given
    last = max((fill(one, found, less=1) for one in asking if found[one.board]), default=Fraction(0))
    level = min((fill(one, found) for one in asking if found[one.board] < one.most), default=Fraction(1))

    def worst_first(given: Mapping[str, int]) -> list[Fraction]:
        return sorted(min(fill(one, given), last) for one in asking)

    def worst(given: Mapping[str, int]) -> Fraction:
        return min((fill(one, given) for one in asking if given[one.board] < one.most), default=Fraction(1))

    others = list(every_split(stock, asking))
    assert worst_first(found) == max(map(worst_first, others))
    assert level >= max(min(worst(one), last) for one in others)


def test_of_equals_the_oldest_request_comes_first_then_the_code():
    asking = [claim("3", 10, 10, minute=2), claim("2", 10, 10, minute=5), claim("1", 10, 10, minute=5)]
    assert split(1, 1, asking).given == {"3": 1, "2": 0, "1": 0}
    assert split(2, 1, asking).given == {"3": 1, "2": 0, "1": 1}


def test_what_cannot_hold_beside_the_rest_is_known():
    """One unit of the divisible share against the best worst board; the smallest need first against monotony."""
    large, *small = [claim("0", 100, 100), *(claim(str(number), 1, 1, number) for number in range(1, 10))]
    assert split(10, 1, [large, *small]).given == {str(number): 1 for number in range(10)}
    for need in (3, 4):
        assert split(1, 1, [claim("1", need - 1, 9, 0), claim("2", 3, 9, 1)]).given == {"1": 1, "2": 0}


def test_a_round_of_ten_thousand_lines_is_worked_out_in_less_than_a_second():
    random, codes = Random(7), list(boards())
    needs = {code: {kind: need(kind, random.randrange(20, 3000)) for kind in ("tablet", "laptop")} for code in codes}
    waits = [
        Wait(UUID(int=number), f"D{number:06d}", BoardCode(random.choice(codes)), kind, random.randrange(1, 60), at)
        for number, at in ((number, MOMENT + timedelta(minutes=number)) for number in range(5000))
        for kind in ("tablet", "laptop")
    ]
    ground = Ground(waits, needs, {"tablet": 15_000, "laptop": 15_000})
    start = thread_time()
    found = plan(ground, {"tablet": Setting(500, Unit.CARTON, 30)})
    assert thread_time() - start < 1
    assert [sum(more for _, more in one.requests) for one in found] == [
        sum(board.granted for board in one.boards) for one in found
    ]
    assert all(sum(board.granted for board in one.boards) == one.free - one.setting.floor for one in found)


def need(kind: str, count: int) -> Need:
    return Need(kind, {"no_access": count}, 0, 0, 0, 0)


def test_a_boards_oldest_request_is_served_first_and_only_up_to_its_need():
    waits = [
        Wait(UUID(int=number), f"D{number}", BoardCode(board), "tablet", count, MOMENT + timedelta(minutes=number))
        for number, (board, count) in enumerate([("762000", 8), ("711000", 10), ("762000", 8)])
    ]
    needs = {BoardCode(board): {"tablet": need("tablet", 12)} for board in ("762000", "711000")}
    (one,) = plan(Ground(waits, needs, {"tablet": 25}), {"tablet": Setting(floor=5)})
    assert [(board.board, board.unmet, board.asked, board.granted) for board in one.boards] == [
        ("711000", 12, 10, 10),
        ("762000", 12, 16, 10),
    ]
    assert [more for _, more in one.requests] == [8, 10, 2]
