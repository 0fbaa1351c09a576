"""What a week is played from: shares by the seed, serials and cartons that are new each time."""

from itertools import islice
from random import Random

from scanner.codes import read_label
from services.player.week.plan import ALL, SURGE
from services.player.week.serials import MODELS, cartons, serials


def test_a_surge_asks_for_more_than_there_is_and_one_board_for_most() -> None:
    shares = SURGE.shares(5_000, Random(1))
    assert len(shares) == SURGE.boards
    assert shares[0] == max(shares) == SURGE.largest // 2
    assert sum(shares) > 5_000


def test_the_whole_reserve_is_asked_for_to_the_last_device() -> None:
    shares = ALL.shares(15_000, Random(1))
    assert (len(shares), sum(shares)) == (72, 15_000)
    assert min(shares) > 0


def test_the_same_seed_asks_the_same() -> None:
    assert SURGE.shares(5_000, Random(7)) == SURGE.shares(5_000, Random(7)) != SURGE.shares(5_000, Random(8))


def test_serials_are_new_each_time_and_read_as_what_they_are() -> None:
    for kind in MODELS:
        some, others = (set(islice(serials(kind), 500)) for _ in range(2))
        assert len(some) == len(others) == 500
        assert not some & others
        label = read_label([(next(iter(some)), "Code128")])
        assert [one.value for one in (*label.serials, *label.plain)]


def test_cartons_of_two_trucks_have_other_names() -> None:
    assert not set(islice(cartons(), 1_000)) & set(islice(cartons(), 1_000))
