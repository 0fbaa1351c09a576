"""From the values of Code 128's characters to the text that they spell in its three code sets."""

from collections.abc import Iterator

FNC1, SHIFT, GROUP = 102, 98, "\x1d"
_SETS = {103: "A", 104: "B", 105: "C"}
_SWITCHES = {("A", 99): "C", ("B", 99): "C", ("A", 100): "B", ("C", 100): "B", ("B", 101): "A", ("C", 101): "A"}


def checked(values: list[int]) -> bool:
    """Whether the check character, the last, is right."""
    total = values[0] + sum(place * value for place, value in enumerate(values[1:-1], start=1))
    return total % 103 == values[-1]


def is_gs1(values: list[int]) -> bool:
    """Whether GS1's sign leads the text."""
    return values[1] == FNC1


def spelled(values: list[int]) -> str:
    """The text; empty where a character stands that no printer of ours sets."""
    try:
        return "".join(_letters(_SETS[values[0]], values[2 if is_gs1(values) else 1 : -1]))
    except ValueError:
        return ""


def _letters(kind: str, values: list[int]) -> Iterator[str]:
    once = ""
    for value in values:
        now, once = once or kind, ""
        if value == FNC1:
            yield GROUP
        elif (now, value) in _SWITCHES:
            kind = _SWITCHES[now, value]
        elif value == SHIFT and now != "C":
            once = "B" if now == "A" else "A"
        else:
            yield _letter(now, value)


def _letter(kind: str, value: int) -> str:
    if kind == "C" and value < 100:
        return f"{value:02}"
    if kind == "C" or value >= 96:
        raise ValueError(value)
    return chr(value - 64) if kind == "A" and value >= 64 else chr(value + 32)
