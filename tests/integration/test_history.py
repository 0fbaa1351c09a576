"""The reserve's real history, August 2020 to January 2021, entered as it happened; then any day is looked at."""

import csv
from collections.abc import Iterator
from typing import Any

import pytest

from services.contracts.roles import Role
from tests.integration.auditing import audit_of, said
from tests.integration.clock import clock_set
from tests.integration.history import BOIS_FRANCS, DRAVEURS, MONTREAL, History
from tests.integration.history_told import (
    CONTENT,
    FIRST,
    LACKING,
    LATE,
    SENT,
    SERVED,
    august,
    autumn,
    january,
    november,
)
from tests.integration.house import house

NARROW, WIDE = "En 4e ou 5e secondaire", "En 3e, 4e ou 5e secondaire"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """All of it, told once; the clock stands at 25 January 2021."""
    with clock_set("2020-08-12") as clock, house(tmp_path_factory.mktemp("history")) as reserve:
        told = History(reserve, clock)
        for chapter in (august, autumn, november, january):
            chapter(told)
        yield told


def total(picture: Any, kind: str = "laptop") -> Any:
    return next(one for one in picture["totals"] if one["type"] == kind)


def in_hand(story: History, day: str) -> int:
    return sum(one["in_hand"] for one in story.picture(day)["totals"])


def page(story: History, path: str) -> str:
    return str(story.house.act(Role.AUDITOR, "GET", path).get_data(as_text=True))


def test_what_the_services_say_in_the_end_is_what_the_log_says(story: History) -> None:
    assert said(audit_of(story.house)) == []


@pytest.mark.parametrize(
    ("day", "current", "stale", "missing"),
    [
        ("2020-08-11", 0, 0, 72),
        ("2020-08-16", 0, 0, 72),
        ("2020-08-17", 68, 0, 4),
        ("2020-08-24", 70, 0, 2),
        ("2020-09-01", 2, 68, 2),
        ("2020-09-14", 13, 57, 2),
        ("2021-01-08", 20, 50, 2),
    ],
)
def test_the_picture_of_a_day_tells_who_had_answered_by_then_and_who_was_stale(
    story: History, day: str, current: int, stale: int, missing: int
) -> None:
    assert story.picture(day)["standings"] == {"current": current, "stale": stale, "missing": missing}


def test_what_was_granted_and_what_was_held_is_known_of_every_day(story: History) -> None:
    days = ("2020-09-14", "2020-09-15", "2020-09-17", "2020-09-18", "2020-11-03")
    found = [total(story.picture(day)) for day in days]
    assert [(one["to_come"], one["in_hand"]) for one in found] == [
        (0, 0),
        (SERVED, 0),
        (SERVED, 0),
        (0, SERVED),
        (0, SERVED),
    ]


def test_the_week_of_january_shows_between_its_two_ends(story: History) -> None:
    assert in_hand(story, "2021-01-10") == SERVED
    assert in_hand(story, "2021-01-16") - in_hand(story, "2021-01-10") == sum(SENT.values())
    needs = {one["board"]: one["needs"] for one in story.picture("2021-01-16")["boards"]}
    held = {board: next(one["in_hand"] for one in needs[board] if one["type"] == "chromebook") for board in SENT}
    assert held == SENT


def test_the_regions_add_up_to_all(story: History) -> None:
    picture = story.picture("2020-08-25")
    for name in ("need", "own_available", "on_order", "unmet", "to_come"):
        parts = [one[name] for region in picture["regions"] for one in region["totals"]]
        assert sum(parts) == sum(one[name] for one in picture["totals"])
    assert sum(sum(region["standings"].values()) for region in picture["regions"]) == 72


def test_the_collection_tells_who_answered_in_time_who_late_and_who_never(story: History) -> None:
    page = story.look("campaigns")["items"]
    first = story.look(f"campaigns/{page[-1]['id']}")
    assert first["replies"] == {"in_time": len(LACKING) + len(CONTENT), "late": 2, "awaited": 0, "never": 2}
    assert [one["board"] for one in first["boards"] if one["reply"] == "late"] == LATE
    assert sorted(one["reminded"] for one in first["boards"])[-5:] == [0, 1, 1, 1, 1]
    assert first["to_remind"] == [], "it is closed"
    second = story.look(f"campaigns/{page[0]['id']}")
    assert DRAVEURS not in second["to_remind"]
    assert {name: second["replies"][name] for name in ("in_time", "late")} == {"in_time": 1, "late": 19}


def test_orders_that_the_suppliers_put_off_move_from_september_to_december(story: History) -> None:
    def laptops(day: str) -> dict[str, tuple[int, int]]:
        found = story.picture(day)["expected"]
        return {one["month"]: (one["quantity"], one["late"]) for one in found if one["type"] == "laptop"}

    before, after = laptops("2020-09-13"), laptops("2020-09-16")
    september, moved = before["2020-09-01"][0], 20 * (len(FIRST) - (MONTREAL in FIRST)) + 50 * (MONTREAL in FIRST)
    assert before == {"2020-09-01": (september, 0)}
    assert after == {"2020-09-01": (september - moved, september - moved), "2020-12-01": (20 * len(FIRST), 0)}


def test_what_a_board_really_configured_stands_beside_what_it_declared(story: History) -> None:
    weeks = {one["week"]: one for one in story.look(f"boards/{FIRST[0]}/capacity?weeks=20")["weeks"]}
    each = SERVED // len(FIRST)
    assert [weeks[week]["configured"] for week in ("2020-W40", "2020-W41", "2020-W42")] == [0, each * 3 // 4, each // 4]
    assert weeks["2020-W41"]["declared"] == 40
    assert story.look(f"boards/{BOIS_FRANCS}/capacity")["best"] == 40


def test_a_version_says_who_gave_it_when_and_what_it_changed(story: History) -> None:
    newest, first = story.look(f"boards/{FIRST[0]}/portraits")["items"][-2:]
    assert (first["version"], first["answered_at"][:10], first["answered_by"]) == (
        1,
        "2020-08-17",
        f"u-board_manager-{FIRST[0]}",
    )
    changed = {
        (one["figure"]["name"], one["figure"]["expected"]): (one["before"], one["after"]) for one in newest["changes"]
    }
    assert changed == {("expected", "2020-09-15"): (20, 0), ("expected", "2020-12-04"): (0, 20)}


def test_a_type_and_a_category_of_november_are_refused_before_their_day_and_stay_out_of_earlier_pictures(
    story: History,
) -> None:
    kinds = {day: [one["type"] for one in story.picture(day)["totals"]] for day in ("2020-11-03", "2020-11-04")}
    assert kinds == {"2020-11-03": ["tablet", "laptop"], "2020-11-04": ["tablet", "laptop", "chromebook"]}
    words = {day: story.look(f"vocabulary?on={day}") for day in kinds}
    assert [len(words[day]["types"]) for day in words] == [2, 3]
    assert [len(words[day]["categories"]) for day in words] == [5, 6]
    assert [len(words[day]["models"]) for day in words] == [5, 6]


def test_what_was_said_before_the_category_was_widened_keeps_its_meaning(story: History) -> None:
    versions = page(story, f"/intake/boards/{DRAVEURS}/portraits")
    assert versions.count(NARROW) >= 1
    assert versions.count(WIDE) >= 1
    assert NARROW in page(story, "/intake/portraits?on=2020-11-03")
    assert WIDE not in page(story, "/intake/portraits?on=2020-11-03")
    assert WIDE in page(story, "/intake/portraits")


def test_a_request_is_for_the_students_of_the_category_as_it_was_when_it_was_asked(story: History) -> None:
    requests = story.listed("/intake/api/v1/requests")
    shown = [page(story, f"/intake/requests/{one}") for one in (requests[-1], requests[0])]
    assert [(NARROW in one, WIDE in one) for one in shown] == [(True, False), (False, True)]


def test_a_portrait_that_came_as_a_file_goes_out_as_it_came(story: History) -> None:
    answer = story.house.act(
        Role.AUDITOR, "GET", f"/intake/api/v1/boards/{MONTREAL}/portraits/export?format=csv&on=2020-08-25"
    )
    tablet = next(csv.DictReader(answer.data.decode("utf-8-sig").splitlines(), delimiter=";"))
    given = {name: tablet[name] for name in ("type", "no_access", "on_order", "orders", "weekly_capacity")}
    orders = "2020-09-15: 20; 2020-10-01: 10"
    assert given == {"type": "tablet", "no_access": "60", "on_order": "30", "orders": orders, "weekly_capacity": "120"}
