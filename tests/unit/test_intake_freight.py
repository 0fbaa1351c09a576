"""The rate card: what a delivery costs by zone, cartons and day."""

from datetime import date

import pytest

from services.chassis.errors import Conflict
from services.contracts.reference import boards, device_types
from services.intake.model.freight import capacity, cartons, pro_rata, quote, rate

AUTUMN, SUMMER = date(2020, 8, 27), date(2021, 6, 1)


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [({"laptop": 1}, 1), ({"laptop": 10}, 1), ({"laptop": 11}, 2), ({"tablet": 20, "laptop": 10}, 2), ({}, 0)],
)
def test_a_started_carton_is_a_carton_and_types_never_share_one(quantities: dict[str, int], expected: int):
    assert sum(cartons(quantities, SUMMER).values()) == expected


@pytest.mark.parametrize(
    ("zone", "day", "cents"),
    [
        ("road", AUTUMN, 4500 + 3 * 1200),
        ("remote", AUTUMN, 9500 + 3 * 2200),
        ("air_sea", AUTUMN, 24000 + 3 * 5800),
        ("road", SUMMER, 4600 + 3 * 1225),
    ],
)
def test_freight_is_the_shipment_and_its_cartons_at_the_days_rate(zone: str, day: date, cents: int):
    assert quote(zone, {"laptop": 25}, day).cents == cents


def test_the_last_day_of_a_rate_is_still_its_own():
    assert rate("road", date(2021, 3, 31)).carton_cents == 1200
    assert rate("road", date(2021, 4, 1)).carton_cents == 1225


@pytest.mark.parametrize(("zone", "day"), [("moon", SUMMER), ("road", date(2019, 1, 1))])
def test_without_a_rate_nothing_is_quoted(zone: str, day: date):
    with pytest.raises(Conflict) as refused:
        quote(zone, {}, day)
    assert refused.value.code == "freight.no_rate"


def test_every_board_and_every_type_has_its_price():
    assert all(rate(board.zone, SUMMER).shipment_cents for board in boards().values())
    assert all(capacity(kind, SUMMER) > 0 for kind in device_types())


@pytest.mark.parametrize(("part", "whole", "cents"), [(10, 10, 1001), (5, 10, 501), (0, 10, 0), (1, 3, 334)])
def test_less_granted_is_charged_pro_rata_to_the_nearest_cent(part: int, whole: int, cents: int):
    assert pro_rata(1001, part, whole) == cents
