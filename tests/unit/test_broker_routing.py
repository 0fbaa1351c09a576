"""The rule of AMQP topics, as the embedded broker keeps it: `*` is one word, `#` any number of them."""

import pytest

from services.chassis.broker.embedded import routing


@pytest.mark.parametrize(
    ("binding", "key", "matches"),
    [
        ("a.b", "a.b", True),
        ("a.b", "a.bb", False),
        ("a.b", "axb", False),
        ("*", "a", True),
        ("*", "", False),
        ("*", "a.b", False),
        ("*.*", "a.b", True),
        ("a.*.c", "a.b.c", True),
        ("a.*.c", "a.c", False),
        ("#", "", True),
        ("#", "a.b.c", True),
        ("a.#", "a", True),
        ("a.#", "a.b.c", True),
        ("a.#", "ab", False),
        ("#.c", "c", True),
        ("#.c", "a.b.c", True),
        ("#.c", "a.bc", False),
        ("a.#.c", "a.c", True),
        ("a.#.c", "a.b.b.c", True),
        ("#.b.#", "b", True),
        ("#.b.#", "a.b.c", True),
        ("#.#", "", True),
        ("*.#", "", False),
        ("*.#", "a", True),
        ("", "", True),
        ("", "a", False),
        ("a+.b", "aa.b", False),
    ],
)
def test_topics_match_as_amqp_says(binding: str, key: str, matches: bool) -> None:
    assert routing.topic_matches(binding, key) is matches
