"""How a page writes days, hours, numbers and amounts: what in its visible text is not written as its language does."""

import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser

# What nobody reads as text: scripts and styles, what waits to be filled, what stands as a machine wrote it.
UNSEEN = frozenset({"script", "style", "template", "title", "code", "pre", "svg"})
# Attributes that are read aloud.
SPOKEN = frozenset({"aria-label", "alt", "title", "placeholder"})

WRONG = {
    "a moment as machines write it": r"\d{4}-\d\d-\d\dT\d",
    "seconds": r"\b\d{1,2}:\d\d:\d\d",
    "a day with slashes": r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    "a day the other way round": r"\b\d{1,2}-\d{1,2}-\d{4}\b",
    "a Python value": r"\b(?:None|True|False|Decimal\(|datetime\.)",
}
IN = {
    "fr": {
        "an hour with a colon": r"\b\d{1,2}:\d\d\b",
        "an hour of twelve": r"\d\s?[AaPp]\.?[Mm]\b",
        "a point in a number": r"(?<![\w.])\d+\.\d+(?![\w.])",
        "thousands with a comma": r"(?<![\w,])\d{1,3}(?:,\d{3})+\b",
        "a dollar in front": r"\$\s?\d",
        "a space that breaks": r"\d [$%]|\d \d{3}(?![\d-])|\d h\b|\bh \d\d\b",
        "nothing before the sign": r"\d[$%]",
        "an English month": r"\b(?:January|February|April|June|July|August|September|October|November|December)\b",
    },
    "en": {
        "an hour with an h": r"\d\s?h\s?\d\d\b",
        "a comma for a point": r"(?<![\w,])\d+,\d{1,2}(?![\d,])(?:\s?[$%])?",
        # A telephone number has none.
        "thousands with a space": r"(?<![\w-])\d{1,3}[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3}\b(?!-\d)",
        "a dollar behind": r"\d\s?\$",
        "a space before the sign": r"\d\s%",
        "a French month": r"\b(?:janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
    },
}
# Names that hold a number of their own.
STANDARDS = re.compile(r"\b(?:EPCIS|OpenAPI|WCAG|ASVS) \d\.\d\b")
# An amount's cents are two, its thousands are set apart.
AMOUNT = {"fr": r"\d[\d\s,.]*\$", "en": r"\$\s?\d(?:[\d,.]*\d)?"}
GOOD_AMOUNT = {
    "fr": r"\d{1,3}(?:\N{NO-BREAK SPACE}\d{3})*(?:,\d\d)?\N{NO-BREAK SPACE}\$",
    "en": r"\$\d{1,3}(?:,\d{3})*(?:\.\d\d)?",
}


class Page(HTMLParser):
    """The visible texts of a page, what is read aloud among them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        self.texts += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen and (text := data.strip(" \n\t")):
            self.texts.append(text)


def wrong(page: str, language: str) -> list[tuple[str, str]]:
    """What is written as this language does not, and where."""
    return [found for text in Page(page).texts for found in _wrong(text, language)]


# Most stand on every page.
@cache
def _wrong(text: str, language: str) -> list[tuple[str, str]]:
    text = STANDARDS.sub("", text)
    found = [(rule, text) for rule, form in (WRONG | IN[language]).items() if re.search(form, text)]
    if any(not re.fullmatch(GOOD_AMOUNT[language], one) for one in re.findall(AMOUNT[language], text)):
        found.append(("an amount", text))
    return found
