"""New serials and supplier's cartons for each run, such as the makers print them."""

import secrets
from collections.abc import Iterator

LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
# By kind: maker, part number, and how a serial is built: what it begins with, its digits, its letters.
MODELS = {
    "tablet": ("Apple", "MYLD2C/A", "DMP", 0, 9),
    "laptop": ("HP", "9UZ86UT", "5CG", 3, 4),
    "chromebook": ("Acer", "NX.HPWAA.00D", "NXHPWAA", 6, 9),
}


def serials(kind: str) -> Iterator[str]:
    """Serials in a row from a place that was drawn: two runs do not meet but by a chance of one in many thousands."""
    _, _, head, digits, letters = MODELS[kind]
    size = 10**digits * len(LETTERS) ** letters
    number = secrets.randbelow(size)
    while True:
        whole, rest = divmod(number, len(LETTERS) ** letters)
        yield head + (f"{whole:0{digits}d}" if digits else "") + _written(rest, letters)
        number = (number + 1) % size


def cartons() -> Iterator[str]:
    """A supplier's carton codes: four letters that were drawn, five digits."""
    head = "".join(secrets.choice(CONSONANTS) for _ in range(4))
    for number in range(100_000):
        yield f"{head}{number:05d}"


def _written(number: int, letters: int) -> str:
    text = ""
    for _ in range(letters):
        number, place = divmod(number, len(LETTERS))
        text = LETTERS[place] + text
    return text
