"""Every page of every service in a browser, found in the route map: nobody meets a barrier, in either language.

A run opens all of them in French on a phone. Every third it opens in English on a wide screen too, and goes through by
the keys that lead from control to control; the next two days' runs the others, and `make walk` all of them.
"""

from pathlib import Path

import pytest

from tests import turns
from tests.integration.stage import Stage
from tests.integration.walk import Door, doors, text, walking
from tests.integration.written import wrong
from tests.servers import browser as program
from tests.servers.barriers import barriers
from tests.servers.browser import Browser

# A small phone: 320 CSS px are what WCAG 1.4.10 (reflow) asks for, which it defines as a screen of 1,280 px at 400 %.
# And that screen as it is.
SCREENS = {"fr": {"width": 320, "height": 640}, "en": {"width": 1280, "height": 800}}
DAYS = 3

# One of each kind, and what it is told as.
IN_THE_WAY = {
    '<p style="color: #ccc">pale</p>': "color-contrast",
    '<label>a</label><input name="a">': "label",
    '<details><summary>more</summary><input name="b"></details>': "label",
    '<button tabindex="3">first</button>': "tabindex",
    '<input aria-label="c" onkeydown="event.preventDefault()"><a href="/">d</a>': "is not reached by Tab",
    '<a href="/" style="position: absolute; left: -900px">away</a>': "is out of view",
    '<a href="/" style="outline: none">unseen</a>': "shows no focus",
    '<style>@keyframes turn { to { opacity: .9; } }</style><p style="animation: turn 9s">turns</p>': "moves",
    '<p style="width: 900px">wide</p>': "scrolls sideways",
}

# What one language writes and the other does not; `_` for a space without which a line could end.
AS_IT_IS = {
    "fr": "2020-08-26 14_h_30; 1_234,50_$ et 47_%; version 5.34.0, 514 555-0123, de 7 à 9",
    "en": "2020-08-26 14:30; $1,234.50 and 47%; version 5.34.0, 514 555-0123, lines 5, 12 and 30",
}
NOT_SO = {
    "fr": "2020-08-26T14:30:00|26/08/2020|14:30|14:30:12|2:30 PM|14 h 30|le 26 August|1234.50|1,234|1 234|1_234,5_$"
    "|1234,50_$|$1,234.50|12,50 $|12,50$|47%|47 %|None",
    "en": "2020-08-26T14:30:00|8/26/2020|14:30:12|14 h 30|14_h_30|26 août 2020|1_234|12,5|12,50_$|$1234.50|$1,234.5"
    "|47 %|47_%|None",
}


@pytest.fixture(scope="module")
def pages(stage: Stage) -> list[Door]:
    return doors(stage)


@pytest.mark.parametrize("language", sorted(SCREENS))
def test_no_page_holds_a_barrier(
    stage: Stage, pages: list[Door], browser: Browser, tmp_path: Path, language: str, pytestconfig: pytest.Config
):
    if why := program.lacking_axe():
        pytest.skip(why)
    with walking(stage, browser, tmp_path / "profile", language, **SCREENS[language]) as walker:
        turn = turns.part(pytestconfig, pages, DAYS)
        met = pages if language == "fr" else turn
        # The controls are the same in either language.
        found = {f"{one.name} {one.asked}": walker.look(one, language == "fr" and one in turn) for one in met}
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("language", sorted(SCREENS))
def test_every_page_writes_days_hours_numbers_and_amounts_as_its_language_does(
    stage: Stage, pages: list[Door], language: str
):
    found = {f"{one.name} {one.asked}": wrong(text(stage, one, language), language) for one in pages}
    assert {name: told for name, told in found.items() if told} == {}


def test_what_is_in_the_way_is_told(browser: Browser, tmp_path: Path):
    if why := program.lacking_axe():
        pytest.skip(why)
    page, told = browser.open(tmp_path / "profile", viewport=SCREENS["fr"]).pages[0], {}
    for one in ("", *IN_THE_WAY):
        page.set_content(f'<html lang="fr"><title>t</title><main><h1>h</h1>{one}</main></html>')
        told[one] = [what for what, *_ in barriers(page)]
    assert told == {"": [], **{one: [what] for one, what in IN_THE_WAY.items()}}


@pytest.mark.parametrize("language", sorted(NOT_SO))
def test_what_is_written_otherwise_is_told(language: str):
    page = '<main><p>%s</p><time datetime="2020-08-26T14:30:00">x</time><code>2020-08-26T14:30</code></main>'
    assert wrong(page % AS_IT_IS[language].replace("_", "\N{NO-BREAK SPACE}"), language) == []
    texts = [one.replace("_", "\N{NO-BREAK SPACE}") for one in NOT_SO[language].split("|")]
    assert [one for one in texts if not wrong(page % one, language)] == []
    assert [one for one in texts if not wrong(f'<button aria-label="{one}">x</button>', language)] == []
