"""The clock's rules: pauses are no time, weeks are Québec's, targets are dated, percentiles are values that occur."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.figures import figures
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts.envelope import Envelope
from services.contracts.values import BoardCode
from services.portal.model import clock
from services.portal.model.request import first_heard
from services.portal.model.spread import nearest_rank, spread
from services.portal.model.stay import Stay, hear, stays_of
from services.portal.model.target import Target, target, targets

START = datetime(2020, 8, 24, 13, tzinfo=UTC)
BOARD = BoardCode("762000")
NAMES = [column.name for column in Stay.__table__.columns]
MOMENTS = st.lists(st.integers(0, 60), max_size=8)


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def pauses_at(moments: Sequence[int]) -> clock.Pauses:
    """Pauses and resumptions by turns, in the order of their moments."""
    pauses: clock.Pauses = []
    for number, moment in enumerate(sorted(moments)):
        pauses = clock.resumed(pauses, at(moment)) if number % 2 else clock.paused(pauses, at(moment), "closed")
    return pauses


def running(second: int, moments: Sequence[int]) -> bool:
    """Whether no pause was begun and not ended by then."""
    return sum(moment <= second for moment in moments) % 2 == 0


@given(st.integers(0, 60), st.integers(0, 60), MOMENTS)
def test_what_runs_between_pauses_is_all_the_time_that_counts(begin: int, length: int, moments: list[int]):
    start, end, pauses = at(begin), at(begin + length), pauses_at(moments)
    counted = [second for second in range(begin, begin + length) if running(second, moments)]
    assert clock.seconds(start, end, pauses) == len(counted)
    parts = [((first - START).seconds, (last - START).seconds) for first, last in clock.stretches(start, end, pauses)]
    assert [second for first, last in parts for second in range(first, last)] == counted


@given(MOMENTS.filter(lambda moments: len(moments) % 2 == 0))
def test_a_clock_without_a_pause_that_goes_on_started_later_by_what_it_stood_still(moments: list[int]):
    pauses, end = pauses_at(moments), at(90)
    later = START + clock.stood_still(START, pauses)
    assert clock.seconds(START, end, pauses) == clock.seconds(later, end, [])


def test_a_pause_within_a_pause_is_none_and_keeps_the_first_reason():
    pauses = clock.paused(clock.paused([], at(0), "closed"), at(5), "again")
    assert [(pause[1], pause[2]) for pause in pauses] == [(None, "closed")]
    assert clock.resumed(clock.resumed(pauses, at(9)), at(12))[0][1] == at(9).isoformat()


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2020-08-24T04:00:00+00:00", "2020-W35"),
        # Still Sunday evening in Québec.
        ("2020-08-24T03:59:59+00:00", "2020-W34"),
        ("2021-01-03T12:00:00+00:00", "2020-W53"),
        ("2021-01-04T05:00:00+00:00", "2021-W01"),
        ("2019-12-30T12:00:00+00:00", "2020-W01"),
    ],
)
def test_a_week_is_the_iso_week_by_the_calendar_of_quebec(moment: str, week: str):
    assert clock.week(datetime.fromisoformat(moment)) == week


def test_a_board_by_road_has_its_devices_within_48_to_72_hours():
    assert target("road", date(2020, 8, 27)) == Target("road", date(2020, 8, 12), 48, 72)


def test_every_zone_has_a_target_and_what_is_unknown_has_the_roads():
    assert {one.zone for one in targets()} == {"road", "remote", "air_sea"}
    assert all(0 < one.at_risk_h < one.late_h for one in targets())
    assert target("unknown", date(2020, 9, 1)) == target("road", date(2020, 9, 1))


def test_a_request_keeps_the_target_of_the_day_on_which_it_was_submitted(monkeypatch: pytest.MonkeyPatch):
    dated = {"road": [Target("road", date(2020, 8, 12), 48, 72), Target("road", date(2020, 8, 25), 24, 36)]}
    monkeypatch.setattr("services.portal.model.target._dated", lambda: dated)
    hours = {}
    # In Québec it is the 24th still, two hours before the 25th, then the 25th.
    for moment in (datetime(2020, 8, 25, 3, 59, tzinfo=UTC), datetime(2020, 8, 25, 4, tzinfo=UTC)):
        request = first_heard(uuid4(), BOARD)
        request.hear(i.RequestSubmitted.model_construct(request=request.id, board=BOARD, number="D1"), moment)
        assert request.late_at is not None
        hours[moment.hour] = (request.late_at - moment) / timedelta(hours=1)
    assert hours == {3: 72, 4: 36}
    assert target("road", date(2019, 1, 1)).late_h == 72


@given(st.lists(st.integers(-1000, 10**6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[int], percent: int):
    found = nearest_rank(sorted(values), percent)
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


@given(st.lists(st.integers(-1000, 10**7), min_size=1))
def test_the_portal_and_the_audit_spread_values_alike(values: list[int]):
    found = spread(values)
    assert found is not None
    assert vars(found) == vars(figures(values))


def test_nothing_has_no_spread():
    assert spread([]) is None


def accepted(device: UUID, shipment: UUID) -> s.DeviceAccepted:
    return s.DeviceAccepted(device=device, type="tablet", board=BOARD, shipment=shipment, request=uuid4())


def told(*steps: tuple[Any, int]) -> list[tuple[int, Envelope[Any]]]:
    """Entries of one device, each with its hour."""
    return [
        (number, Envelope(uuid4(), "/shipping", "device/x", START + timedelta(hours=hour), number, "u", event))
        for number, (event, hour) in enumerate(steps, 1)
    ]


def test_a_device_that_comes_again_has_another_stay_and_what_is_done_twice_counts_once():
    device, first, second = uuid4(), uuid4(), uuid4()
    about: Any = {"device": device, "type": "tablet", "board": BOARD}
    configured, handed = s.DeviceConfigured(**about), s.DeviceHandedOver(**about, loan="P-ABCD2345")
    back = s.DeviceTakenBack(**about, origin="P-ABCD2345")
    stays = stays_of(
        told(
            (configured, 0), (accepted(device, first), 1), (configured, 3), (handed, 7), (back, 8), (configured, 9),
            (handed, 10), (accepted(device, second), 20), (handed, 26), (configured, 27),
        )
    )  # fmt: skip
    hours = [
        [seconds and seconds // 3600 for seconds in (stay.to_configure_s, stay.to_hand_over_s, stay.to_use_s)]
        for stay in stays
    ]
    assert hours == [[2, 4, 6], [7, None, 6]]


@given(st.lists(st.tuples(st.sampled_from(["accept", "configure", "hand"]), st.integers(0, 2)), max_size=12))
def test_stays_heard_one_by_one_are_those_read_at_once_and_hearing_again_changes_nothing(steps: list[tuple[str, int]]):
    device, shipments = UUID(int=1), [UUID(int=2 + number) for number in range(3)]
    about: Any = {"device": device, "type": "tablet", "board": BOARD}
    events = {"configure": s.DeviceConfigured(**about), "hand": s.DeviceHandedOver(**about, loan="P-ABCD2345")}
    entries = told(
        *(
            (accepted(device, shipments[n]) if step == "accept" else events[step], k)
            for k, (step, n) in enumerate(steps)
        )
    )
    stays: list[Stay] = []
    for one in entries:
        hear(stays, one)
    assert plain(stays) == plain(stays_of(entries))
    if entries and stays:
        again = [one for one in entries if one[1].data.verb == "accepted"][:1]
        hear(stays, again[0])
        assert plain(stays) == plain(stays_of(entries))


def plain(stays: list[Stay]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in NAMES} for one in stays]
