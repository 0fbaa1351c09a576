"""The dated reference data: complete, unique, in its order, valid on the day that it says."""

from datetime import date

from services.contracts.reference import boards, categories, device_types, models


def test_there_are_the_72_boards_of_which_nine_english_and_three_special() -> None:
    kinds = [board.kind for board in boards().values()]
    assert (len(kinds), kinds.count("css"), kinds.count("cs"), kinds.count("special")) == (72, 60, 9, 3)


def test_every_board_has_a_delivery_zone_and_an_address_town() -> None:
    assert {board.zone for board in boards().values()} == {"road", "remote", "air_sea"}
    assert all(board.town and board.postal_code for board in boards().values())


def test_the_five_priority_categories_come_in_their_order() -> None:
    assert list(categories()) == ["no_access", "shared_access", "alternating", "at_risk", "special_needs"]


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
