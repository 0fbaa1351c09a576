"""A word that a sentence leaves open agrees with the number before it."""

import pytest

from services.chassis.web.plural import agreed


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("1 carton(s), 12 device(s)", "1 carton, 12 devices", "1 carton, 12 devices"),
        ("0 device(s)", "0 devices", "0 device"),
        ("2 delivery(ies), 1 delivery(ies)", "2 deliveries, 1 delivery", "2 deliveries, 1 delivery"),
        ("1\u00a0234 device(s) of A-01", "1\u00a0234 devices of A-01", "1\u00a0234 devices of A-01"),
        ("Carton RC2: the 1 device(s)", "Carton RC2: the 1 device", "Carton RC2: the 1 device"),
        ("1 device(s) is(are) here", "1 device is here", "1 device is here"),
        ("3 device(s) was(were) here", "3 devices were here", "3 devices were here"),
        ("device(s) (some)", "device(s) (some)", "device(s) (some)"),
    ],
)  # fmt: skip
def test_an_open_word_agrees_with_the_number_before_it(text: str, english: str, french: str) -> None:
    assert (agreed(text, "en"), agreed(text, "fr")) == (english, french)
