"""Passwords that would be guessed: the common ones, what is made of few words, and the reserve's own words.

Loaded by the page of passwords alone: its lists are large.
"""

import re
from unicodedata import normalize

from zxcvbn import zxcvbn

from services.contracts.sentence import Sentence, say

# Of 4: what an attacker with a copy of the hashes would need more than a hundred million guesses for.
LEAST = 3
# A longer beginning takes seconds to weigh, and says no more.
WEIGHED = 64
# What anybody would try here first, without accents, longest first; the login is another.
OURS = (
    "informatique",
    "education",
    "ministere",
    "tablette",
    "portable",
    "appareil",
    "urgence",
    "reserve",
    "quebec",
    "ecole",
)
# So much of a password must be its own beside such words.
OWN = 8
TOO_EASY = say(
    "This password would be guessed soon. Take several words that have nothing to do with the reserve or you."
)


def guessable(chosen: str, login: str) -> Sentence | None:
    """What is wrong with a password that is easy to guess; None where it is not."""
    words = [*OURS, *re.findall(r"[a-z]{4,}", login.lower())]
    # Letters and digits alone, an accent beside its letter left out.
    own = "".join(one for one in normalize("NFKD", chosen.lower()) if one.isalnum())
    for word in words:
        own = own.replace(word, "")
    weighed = zxcvbn(chosen[:WEIGHED], user_inputs=words)["score"]
    return TOO_EASY if weighed < LEAST or len(own) < OWN else None
