"""A week by its days: what happened is counted on the day on which it happened, by board, without what was undone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event as sql

from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts.roles import Role
from tests.integration.portal_story import BOARD, OTHER, Story, client, hear

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API, PAGE, WEEK = "/portal/api/v1/week", "/portal/week", {"from": "2020-08-24"}
# Of a story told an hour apart from Monday 9 h in Québec on: three devices are received, shipped, configured.
WHOLE = {"received": 3, "shipped": 3, "delivered": 3, "accepted": 3, "configured": 3, "handed_over": 2}


def read(portal: Running, role: Role = Role.MINISTRY, board: Any = None, **query: str) -> Any:
    return client(portal, role, board).get(API, query_string=WEEK | query).json


def counted(told: Any) -> dict[str, list[int]]:
    """By what happened, on which days; what never did is left out."""
    return {flow: counts for flow, counts in told["by_day"].items() if any(counts)}


def test_each_thing_is_counted_on_the_day_in_quebec_on_which_it_happened(portal: Running) -> None:
    story = Story(3)
    told = story.whole()
    # A scanner without a network: what it saw on Friday is heard after all else, and counts on Friday.
    damaged = s.DeviceDamaged(
        device=story.devices[0], type="tablet", board=BOARD, request=story.request, shipment=story.shipment, reason="x"
    )
    story.tell(damaged, datetime(2020, 8, 29, 3, 59, tzinfo=UTC))
    hear(portal, told)
    found = read(portal)
    assert found["days"][0] == "2020-08-24"
    assert len(found["days"]) == 7
    # From 9 h on, an hour apart: what comes after the fifteenth is told on Tuesday.
    assert {flow: sum(counts) for flow, counts in counted(found).items()} == {**WHOLE, "damaged": 1}
    assert found["by_day"]["received"] == [3, 0, 0, 0, 0, 0, 0]
    assert found["by_day"]["configured"] == [0, 3, 0, 0, 0, 0, 0]
    assert found["by_day"]["damaged"] == [0, 0, 0, 0, 1, 0, 0]
    assert counted(read(portal, **{"from": "2020-08-31"})) == {}


def test_what_was_undone_is_not_counted(portal: Running) -> None:
    story = Story(3)
    *_, last = story.whole()
    story.tell(
        s.ShippingDeviceUndone(
            device=story.devices[1],
            type="tablet",
            state="configured",
            undone=last.id,
            step="device.handed-over",
            reason="Erreur",
            board=BOARD,
        )
    )
    hear(portal, story.told)
    assert sum(read(portal)["by_day"]["handed_over"]) == 1
    assert read(portal)["by_board"][0]["devices"]["handed_over"] == 1


def test_boards_stand_beside_each_other_and_each_sees_its_own(portal: Running) -> None:
    hear(portal, Story(3).whole())
    hear(portal, Story(1, OTHER).whole())
    whole = {one["board"]: one for one in read(portal)["by_board"]}
    assert {board: one["devices"]["shipped"] for board, one in whole.items()} == {BOARD: 3, OTHER: 1}
    assert whole[BOARD]["clock"] == {"requests": 1, "late": 0, "median_s": 36_000, "p90_s": 36_000}
    own = read(portal, Role.BOARD_MANAGER, BOARD)
    assert [one["board"] for one in own["by_board"]] == [BOARD]
    assert sum(own["by_day"]["accepted"]) == 3
    assert own["clock"]["requests"] == 1


@pytest.mark.parametrize(("language", "words"), [("fr", "Remis"), ("en", "Handed over")])
def test_the_page_shows_the_same_as_a_table_and_as_charts(portal: Running, language: str, words: str) -> None:
    hear(portal, Story(3).whole())
    page = client(portal, Role.WAREHOUSE).get(PAGE, query_string=WEEK | {"lang": language}).text
    assert words in page
    assert page.count('<svg class="chart"') == len(WHOLE)
    assert page.count('role="img"') == page.count("<desc ") == len(WHOLE)
    assert "Littoral" not in page


def test_a_week_takes_as_many_statements_for_many_boards_as_for_one(portal: Running) -> None:
    def asked() -> int:
        seen: list[str] = []
        listener = lambda *told: seen.append(told[2])  # noqa: E731
        sql.listen(portal.database.engine, "before_cursor_execute", listener)
        read(portal)
        sql.remove(portal.database.engine, "before_cursor_execute", listener)
        return len(seen)

    hear(portal, Story(1).whole())
    one = asked()
    hear(portal, Story(40, OTHER).whole())
    assert asked() == one


@pytest.mark.parametrize("first", ["2020-13-01", "1999-01-01", "x"])
def test_a_day_that_is_none_is_refused(portal: Running, first: str) -> None:
    assert client(portal, Role.MINISTRY).get(API, query_string={"from": first}).status_code == 422
