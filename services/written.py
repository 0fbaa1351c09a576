"""How numbers stand in a sentence for a person: with their language's signs, and the words after them in agreement."""

import re
from collections.abc import Mapping

OPEN = re.compile(r"y\(ies\)|\(s\)")
# A number that stands for itself, not a part of a code.
NUMBER = re.compile(r"(?<![\w-])\d[\d\u00a0\u202f,]*(?![\w-])")
FORMS = {"y(ies)": ("y", "ies"), "(s)": ("", "s")}


def written(value: object, sample: str) -> object:
    """A number with the signs of `sample`, which is 1,234.5 in that language; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:,}".translate({ord(","): sample[1], ord("."): sample[-2]})


def filled(text: str, values: Mapping[str, object], sample: str) -> str:
    """A sentence with its values put in, numbers as the language of `sample` writes them, words in agreement."""
    put_in = text % {name: written(value, sample) for name, value in values.items()}
    return agreed(put_in, "en" if sample[1] == "," else "fr")


def agreed(text: str, language: str) -> str:
    """`12 device(s)` as people say it: each open word closed by the number before it, or left where there is none.

    French has no plural of 0, English has.
    """

    def closed(found: re.Match[str]) -> str:
        numbers = NUMBER.findall(text, 0, found.start())
        if not numbers:
            return found[0]
        number = int(re.sub(r"\D", "", numbers[-1]))
        return FORMS[found[0]][number > 1 or (number == 0 and language == "en")]

    return OPEN.sub(closed, text)
