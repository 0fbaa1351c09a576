"""The forecast from scripted histories: told from the log alone, earlier when throughput rises, later behind others."""

from datetime import timedelta

import pytest

from services.chassis.run import Running
from services.contracts.values import BoardCode
from services.portal.model.forecast import Outlook
from services.portal.queries.forecast import Forecast, outlook
from tests.integration.portal_story import BOARD, OTHER, START, hear
from tests.integration.timed import Teller

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HOUR = 3600
REMOTE = BoardCode("759000")


def at(portal: Running, hour: float, scope: str | None = None) -> Forecast:
    with portal.database.reading() as session:
        return outlook(session, scope, START + timedelta(hours=hour))


def served(teller: Teller, each: float, count: int = 10) -> float:
    """Requests that all came at once, and were granted, dispatched and delivered one after the other; the last hour."""
    for number in range(1, count + 1):
        teller.request(0, each * number, each * number + 1, each * number + 2)
    return each * count + 2


@pytest.mark.parametrize("each", [2, 6])
def test_who_stands_in_a_queue_waits_for_it_to_be_served_as_it_was(portal: Running, each: float):
    teller = Teller()
    end = served(teller, each)
    for _ in range(15):
        teller.request(end)
    hear(portal, teller.told)
    expected = [one.expected for one in at(portal, end).running if one.expected]
    last = max(expected, key=lambda one: one.likely_s)
    # Fifteen to be granted, one after the other; then it is on the dock for an hour, and on its way for one.
    assert (len(expected), last.likely_s) == (15, (15 * each + 2) * HOUR)
    assert last.low_s < last.likely_s < last.high_s


def test_whoever_came_later_is_expected_later_and_one_who_is_paused_is_in_nobodys_way(portal: Running):
    teller = Teller()
    end = served(teller, 6)
    for number in range(20):
        teller.request(end + number / 1000)
    for _ in range(9):
        teller.request(end, pauses=((end, float("inf")),))
    hear(portal, teller.told)
    told = sorted(at(portal, end + 0.02).running, key=lambda one: one.request.number)
    expected = [one.expected.likely_s for one in told if one.expected]
    assert len(expected) == 20
    assert expected == sorted(expected)
    # The twentieth is granted after twenty times six hours: the nine that are paused do not count.
    assert expected[-1] == pytest.approx((20 * 6 + 2) * HOUR, rel=0.001)
    assert [one.outlook for one in told if one.request.paused] == [Outlook.PAUSED] * 9


@pytest.mark.parametrize(("known", "days", "told"), [(4, 0, False), (5, 0, True), (5, 27, True), (5, 29, False)])
def test_too_few_or_too_long_ago_is_no_basis(portal: Running, known: int, days: int, told: bool):
    teller = Teller()
    end = served(teller, 2, known) + days * 24
    teller.request(end - 1)
    hear(portal, teller.told)
    (one,) = at(portal, end).running
    assert (one.expected is not None) is told
    assert (one.outlook is Outlook.NO_BASIS) is not told


def test_a_shipment_is_expected_by_what_its_own_zone_has_seen(portal: Running):
    teller = Teller()
    end = served(teller, 2)
    teller.request(end, end + 1, end + 2), teller.request(end, end + 1, end + 2, board=OTHER)
    teller.request(end, end + 1, end + 2, board=REMOTE)
    for number in range(5):
        teller.request(number, number + 1, number + 2, number + 32, board=REMOTE)
    hear(portal, teller.told)
    told = {one.request.zone: one for one in at(portal, end + 2).running}
    assert told["air_sea"].outlook is Outlook.NO_BASIS
    assert told["remote"].expected is not None
    assert told["road"].expected is not None
    assert (told["remote"].expected.likely_s, told["road"].expected.likely_s) == (30 * HOUR, HOUR)


def test_what_will_breach_is_told_before_it_does_and_the_worst_comes_first(portal: Running):
    teller = Teller()
    end = served(teller, 10)
    numbers = [teller.request(end - before) for before in (80, 60, 50, 1)]
    teller.request(end - 70, end - 65, end - 1)
    hear(portal, teller.told)
    told = at(portal, end).running
    assert [(round(one.age_s / HOUR), one.outlook.value, one.at_risk) for one in told] == [
        (80, "late", False),
        (60, "will_breach", True),
        (50, "will_breach", True),
        (1, "may_breach", False),
        (70, "on_time", True),
    ]
    assert told[0].request.id == numbers[0]
    assert [one.expected for one in at(portal, end, BOARD).running] == [one.expected for one in told]
    assert at(portal, end, OTHER).running == []
