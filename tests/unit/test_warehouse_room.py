"""The rule of where a device is put away: one model together, then the nearest empty shelf, always the same answer."""

import pytest

from services.warehouse.model.location import LocationKind, kind_of
from services.warehouse.model.room import Room, Rooms


def shelf(code: str, left: int, *models: str) -> Room:
    return Room(code, left, not models, set(models))


@pytest.mark.parametrize(
    ("shelves", "count", "place"),
    [
        ([shelf("A-01-01", 3), shelf("A-01-02", 3)], 1, "A-01-01"),
        ([shelf("A-01-02", 3), shelf("A-01-01", 3)], 1, "A-01-01"),
        ([shelf("A-01-01", 3, "other"), shelf("A-01-02", 3)], 1, "A-01-02"),
        ([shelf("A-01-01", 3), shelf("A-01-02", 3, "mine")], 1, "A-01-02"),
        ([shelf("A-01-01", 0, "mine"), shelf("A-01-02", 3, "other")], 1, "A-01-02"),
        ([shelf("A-01-01", 3, "mine"), shelf("A-01-02", 10)], 10, "A-01-02"),
        ([shelf("A-01-01", 2, "other"), shelf("A-01-02", 2, "mine")], 10, "A-01-02"),
        ([shelf("A-01-01", 0)], 1, None),
        ([], 1, None),
    ],
)
def test_a_model_goes_where_it_is_already_then_to_the_nearest_empty_shelf(
    shelves: list[Room], count: int, place: str | None
) -> None:
    found = Rooms(shelves).propose("mine", count)
    assert (found.code if found else None) == place


def test_what_is_told_to_go_somewhere_takes_up_its_room() -> None:
    rooms = Rooms([shelf("A-01-01", 4), shelf("A-01-02", 4), shelf("A-01-03", 4)])
    assert rooms.allot("mine", 3) == [("A-01-01", 3)]
    assert rooms.allot("other", 2) == [("A-01-02", 2)]
    assert rooms.allot("mine", 7) == [("A-01-01", 1), ("A-01-03", 4), ("A-01-02", 2)]
    assert rooms.allot("mine", 1) == [(None, 1)]


def test_a_place_is_what_its_name_says_where_nobody_says_it() -> None:
    kinds = {code: kind_of(code) for code in ("QUAI-01", "CHAR-02", "BANC-01", "A-01-03", "QUAIS-01")}
    assert list(kinds.values()) == [
        LocationKind.DOCK,
        LocationKind.CART,
        LocationKind.BENCH,
        LocationKind.SHELF,
        LocationKind.SHELF,
    ]
