"""Every page and list takes the same statements however much there is: asked for before and after a reserve grew.

Made from the route map, as `test_every_route.py` is; a new route is here by its line in `ways_*.py`. Each page is asked
for by a third of its roles, the next two days by the others; by all of them in `make walk`.
"""

from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

import pytest

from services.contracts.roles import Role
from tests import turns
from tests.bench.asking import pages, statements
from tests.bench.copies import FIRST, Story, multiply
from tests.bench.lives import addresses
from tests.integration.house import OURS
from tests.integration.stage import Stage

pytestmark = pytest.mark.databases("postgresql")
COPIES = 20
DAYS = 3


def asked(config: pytest.Config, stage: Stage) -> list[tuple[str, Role]]:
    """Each page with those of its roles whose turn it is, and with one at least."""
    roles = {name: [role for _, role in several] for name, several in groupby(pages(stage), itemgetter(0))}
    return [(name, role) for name, all_ in roles.items() for role in turns.part(config, all_, DAYS) or all_[:1]]


def test_every_page_and_list_takes_the_same_statements_for_few_rows_as_for_many(
    own_stage: Stage, pytestconfig: pytest.Config
) -> None:
    every = asked(pytestconfig, own_stage)
    few = {one: statements(own_stage, *one) for one in every}
    urls = addresses(own_stage.house)
    multiply(Story(urls, OURS, datetime.now(UTC)), urls, FIRST, COPIES)
    many = {one: statements(own_stage, *one) for one in every}
    assert {one: (few[one], many[one]) for one in few if few[one] < many[one]} == {}
