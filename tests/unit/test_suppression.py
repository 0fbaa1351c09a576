"""What is published of a column of counts tells nobody a small number, however he reckons."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.model.fate import FATES
from services.portal.model.state import State
from services.portal.model.suppression import LEAST, published

columns = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=6)


@given(columns)
def test_no_small_number_is_told_and_what_is_told_is_true(cells: dict[str, int]):
    told = published(cells)
    assert all(shown in (None, cells[key]) for key, shown in told.cells.items())
    assert not any(shown is not None and 0 < shown < LEAST for shown in told.cells.values())
    assert told.total in (None, sum(cells.values()))
    assert set(told.cells) == set(cells)


def possible(cells: dict[str, int]) -> list[dict[str, int]]:
    """Every column from which the same would be published: what a reader who knows the rules must hold possible."""
    told = published(cells)
    hidden = [key for key, shown in told.cells.items() if shown is None]
    most = 12 if told.total is None else told.total
    found = []
    for values in product(range(1, most + 1), repeat=len(hidden)):
        other = cells | dict(zip(hidden, values, strict=True))
        if (told.total is None or sum(other.values()) == told.total) and published(other) == told:
            found.append(other)
    return found


@pytest.mark.parametrize(
    "counts",
    [
        (1, 0, 30),
        (4, 30),
        (1, 1, 40, 9),
        (4, 4, 4),
        (2, 3, 50),
        (1, 6, 6),
        (3, 3, 3),
        (1, 5),
        (4, 5),
        (2,),
        (1, 1),
        (1, 4, 5),
    ],
)
def test_a_reader_who_knows_the_rules_cannot_reckon_a_hidden_number(counts: tuple[int, ...]):
    cells = dict(zip("abcdef", counts, strict=False))
    told, candidates = published(cells), possible(cells)
    assert cells in candidates
    for key, shown in told.cells.items():
        if shown is None:
            assert len({one[key] for one in candidates}) > 1, f"{key} can be reckoned from {told}"


def test_the_total_is_told_wherever_something_is_left_to_hide_behind():
    assert published({"a": 2, "b": 40, "c": 9}).cells == {"a": None, "b": 40, "c": None}
    assert published({"a": 2, "b": 40, "c": 9}).total == 51
    assert published({"a": 2, "b": 0}).total is None
    assert published({"a": 5, "b": 0}) == published({"a": 5, "b": 0})
    assert published({"a": 5, "b": 0}).cells == {"a": 5, "b": 0}


def test_every_state_of_a_device_that_came_falls_into_one_public_word():
    assert set(FATES) == set(State) - {State.NAMED}
