"""A station's key: whose it is, what it is good for, until when, and the key before it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.errors import Conflict, Invalid
from services.contracts import duty as duties
from services.contracts.duty import AT_BOARD, IN_WAREHOUSE, Duty
from services.contracts.values import BoardCode
from services.portal.model.station import open_station, station_of
from services.shipping import scans as shipping
from services.warehouse.scans import actions as warehouse

AT = datetime(2020, 8, 26, 14, tzinfo=UTC)


def test_a_key_opens_its_own_station_until_it_is_revoked():
    station, key = open_station("quai-2", None, AT)
    station.active = True
    assert station_of(key) == station.id
    assert station.opens(key, AT)
    assert not station.opens(key[:-1] + ("A" if key[-1] != "A" else "B"), AT)
    station.active = False
    assert not station.opens(key, AT)


def test_a_key_is_good_for_so_many_days_and_a_renewed_one_for_a_week_more():
    station, key = open_station("quai-2", None, AT, days=30)
    station.active = True
    assert station.opens(key, AT + timedelta(days=30))
    assert not station.opens(key, AT + timedelta(days=30, seconds=1))
    later = AT + timedelta(days=29)
    fresh = station.renew(later, 30)
    assert station_of(fresh) == station.id
    assert all(station.opens(one, later + timedelta(days=7)) for one in (key, fresh))
    assert [station.opens(one, later + timedelta(days=8)) for one in (key, fresh)] == [False, True]
    again = station.renew(later, 30)
    assert [station.opens(one, later) for one in (key, fresh, again)] == [False, True, True]
    much_later = later + timedelta(days=31)
    last = station.renew(much_later, 30)
    assert [station.opens(one, much_later) for one in (fresh, again, last)] == [False, False, True]
    station.active = False
    assert not any(station.opens(one, later) for one in (fresh, again, last))
    with pytest.raises(Conflict):
        station.renew(later, 30)


def test_a_key_is_good_for_duties_of_its_place_alone():
    station, _ = open_station("quai-2", None, AT, [Duty.PICKING, Duty.LOADING])
    assert station.person("op-7").duties == {Duty.PICKING, Duty.LOADING}
    assert open_station("quai-2", None, AT)[0].person("op-7").duties is None
    with pytest.raises(Invalid):
        open_station("quai-2", None, AT, [Duty.ACCEPTING])
    with pytest.raises(Invalid):
        open_station("quai-2", BoardCode("762000"), AT, [Duty.PICKING])


def test_every_action_of_the_doors_for_scans_is_of_one_duty():
    at_board, in_warehouse = set(shipping.ACTIONS), set(warehouse.ACTIONS) | set(shipping.AT_DOCK)
    for place, actions in ((AT_BOARD, at_board), (IN_WAREHOUSE, in_warehouse)):
        named = [one for duty in place for one in duties.ACTIONS[duty]]
        assert sorted(named) == sorted(actions)
    assert set(duties.ACTIONS) == set(Duty)


@pytest.mark.parametrize("text", ["", "rsk_", "rsk_abcdefgh_short", "abc", "rsk_ABCDEFGH_" + "x" * 43])
def test_what_is_no_key_names_no_station(text: str):
    assert station_of(text) is None
