"""Rounds of the split through the routes: prepared by one, confirmed by another, refused when the ground moved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.chassis import run
from services.contracts.roles import Person, Role
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation
from tests.integration.round_site import CODES, FIRST, SECOND, Rounds, gets, reasons
from tests.integration.test_side_by_side import at_once

pytestmark = pytest.mark.databases("sqlite", "postgresql")

A, B, C = "711000", "712000", "762000"


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[Rounds]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    yield Rounds(running)
    running.database.close()


@pytest.fixture
def three(house: Rounds) -> list[str]:
    """Three boards ask 160 laptops in all, of which 80 are free; the requests of A, B, C."""
    for board, need in ((A, 100), (B, 50), (C, 10)):
        house.needing(board, laptop=need)
    house.hear_stock(laptop=80)
    return [house.asking(board, laptop=need) for board, need in ((A, 100), (B, 50), (C, 10))]


def test_a_round_gives_every_board_the_same_part_of_its_need_and_says_why(house: Rounds, three: list[str]):
    one = house.prepare()
    assert (one["state"], one["number"], one["version"], one["moved"]) == ("prepared", 1, 1, [])
    assert gets(one) == {(A, "laptop"): 50, (B, "laptop"): 25, (C, "laptop"): 5}
    assert [one["types"][0][name] for name in ("free", "floor", "unit", "size", "granted", "level")] == [
        *(80, 0, "device", 1, 80, 0.5)
    ]
    assert reasons(one)[B] == (
        "25 of 50 asked, 50.0% of the unmet need: every board receives at least 50.0% of its unmet need, or all "
        "that it asked."
    )
    assert [(part["number"], part["waited"], part["granted"]) for part in one["requests"]] == [
        ("D000001", 100, 50),
        ("D000002", 50, 25),
        ("D000003", 10, 5),
    ]
    assert house.shown(three[0])["state"] == "submitted"
    assert house.grants() == []


def test_a_confirmed_round_grants_all_and_claims_the_stock_at_once(house: Rounds, three: list[str]):
    one = house.prepare()
    status, answer = house.confirm(one)
    assert (status, answer["state"], answer["confirmed_by"]) == (200, "confirmed", "u-ministry-second")
    assert [house.figures(request) for request in three] == [[(100, 50, 50)], [(50, 25, 25)], [(10, 5, 5)]]
    assert house.call("ministry", "GET", "/stock")[1] == [{"type": "laptop", "heard": 80, "pending": 80, "free": 0}]
    told = house.grants()
    assert [(each["request"], each["granted"][0]["quantity"], each["partly"]) for each in told] == [
        (three[0], 50, True),
        (three[1], 25, True),
        (three[2], 5, True),
    ]
    assert {each["round"] for each in told} == {one["id"]}
    assert {each["address"]["site"] for each in told} == {"quai"}


def test_who_prepared_a_round_does_not_confirm_it(house: Rounds, three: list[str]):
    status, answer = house.confirm(house.prepare(), who=FIRST)
    assert (status, answer["code"]) == (409, "round.same_person")
    assert house.grants() == []
    again = house.prepare(who=SECOND)
    assert house.confirm(again, who=SECOND)[1]["code"] == "round.same_person"
    assert house.confirm(again, who=FIRST)[0] == 200


def test_a_round_is_confirmed_once(house: Rounds, three: list[str]):
    one = house.prepare()
    assert house.confirm(one)[0] == 200
    status, answer = house.confirm(one)
    assert (status, answer["code"]) == (409, "round.confirmed")
    assert len(house.grants()) == 3


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        (
            lambda house, three: house.hear_stock(laptop=79),
            "Laptop: 79 free now, 80 when it was prepared; the round gives 80 and keeps 0 back.",
        ),
        (lambda house, three: house.needing(C, laptop=9), "unmet need of 9 now, 10 when it was prepared (Laptop)."),
        (
            lambda house, three: house.asking(B, laptop=3),
            "Request D000004 waits for 3 now, for 0 when it was prepared (Laptop).",
        ),
        (
            lambda house, three: house.call("ministry", "POST", f"/requests/{three[1]}/refuse", {"reason": "x"}),
            "Request D000002 waits for 0 now, for 50 when it was prepared (Laptop).",
        ),
    ],
)
def test_a_round_whose_ground_moved_is_refused_with_what_moved_and_prepared_again(
    house: Rounds, three: list[str], move: Any, sentence: str
):
    one = house.prepare()
    move(house, three)
    status, answer = house.confirm(one)
    assert (status, answer["code"]) == (409, "round.moved")
    assert [error["detail"].endswith(sentence) for error in answer["errors"]] == [True], answer["errors"]
    assert house.grants() == []
    (told,) = house.call("ministry", "GET", f"/rounds/{one['id']}")[1]["moved"]
    assert told.endswith(sentence)
    again = house.prepare()
    assert (again["id"], again["moved"]) == (one["id"], [])
    assert house.confirm(again)[0] == 200


def test_stock_that_came_since_moves_nothing_and_is_for_the_next_round(house: Rounds, three: list[str]):
    """Else nobody could confirm anything while the shelves are being filled."""
    one = house.prepare()
    house.hear_stock(laptop=90)
    assert house.confirm(one)[0] == 200
    assert house.call("ministry", "GET", "/stock")[1][0]["free"] == 10


def test_a_round_prepared_again_tells_what_changes(house: Rounds, three: list[str]):
    one = house.prepare()
    assert {each["before"] for each in one["boards"]} == {None}
    assert house.call("ministry", "POST", f"/requests/{three[2]}/refuse", {"reason": "x"})[0] == 200
    again = house.prepare({"type": "laptop", "floor": 20})
    assert [(each["board"], each["before"], each["granted"]) for each in again["boards"]] == [
        (A, 50, 40),
        (B, 25, 20),
        (C, 5, 0),
    ]
    assert reasons(again)[C] == "Nothing is asked any more."
    assert again["types"][0]["floor"] == 20


def test_a_floor_is_kept_back_and_cartons_are_given_whole(house: Rounds, three: list[str]):
    one = house.prepare({"type": "laptop", "floor": 5, "unit": "carton"})
    assert one["types"][0]["size"] == 10
    assert gets(one) == {(A, "laptop"): 45, (B, "laptop"): 20, (C, "laptop"): 10}
    assert reasons(one)[C].startswith("All that was asked, 10: every board receives at least 40.0%")


def test_what_a_round_does_not_give_waits_in_its_place_for_the_next(house: Rounds, three: list[str]):
    house.split()
    for request, count, free in zip(three, (50, 25, 5), (30, 5, 0), strict=True):
        house.answer(request, {"laptop": count}, {"laptop": free})
    _, lines = house.call("ministry", "GET", "/waiting")
    assert [(line["place"], line["request"], line["short"]) for line in lines] == [
        *((1, three[0], 50), (2, three[1], 25), (3, three[2], 5))
    ]
    late = house.asking(C, laptop=2)
    house.hear_stock(laptop=42)
    second = house.split()
    assert second["number"] == 2
    assert [part["request"] for part in second["requests"]] == [*three, late]
    assert gets(second) == {(A, "laptop"): 26, (B, "laptop"): 13, (C, "laptop"): 3}
    assert [house.figures(request) for request in three] == [[(100, 76, 24)], [(50, 38, 12)], [(10, 8, 2)]]
    assert house.shown(late)["state"] == "submitted"
    assert house.shown(late)["round"]["number"] == 2
    assert [one["granted"][0]["quantity"] for one in house.grants()][3:] == [76, 38, 8]


def test_a_request_whose_grant_is_not_answered_stands_in_no_round(house: Rounds, three: list[str]):
    house.split()
    house.hear_stock(laptop=120)
    status, answer = house.call("ministry", "POST", "/rounds", {"types": []})
    assert (status, answer["code"]) == (409, "round.nobody_waits")
    house.answer(three[0], {"laptop": 45}, {"laptop": 120})
    assert [(part["request"], part["waited"]) for part in house.prepare()["requests"]] == [(three[0], 55)]


def test_a_request_of_several_types_is_granted_once_with_what_each_round_gives(house: Rounds):
    house.needing(A, laptop=10, tablet=10)
    house.needing(B, tablet=30)
    house.hear_stock(laptop=4, tablet=20)
    first, other = house.asking(A, laptop=10, tablet=10), house.asking(B, tablet=30)
    house.split()
    assert house.figures(first) == [(10, 5, 5), (10, 4, 6)]
    assert house.figures(other) == [(30, 15, 15)]
    assert [len(one["granted"]) for one in house.grants()] == [2, 1]


def test_a_boards_oldest_request_is_filled_first_and_never_beyond_its_need(house: Rounds):
    house.needing(A, laptop=30)
    house.hear_stock(laptop=100)
    requests = [house.asking(A, laptop=20), house.asking(A, laptop=20)]
    one = house.split()
    assert reasons(one) == {A: "30 of 40 asked: the unmet need is no more than that now."}
    assert [house.figures(request) for request in requests] == [[(20, 20, 0)], [(20, 10, 10)]]
    assert house.call("ministry", "GET", f"/boards/{A}/need")[1][0]["unmet"] == 0


def test_there_is_not_one_for_every_board_then_the_oldest_request_comes_first(house: Rounds):
    for board in (C, A, B):
        house.needing(board, laptop=10)
    house.hear_stock(laptop=2)
    for board in (C, A, B):
        house.asking(board, laptop=10)
    one = house.prepare()
    assert gets(one) == {(C, "laptop"): 1, (A, "laptop"): 1, (B, "laptop"): 0}
    assert "not one device for every board" in reasons(one)[B]
    nothing = house.prepare({"type": "laptop", "floor": 9})
    assert reasons(nothing)[A] == "Nothing of 10 asked: nothing is free beyond what is kept back."
    assert house.confirm(nothing)[1]["code"] == "round.nothing"


def test_a_board_reads_its_own_sentence_on_its_request_and_no_other(house: Rounds, three: list[str]):
    one = house.split()
    _, shown = house.call("board_technician", "GET", f"/requests/{three[2]}", board=C)
    assert (shown["round"]["id"], shown["round"]["number"]) == (one["id"], 1)
    assert [(each["board"], each["reason"]) for each in shown["round"]["boards"]] == [(C, reasons(one)[C])]
    assert house.call("board_manager", "GET", f"/rounds/{one['id']}", board=C)[0] == 403


def test_a_rounds_grant_is_undone_as_any_other(house: Rounds, three: list[str]):
    house.split()
    house.answer(three[2], {"laptop": 5}, {"laptop": 75})
    assert house.shown(three[2])["undo"] == {"possible": True, "step": "request.granted", "why": None}
    assert house.call("ministry", "POST", f"/requests/{three[2]}/undo", {"reason": "x"})[1]["state"] == "taking_back"


def test_the_grant_of_a_second_round_is_undone_down_to_the_first(house: Rounds, three: list[str]):
    house.split()
    house.answer(three[0], {"laptop": 50}, {"laptop": 0})
    house.hear_stock(laptop=70)
    house.split()
    house.answer(three[0], {"laptop": 90}, {"laptop": 0})
    assert house.figures(three[0]) == [(100, 90, 10)]
    assert house.call("ministry", "POST", f"/requests/{three[0]}/undo", {"reason": "x"})[0] == 200
    assert house.figures(three[0]) == [(100, 50, 50)]
    assert house.shown(three[0])["round"] is None


def test_a_grant_by_hand_takes_the_rounds_place(house: Rounds, three: list[str]):
    house.split()
    house.answer(three[2], {"laptop": 5}, {"laptop": 75})
    body = {"granted": [{"type": "laptop", "quantity": 5}]}
    assert house.call("ministry", "POST", f"/requests/{three[2]}/grant", body)[0] == 200
    assert house.figures(three[2]) == [(10, 5, 0)]
    assert house.shown(three[2])["round"] is None
    assert house.grants()[-1]["round"] is None


def test_who_looked_at_another_preview_is_told(house: Rounds, three: list[str]):
    one = house.prepare()
    house.prepare({"type": "laptop", "floor": 1})
    token = house.keys.sign(Person("u-second", Role.MINISTRY))
    headers = {"Authorization": f"Bearer {token}", "If-Match": f'"{one["version"]}"'}
    answer = house.application.test_client().post(f"/intake/api/v1/rounds/{one['id']}/confirm", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (412, "changed.meanwhile")


@pytest.mark.parametrize("unit", ["device", "carton"])
def test_a_round_takes_the_same_statements_for_5_requests_as_for_200(house: Rounds, unit: str):
    taken = []
    for count in (5, 200):
        asked = [(CODES[index % 40], {"laptop": 3, "tablet": 2}) for index in range(count)]
        for board in sorted({board for board, _ in asked}):
            house.needing(board, laptop=1000, tablet=1000)
        house.submitted(asked)
        house.hear_stock(laptop=100_000, tablet=count)
        house.prepare()
        with house.counted() as preparing:
            one = house.prepare({"type": "tablet", "unit": unit}, {"type": "laptop", "unit": unit})
        with house.counted() as changing:
            house.set_by_hand(one, {key: granted - (key[1] == "laptop") for key, granted in gets(one).items()})
        with house.counted() as confirming:
            assert house.confirm(one)[0] == 200
        assert sum(1 for part in one["requests"] if part["granted"]) > count
        taken.append((len(preparing), len(changing), len(confirming)))
    assert taken[0] == taken[1], taken
    assert max(taken[0]) < 40


def test_two_confirmations_at_once_grant_once(house: Rounds, three: list[str]):
    one = house.prepare()
    answers = at_once([lambda who=who: house.confirm(one, who) for who in ("second", "third", "fourth")])
    assert sorted(status for status, _ in answers) == [200, 409, 409]
    assert len(house.grants()) == 3
    assert house.call("ministry", "GET", "/stock")[1][0]["pending"] == 80


def test_a_grant_beside_a_confirmation_is_before_it_or_after_it(house: Rounds, three: list[str]):
    one = house.prepare()
    body = {"granted": [{"type": "laptop", "quantity": 50}]}
    grant, confirm = at_once(
        [
            lambda: house.call("ministry", "POST", f"/requests/{three[1]}/grant", body),
            lambda: house.confirm(one),
        ]
    )
    outcome = (grant[0], grant[1].get("code"), confirm[0], confirm[1].get("code"))
    assert outcome in [(200, None, 409, "round.moved"), (409, "request.unanswered", 200, None)]
    assert house.call("ministry", "GET", "/stock")[1][0]["pending"] == (50 if confirm[0] == 409 else 80)


def test_two_people_who_prepare_at_once_make_one_round(house: Rounds, three: list[str]):
    at_once([lambda who=who: house.prepare(who=who) for who in ("first", "second", "third")])
    _, found = house.call("auditor", "GET", "/rounds")
    assert [(one["number"], one["state"]) for one in found["items"]] == [(1, "prepared")]


def test_rounds_are_listed_newest_first_page_by_page(house: Rounds, three: list[str]):
    house.split()
    house.answer(three[0], {"laptop": 50}, {"laptop": 20})
    house.prepare()
    _, first = house.call("auditor", "GET", "/rounds?limit=1")
    _, last = house.call("auditor", "GET", f"/rounds?limit=1&cursor={first['next']}")
    assert [(one["number"], one["state"]) for one in first["items"] + last["items"]] == [
        (2, "prepared"),
        (1, "confirmed"),
    ]
