"""How the terminal writes a number in the reader's language: as the catalogue of whoever speaks writes `1,234.5`."""

from collections.abc import Mapping


def written(value: object, sample: str) -> object:
    """A number with the signs of `sample`, which is 1,234.5 in that language; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return f"{value:,}".translate({ord(","): sample[1], ord("."): sample[-2]})


def filled(text: str, values: Mapping[str, object], sample: str) -> str:
    """A sentence with its values put in, numbers as the language writes them."""
    return text % {name: written(value, sample) for name, value in values.items()}
