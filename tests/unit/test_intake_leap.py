"""Which figures of a portrait leap so far from last time's that whoever typed them is asked again."""

from datetime import UTC, datetime

import pytest

from services.chassis.errors import Invalid
from services.contracts.intake import TypeNeed
from services.contracts.values import BoardCode
from services.intake.model.change import Change, Figure
from services.intake.model.leap import check_leaps, leaps
from services.intake.model.portrait import Portrait

AT = datetime(2020, 12, 1, 12, tzinfo=UTC)


def portrait(capacity: int, **needs: int) -> Portrait:
    none = dict.fromkeys(("own_available", "on_order", "in_repair"), 0)
    lines = [TypeNeed(type=kind, need=count, by_category={"at_risk": count}, **none) for kind, count in needs.items()]
    return Portrait.answer(BoardCode("762000"), 1, capacity, lines, AT, "u-1")


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        (30, 300, True),
        (30, 299, False),
        (300, 30, True),
        (300, 31, False),
        (300, 0, True),
        (5, 54, False),
        (5, 55, True),
        (40, 0, False),
        (0, 5000, False),
        (7, 7, False),
    ],
)
def test_ten_times_or_a_tenth_is_asked_about_where_it_matters(before: int, after: int, asked: bool) -> None:
    assert leaps(Change(Figure("weekly_capacity"), before, after)) is asked


def test_each_figure_that_leaps_is_named_by_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        check_leaps(portrait(9, tablet=80, laptop=20, chromebook=90), portrait(900, laptop=400, tablet=81))
    assert [one.pointer for one in refused.value.errors] == [
        "/weekly_capacity",
        "/lines/0/by_category/at_risk",
        "/lines",
    ]


def test_a_first_portrait_leaps_nowhere() -> None:
    check_leaps(None, portrait(9000, laptop=9000))
