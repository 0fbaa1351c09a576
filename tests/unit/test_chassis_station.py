"""The scanning page's scripts: each word that they ask for is there, and each that is there is asked for."""

import re

from services.chassis.station.release import STATIC
from services.chassis.station.words import WORDS

SCRIPTS = sorted((STATIC / "station").glob("*.js"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
LONGEST = 150


def test_the_words_of_the_page_are_those_that_its_scripts_ask_for():
    named = set(re.findall(r"\bwords\.(\w+)", SOURCE))
    outcomes = set(re.findall(r"(?m)^  (\w+): \[\[", SOURCE))
    stops = {f"link_{why}" for why in re.findall(r'new Stopped\("(\w+)"', SOURCE)}
    errors = set(re.findall(r'Error\("(\w+)"\)|"(camera_\w+)"', SOURCE))
    asked = named | outcomes | stops | {one for pair in errors for one in pair if one}
    # Another person signed in: the page is made anew and says nothing.
    asked -= {"link_other"}
    assert (asked - set(WORDS), set(WORDS) - asked) == (set(), set())


def test_no_script_of_the_page_is_long_and_each_says_first_what_it_is():
    for path in SCRIPTS:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= LONGEST, path.name
        assert lines[0].startswith("/** "), path.name
