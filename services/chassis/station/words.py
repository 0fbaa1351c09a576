"""The sentences that the page's script shows, by the keys under which it asks for them."""

from collections.abc import Mapping

from services.contracts.sentence import Sentence, say

WORDS: Mapping[str, Sentence] = {
    "done": say("Done"),
    "repeated": say("Done before"),
    "refused": say("Refused"),
}
