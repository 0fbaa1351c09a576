"""Unmet need, its cover by category, and how long a portrait is relied on."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.chassis.act import now
from services.chassis.errors import Conflict, Invalid
from services.contracts.intake import TypeNeed
from services.contracts.reference import categories
from services.contracts.values import BoardCode
from services.intake.model.need import Need
from services.intake.model.portrait import Portrait, Standing, relied_on, standing
from services.intake.model.vocabulary import TypeName

COUNT = some.integers(0, 500)


def portrait(*lines: TypeNeed, days_old: float = 0) -> Portrait:
    return Portrait.answer(BoardCode("762000"), 1, 40, lines, now() - timedelta(days=days_old), "u-1")


def stated(kind: str = "laptop", **by_category: int) -> TypeNeed:
    need = sum(by_category.values())
    return TypeNeed(type=kind, need=need, by_category=by_category, own_available=0, on_order=0, in_repair=0)


@pytest.mark.parametrize(
    ("need", "own", "ordered", "held", "unmet", "satisfaction"),
    [
        (100, 30, 20, 10, 40, 0.6),
        (100, 0, 0, 0, 100, 0.0),
        (100, 60, 60, 0, 0, 1.0),
        (0, 0, 0, 0, 0, 1.0),
        (0, 5, 0, 3, 0, 1.0),
        (3, 1, 0, 0, 2, 0.3333),
    ],
)
def test_unmet_need_is_need_less_own_less_on_order_less_held(
    need: int, own: int, ordered: int, held: int, unmet: int, satisfaction: float
):
    found = Need("laptop", {"no_access": need}, own, ordered, 0, held)
    assert (found.unmet, found.satisfaction) == (unmet, satisfaction)


def test_devices_in_repair_cover_no_need():
    assert Need("laptop", {"no_access": 10}, 0, 0, 10, 0).unmet == 10


def test_the_first_priority_is_covered_first():
    found = Need("laptop", {"at_risk": 10, "no_access": 10, "alternating": 10}, 15, 0, 0, 0)
    assert [(one.category, one.covered) for one in found.categories] == [
        ("no_access", 10),
        ("alternating", 5),
        ("at_risk", 0),
    ]


@given(some.dictionaries(some.sampled_from(sorted(categories())), COUNT), COUNT, COUNT, COUNT)
def test_the_cover_adds_up_and_leaves_a_gap_only_below_what_is_full(
    by_category: dict[str, int], own: int, ordered: int, held: int
):
    found = Need("laptop", by_category, own, ordered, 0, held)
    assert sum(one.covered for one in found.categories) + found.unmet == found.need
    gaps = [one.covered < one.need for one in found.categories if one.need]
    partly = [0 < one.covered < one.need for one in found.categories]
    assert gaps == sorted(gaps)
    assert sum(partly) <= 1


def test_a_type_that_is_held_but_not_in_the_portrait_is_shown_with_its_count():
    found = portrait(stated("laptop", no_access=5)).needs({"tablet": 2, "chromebook": 0})
    assert [(one.type, one.need, one.held) for one in found] == [("tablet", 0, 2), ("laptop", 5, 0)]


@pytest.mark.parametrize(
    ("days_old", "expected"), [(0, Standing.CURRENT), (13.9, Standing.CURRENT), (14.1, Standing.STALE)]
)
def test_a_portrait_is_stale_after_its_days(days_old: float, expected: Standing):
    assert standing(portrait(stated(no_access=1), days_old=days_old), now(), 14) is expected


def test_a_board_that_never_answered_is_told_apart():
    assert standing(None, now(), 14) is Standing.MISSING
    with pytest.raises(Conflict) as missing:
        relied_on(None, now(), 14)
    with pytest.raises(Conflict) as stale:
        relied_on(portrait(stated(no_access=1), days_old=20), now(), 14)
    assert (missing.value.code, stale.value.code) == ("request.missing_portrait", "request.stale_portrait")
    assert "20 days old, the limit is 14" in str(stale.value.sentence)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([stated("toaster", no_access=1)], "type.unknown"),
        ([stated("laptop", rich=1)], "category.unknown"),
        ([stated("laptop", no_access=1), stated("laptop", no_access=2)], "line.twice"),
    ],
)
def test_a_portrait_with_an_unknown_or_repeated_line_is_refused(lines: list[TypeNeed], code: str):
    with pytest.raises(Invalid) as refused:
        portrait(*lines)
    assert [one.code for one in refused.value.errors] == [code]


def test_a_type_is_not_known_before_its_day():
    with pytest.raises(Invalid):
        Portrait.answer(
            BoardCode("762000"), 1, 40, [stated("chromebook", no_access=1)], now().replace(2020, 9, 1), "u-1"
        )


def test_a_type_is_named_in_the_readers_language():
    french = {"en": "fr"}
    assert str(TypeName("laptop")) == "Laptop"
    assert TypeName("laptop").render(lambda msgid: french.get(msgid, msgid)) == "Ordinateur portable"
