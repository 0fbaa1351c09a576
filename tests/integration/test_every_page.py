"""Every page of every service in a browser, found in the route map: nobody meets a barrier, in either language."""

from pathlib import Path

import pytest

from tests.integration.stage import Stage
from tests.integration.walk import Door, doors, walking
from tests.servers import browser as program
from tests.servers.barriers import barriers
from tests.servers.browser import Browser

# A small phone; a screen of 1,280 px at 400 % shows as much. And that screen as it is.
SCREENS = {"fr": {"width": 320, "height": 640}, "en": {"width": 1280, "height": 800}}

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


@pytest.fixture(scope="module")
def pages(stage: Stage) -> list[Door]:
    return doors(stage)


@pytest.mark.parametrize("language", sorted(SCREENS))
def test_no_page_holds_a_barrier(stage: Stage, pages: list[Door], browser: Browser, tmp_path: Path, language: str):
    if why := program.lacking_axe():
        pytest.skip(why)
    with walking(stage, browser, tmp_path / "profile", language, **SCREENS[language]) as walker:
        found = {f"{one.name} {one.asked}": walker.look(one) for one in pages}
    assert {name: told for name, told in found.items() if told} == {}


def test_what_is_in_the_way_is_told(browser: Browser, tmp_path: Path):
    if why := program.lacking_axe():
        pytest.skip(why)
    page, told = browser.open(tmp_path / "profile", viewport=SCREENS["fr"]).pages[0], {}
    for one in ("", *IN_THE_WAY):
        page.set_content(f'<html lang="fr"><title>t</title><main><h1>h</h1>{one}</main></html>')
        told[one] = [what for what, *_ in barriers(page)]
    assert told == {"": [], **{one: [what] for one, what in IN_THE_WAY.items()}}
