"""Passwords as people know them: made here at random, or chosen by their person, then neither short nor the old one."""

import secrets

from services.contracts.sentence import Sentence, say

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
TOO_SHORT = say("A password has at least %(least)s characters.", least=SHORTEST_PASSWORD)


def random_password() -> str:
    """A password made here: 128 random bits."""
    return secrets.token_urlsafe(16)


def unfit(present: str, chosen: str, again: str) -> Sentence | None:
    """What is wrong with a password that somebody chooses for himself; None where nothing is."""
    if not SHORTEST_PASSWORD <= len(chosen) <= LONGEST_PASSWORD:
        return TOO_SHORT
    if chosen == present:
        return say("Choose a password other than the current one.")
    return None if chosen == again else say("The new password was not typed twice alike.")
