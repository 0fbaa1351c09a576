"""The one picture through its route and page: needs met by category, type, region, board, and week by week."""

import re
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, event

from services.chassis.act import Act, now
from services.contracts.intake import TypeNeed
from services.contracts.reference import boards
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.intake.model.closing import ClosedFigure, Closing
from services.intake.operations.portrait import update_portrait
from tests.integration.test_intake_portraits import OTHER, OURS, Intake, accepted, intake, prepared

__all__ = ["intake", "prepared"]

pytestmark = pytest.mark.databases("sqlite", "postgresql")

MIXED = {
    "weekly_capacity": 5,
    "lines": [
        {"type": "laptop", "by_category": {"no_access": 10, "at_risk": 10}, "own_available": 12},
        {"type": "tablet", "by_category": {"no_access": 5}, "on_order": 9},
    ],
}


def picture(intake: Intake, query: str = "") -> Any:
    return intake.call(Role.MINISTRY, "GET", f"/picture{query}")


def page(intake: Intake, query: str = "", role: Role = Role.AUDITOR) -> str:
    client = intake.application.test_client()
    client.set_cookie("reserve_token", intake.keys.sign(Person("u-1", role, csrf="c")))
    answer = client.get(f"/intake/picture{query}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def met(parts: list[Any]) -> list[tuple[str, int, int]]:
    return [(one["code"], one["met"]["covered"], one["met"]["need"]) for one in parts]


def test_what_covers_serves_the_first_priority_first_and_no_surplus_covers_another_type(intake: Intake) -> None:
    intake.answer(body=MIXED)
    found = picture(intake)
    assert (found["met"]["covered"], found["met"]["need"], found["met"]["satisfaction"]) == (17, 25, 0.68)
    assert met(found["by_category"]) == [("no_access", 15, 15), ("at_risk", 2, 10)]
    assert met(found["by_type"]) == [("tablet", 5, 5), ("laptop", 12, 20)]


def test_one_looks_at_a_type_a_category_or_a_region_alone(intake: Intake) -> None:
    intake.answer(body=MIXED)
    intake.answer(OTHER)
    for query, expected in (
        ("?type=laptop", (12, 30)),
        ("?category=at_risk", (2, 10)),
        ("?type=tablet&category=no_access", (5, 5)),
        (f"?region={boards()[OTHER].region_code}", (0, 10)),
        ("?type=chromebook", (0, 0)),
    ):
        found = picture(intake, query)
        assert (found["met"]["covered"], found["met"]["need"]) == expected, query
        assert found["weeks"][-1]["met"]["covered"] == expected[0], query


def test_regions_and_boards_are_ranked_and_those_that_never_answered_stand_apart(intake: Intake) -> None:
    half = {"type": "laptop", "by_category": {"no_access": 1000}, "own_available": 500}
    intake.answer(body={"weekly_capacity": 5, "lines": [half]})
    intake.answer(OTHER)
    assert [one["code"] for one in picture(intake)["by_board"]] == [OTHER, OURS]
    assert [one["code"] for one in picture(intake, "?rank=unmet")["by_board"]] == [OURS, OTHER]
    found = picture(intake)
    assert [one["code"] for one in found["by_region"][:2]] == [boards()[OTHER].region_code, boards()[OURS].region_code]
    assert (len(found["never"]), found["stale"], OURS in found["never"]) == (70, [], False)
    intake.clock.set("2020-09-20")
    assert sorted(picture(intake)["stale"]) == sorted([OURS, OTHER])


def test_each_week_shows_what_stood_when_it_ended(intake: Intake) -> None:
    intake.answer()
    for day, count in (("2020-09-08", 4), ("2020-09-16", 1)):
        intake.clock.set(day)
        intake.hear(*(accepted(uuid4()) for _ in range(count)))
    intake.clock.set("2020-09-23")
    intake.answer(body={"weekly_capacity": 5, "lines": [{"type": "laptop", "by_category": {"no_access": 20}}]})
    weeks = picture(intake)["weeks"]
    assert [(one["week"], one["met"]["covered"], one["met"]["need"], one["answered"]) for one in weeks[-5:]] == [
        ("2020-W35", 0, 0, 0),
        ("2020-W36", 0, 10, 1),
        ("2020-W37", 4, 10, 1),
        ("2020-W38", 5, 10, 1),
        ("2020-W39", 5, 20, 1),
    ]
    assert (len(weeks), weeks[-1]["day"]) == (26, "2020-09-23")
    past = picture(intake, "?on=2020-09-13")
    assert past["weeks"][-1]["met"] == weeks[-3]["met"] == past["met"]


def test_each_week_says_what_the_picture_of_its_last_day_says(intake: Intake) -> None:
    for day, board, own in (("2020-09-02", OURS, 3), ("2020-09-10", OTHER, 2), ("2020-09-15", OURS, 7)):
        intake.clock.set(day)
        line = {"type": "laptop", "by_category": {"no_access": 4, "at_risk": 8}, "own_available": own}
        intake.answer(board, {"weekly_capacity": 5, "lines": [line]})
        intake.hear(accepted(uuid4()))
    for week in picture(intake, "?category=at_risk")["weeks"][-4:]:
        assert picture(intake, f"?category=at_risk&on={week['day']}")["met"] == week["met"], week


def test_of_weeks_before_the_books_were_kept_no_satisfaction_is_claimed(intake: Intake) -> None:
    intake.answer()
    intake.hear(accepted(uuid4()))
    with intake.database.writing(Act("test", now())) as session:
        session.execute(delete(ClosedFigure))
        session.execute(delete(Closing))
    intake.clock.set("2020-09-16")
    intake.hear(accepted(uuid4()))
    intake.clock.set("2020-09-23")
    weeks = picture(intake)["weeks"][-4:]
    told = [(one["week"], one["known"], one["met"]["covered"]) for one in weeks]
    assert told == [
        ("2020-W36", False, 0),
        ("2020-W37", False, 0),
        ("2020-W38", True, 2),
        ("2020-W39", True, 2),
    ]
    assert picture(intake, f"?on={weeks[1]['day']}")["met"] == weeks[1]["met"]
    assert page(intake, "?lang=en").count(">not kept<") == 24


def test_the_database_counts_past_weeks_as_the_rule_does_whatever_was_told(intake: Intake) -> None:
    """A random story of five weeks; each week is compared with the picture of its last day, which the model counts."""
    chance, codes = Random(7), [OURS, OTHER, "712000", "713000"]
    for week in range(5):
        intake.clock.set(f"2020-09-{2 + 7 * week - (week == 4):02d}")
        for code in chance.sample(codes, 2):
            intake.answer(
                code, {"weekly_capacity": 5, "lines": [stated(kind, chance) for kind in ("laptop", "tablet")]}
            )
        intake.hear(*(accepted(uuid4()) for _ in range(chance.randrange(12))))
    intake.clock.set("2020-10-05")
    region = boards()[OURS].region_code
    for query in ("", "&type=laptop", "&category=at_risk", f"&type=laptop&category=special_needs&region={region}"):
        for week in picture(intake, f"?{query[1:]}")["weeks"][-7:]:
            assert picture(intake, f"?on={week['day']}{query}")["met"] == week["met"], (query, week)


def stated(kind: str, chance: Random) -> dict[str, Any]:
    """What a board may say of a type."""
    needed = {code: chance.randrange(9) for code in ("no_access", "alternating", "at_risk", "special_needs")}
    own = {name: chance.randrange(5) for name in ("own_available", "on_order", "in_repair")}
    return {"type": kind, "by_category": needed, **own}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            ["Besoins comblés", "Par région administrative", "dans l’ordre des catégories", "Montréal", "n’ont jamais"],
        ),
        ("en", ["Needs met", "By administrative region", "categories’ order", "Montréal", "never answered"]),
    ],
)
def test_the_page_shows_each_bar_with_its_figures_and_where_they_come_from(
    intake: Intake, language: str, words: list[str]
) -> None:
    intake.answer(body=MIXED)
    shown = page(intake, f"?lang={language}&type=laptop")
    assert [one for one in words if one not in shown] == []
    assert re.search(r'<rect class="met" width="60\.0" height="10"/>', shown)
    assert f'href="/intake/boards/{OURS}"' in shown
    assert 'href="/intake/picture?type=laptop&amp;category=no_access"' in shown
    assert 'href="/intake/picture?type=laptop&amp;region=06"' in shown
    assert shown.count("<polyline") == 1
    assert not re.search(r"style=|<script(?! type=.module. src=)|%\(\w+\)s|\bNone\b", shown)


def test_a_page_of_a_past_day_says_so_and_an_empty_one_has_no_line(intake: Intake) -> None:
    shown = page(intake, "?on=2020-08-31&lang=en&category=&region=")
    assert "at the end of 2020-08-31" in shown
    assert "No portrait was given yet." in shown
    assert "<polyline" not in shown


def test_the_picture_takes_as_many_statements_for_72_boards_and_many_weeks_as_for_one(intake: Intake) -> None:
    statements: list[str] = []
    event.listen(intake.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken = []
    line = TypeNeed(type="laptop", need=1, by_category={"no_access": 1}, own_available=0, on_order=0, in_repair=0)
    for day, codes in (("2020-09-02", [OURS]), ("2020-09-09", list(boards())), ("2020-09-17", list(boards()))):
        intake.clock.set(day)
        with intake.database.writing(Act("u-1", now())) as session:
            for code in codes:
                update_portrait(session, None, BoardCode(code), 1, [line])
        intake.hear(accepted(uuid4()))
        statements.clear()
        page(intake)
        taken.append(len(statements))
    assert taken[0] == taken[1] == taken[2] < 16
