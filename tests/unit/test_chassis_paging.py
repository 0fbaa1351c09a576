"""A whole list is read by the query of its pages, in few reads, to its end; a longer one is refused, not cut."""

from uuid import UUID

import pytest

from services.chassis.errors import Invalid
from services.chassis.paging import AT_ONCE, MOST, Page, whole


class Shelf:
    """A list of so many rows, with each read that was made of it."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.reads: list[int] = []

    def read(self, cursor: UUID | None, limit: int) -> Page[int]:
        start = cursor.int if cursor else 0
        self.reads.append(limit)
        items = range(start, min(start + limit, self.rows))
        return Page(items, UUID(int=items.stop) if items.stop < self.rows else None)


@pytest.mark.parametrize(
    ("rows", "reads"), [(0, 1), (5, 1), (200, 1), (AT_ONCE, 1), (AT_ONCE + 1, 2), (30_000, 6), (MOST, MOST // AT_ONCE)]
)
def test_a_whole_list_has_every_row_once_in_as_few_reads(rows: int, reads: int) -> None:
    shelf = Shelf(rows)
    assert list(whole(shelf.read)) == list(range(rows))
    assert shelf.reads == [AT_ONCE] * reads


def test_a_list_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(Invalid) as refused:
        list(whole(Shelf(MOST + 1).read))
    assert refused.value.code == "list.too_long"
    assert f"{MOST}" in str(refused.value)
