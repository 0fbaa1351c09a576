"""`12 device(s)` as people say it: each word that a sentence leaves open agrees with the number before it."""

import re

OPEN = re.compile(r"y\(ies\)|\(s\)|is\(are\)|was\(were\)|needs\(need\)")
# A number that stands for itself, not a part of a code.
NUMBER = re.compile(r"(?<![\w-])\d[\d\u00a0\u202f,]*(?![\w-])")
FORMS = {
    "y(ies)": ("y", "ies"),
    "(s)": ("", "s"),
    "is(are)": ("is", "are"),
    "was(were)": ("was", "were"),
    "needs(need)": ("needs", "need"),
}


def agreed(text: str, language: str) -> str:
    """The sentence with its open words closed. Those before which no number stands stay as they are."""

    def closed(found: re.Match[str]) -> str:
        numbers = NUMBER.findall(text, 0, found.start())
        if not numbers:
            return found[0]
        number = int(re.sub(r"\D", "", numbers[-1]))
        return FORMS[found[0]][number > 1 or (number == 0 and language == "en")]

    return OPEN.sub(closed, text)
