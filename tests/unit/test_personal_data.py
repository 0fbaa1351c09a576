"""The inventory of personal information against the tables as they are, and the pages made from it."""

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, MetaData, String

from deploy.personal import PAGES, page
from services.chassis import tables
from services.contracts.personal import NONE, SAID, Place, inventory, kinds, stores
from services.everything import SERVICES

SCHEMA: dict[str, MetaData] = {"chassis": tables.metadata, **{one.name: one.tables for one in SERVICES}}


def could_hold_any(kind: object) -> bool:
    """Whether a column of this type could hold something of a person; the words of a vocabulary cannot."""
    return isinstance(kind, String | JSON | LargeBinary) and not isinstance(kind, Enum)


def test_every_column_that_could_hold_something_of_a_person_is_classified():
    found = {
        Place(service, table.name, column.name)
        for service, metadata in SCHEMA.items()
        for table in metadata.sorted_tables
        for column in table.columns
        if could_hold_any(column.type)
    }
    assert sorted(found - set(inventory())) == [], "say in services/contracts/data/personal.csv what it holds, or none"
    assert sorted(set(inventory()) - found) == [], "a line without a column"


def test_every_kind_is_told_whole_in_both_languages():
    assert set(inventory().values()) - {NONE} == set(kinds())
    told = [(kind, language, name) for kind in kinds() for language in PAGES for name in SAID]
    assert [one for one in told if not kinds()[one[0]][one[1]].get(one[2])] == []
    assert len(stores("fr")) == len(stores("en"))


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_what_the_inventory_says(language: str):
    assert PAGES[language].read_text(encoding="utf-8") == page(language), "run `.venv/bin/python -m deploy.personal`"
