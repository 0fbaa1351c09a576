"""The dated reference data: complete, unique, in its order, valid on the day that it says."""

from datetime import date, timedelta
from itertools import pairwise

from services.contracts.reference import boards, categories, device_types, models


def test_there_are_the_72_boards_of_which_nine_english_and_three_special() -> None:
    kinds = [board.kind for board in boards().values()]
    assert (len(kinds), kinds.count("css"), kinds.count("cs"), kinds.count("special")) == (72, 60, 9, 3)


def test_every_board_has_a_delivery_zone_and_an_address_town() -> None:
    assert {board.zone for board in boards().values()} == {"road", "remote", "air_sea"}
    assert all(board.town and board.postal_code for board in boards().values())


def test_the_five_priority_categories_come_in_their_order_and_the_one_of_november_2020_after_them() -> None:
    five = ["no_access", "shared_access", "alternating", "at_risk", "special_needs"]
    assert list(categories()) == [*five, "vulnerable"]
    assert [code for code, one in categories().items() if one.holds(date(2020, 11, 3))] == five


def test_a_category_that_was_widened_keeps_the_name_that_it_had_for_what_was_said_then() -> None:
    alternating = categories()["alternating"]
    names = [alternating.name("en", date(2020, month, 4)) for month in (1, 10, 11, 12)]
    narrow, wide = "In Secondary 4-5 in alternating attendance", "In Secondary 3-5 in alternating attendance"
    assert names == [narrow, narrow, wide, wide]
    assert alternating.name("en") == wide


def test_no_two_wordings_of_a_word_hold_on_one_day_and_none_is_missing_between() -> None:
    for term in (*categories().values(), *device_types().values()):
        for earlier, later in pairwise(term.wordings):
            assert earlier.valid_to == later.valid_from - timedelta(days=1), term.code


def test_a_model_may_be_held_on_its_days_alone() -> None:
    acer = models()["NX.HPWAA.00D"]
    assert [acer.holds(date(2020, 11, day)) for day in (3, 4)] == [False, True]


def test_a_third_device_type_is_valid_only_from_its_day_on() -> None:
    chromebook = device_types()["chromebook"]
    assert not chromebook.holds(date(2020, 11, 3))
    assert chromebook.holds(date(2020, 11, 4))


def test_every_model_is_of_a_known_type() -> None:
    assert {model.type for model in models().values()} <= set(device_types())


def test_a_board_is_named_in_the_readers_language() -> None:
    assert boards()["762000"].name("fr").startswith("Centre de services")
    assert boards()["881000"].name("en").endswith("School Board")
    assert boards()["762000"].name("en")
