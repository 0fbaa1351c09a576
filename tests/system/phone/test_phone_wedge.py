"""A keyboard scanner at the page: what it reads arrives whole under every layout, and people type as they did."""

from typing import Any

from tests.system.phone.aisle import SHELF, Aisle
from tests.system.phone.keyboards import GS, LAYOUTS, Keyboard
from tests.system.phone.phone import Phone

READ = ["5CD3012Q7W", "PF2A-01/Q.M", f"]C1019501101530003521Z8M4{GS}240AB-1", "zqaw MA:1+2"]


def last(one: Phone, sent: int) -> Any:
    """The scan that was sent after so many others."""
    one.until("(many) => window.heard.filter((tone) => tone.kind === 'refused').length > many", sent)
    return one.sent()[sent]["codes"][0]


def test_the_same_serials_arrive_under_three_layouts_wherever_the_focus_is(clerk: Phone):
    one = clerk.choose("put_away", location=SHELF)
    keys = one.context.new_cdp_session(one.page)
    sent = 0
    for layout in LAYOUTS:
        keyboard = Keyboard(keys, layout)
        for place, text in enumerate(READ):
            # In the field, on a button that Enter would press, and nowhere.
            one.page.focus(["#code", "#stack-toggle", "#main"][place % 3])
            keyboard.burst(text, end=["Enter", "Tab"][place % 2])
            assert last(one, sent) == {"text": text, "symbology": "Typed"}, layout
            assert one.page.input_value("#code") == ""
            sent += 1
    assert one.page.get_attribute("#stack-toggle", "aria-pressed") == "false"


def test_what_a_person_types_is_what_their_own_layout_writes(clerk: Phone, floor: Aisle):
    (serial,) = floor.received(1)
    one = clerk.choose("put_away", location=SHELF)
    one.page.focus("#code")
    keyboard = Keyboard(one.context.new_cdp_session(one.page), "fr-FR")
    keyboard.typed(serial)
    one.shows("done", serial)
    # A scanner that was set to AZERTY as the device is: told by its digits.
    keyboard.own_burst("5CD99QAZ1M")
    one.shows("refused", "5CD99QAZ1M")
    keyboard.burst("RLA0101H")
    one.shows("refused", "RLA0101H")
