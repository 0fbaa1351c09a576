"""Every page and list takes the same statements however much there is: asked for before and after a reserve grew.

Made from the route map, as `test_every_route.py` is; a new route is here by its line in `ways_*.py`.
"""

from datetime import UTC, datetime

import pytest

from tests.bench.asking import pages, statements
from tests.bench.copies import FIRST, Story, multiply
from tests.bench.lives import addresses
from tests.integration.house import OURS
from tests.integration.stage import Stage

pytestmark = pytest.mark.databases("postgresql")
COPIES = 20


def test_every_page_and_list_takes_the_same_statements_for_few_rows_as_for_many(own_stage: Stage) -> None:
    few = {one: statements(own_stage, *one) for one in pages(own_stage)}
    urls = addresses(own_stage.house)
    multiply(Story(urls, OURS, datetime.now(UTC)), urls, FIRST, COPIES)
    many = {one: statements(own_stage, *one) for one in pages(own_stage)}
    assert {one: (few[one], many[one]) for one in few if few[one] < many[one]} == {}
