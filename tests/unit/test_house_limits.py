"""The page of limits and rules is what the code holds to."""

import pytest

from deploy.limits import PAGES, page


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_page_of_limits_and_rules_is_made_of_the_code(language: str) -> None:
    assert PAGES[language].read_text(encoding="utf-8") == page(language), "run `.venv/bin/python -m deploy.limits`"
