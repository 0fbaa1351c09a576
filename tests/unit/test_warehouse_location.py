"""What a place's code says of where it is, and how full it counts as."""

import pytest

from services.warehouse.model.location import Fill, Spot, fill_of, spot_of


@pytest.mark.parametrize(
    ("code", "spot"),
    [
        ("A-01-03", Spot("A", 1, 3)),
        ("ZONE-12-40", Spot("ZONE", 12, 40)),
        ("A-01", None),
        ("QUAI-02", None),
    ],
)
def test_a_code_of_three_parts_says_zone_bay_and_level(code: str, spot: Spot | None):
    assert spot_of(code) == spot


@pytest.mark.parametrize(
    ("holds", "capacity", "fill"),
    [
        (0, 60, Fill.EMPTY),
        (0, None, Fill.EMPTY),
        (5, None, Fill.UNKNOWN),
        (1, 60, Fill.LITTLE),
        (20, 60, Fill.LITTLE),
        (21, 60, Fill.HALF),
        (40, 60, Fill.HALF),
        (41, 60, Fill.MOST),
        (59, 60, Fill.MOST),
        (60, 60, Fill.FULL),
        (61, 60, Fill.OVER),
        (1, 0, Fill.OVER),
    ],
)
def test_how_full_a_place_is(holds: int, capacity: int | None, fill: Fill):
    assert fill_of(holds, capacity) is fill
