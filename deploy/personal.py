"""Writes the inventory of personal information for those who read docs/: one page a language, made from its data."""

from collections.abc import Iterator
from pathlib import Path

from services.chassis.catalogue import catalogue
from services.chassis.terms import COMMON
from services.contracts.personal import NONE, SAID, inventory, kinds, stores, words
from services.everything import SERVICES

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"fr": ROOT / "docs/fr/renseignements-personnels.md", "en": ROOT / "docs/en/personal-data.md"}


def page(language: str) -> str:
    """The whole page in a language."""
    return "\n".join([*_opening(language), *_kinds(language), *_terms(language), *_stores(language)]) + "\n"


def _opening(language: str) -> Iterator[str]:
    said = words(language)
    none = sum(kind == NONE for kind in inventory().values())
    yield from (f"# {said['title']}", "", said["intro"], "", said["none"].format(count=none), "")


def _kinds(language: str) -> Iterator[str]:
    said = words(language)
    for kind, told in kinds().items():
        yield from (f"## {told[language]['what']}", "")
        yield from (f"- {said[name]}{said['colon']}{told[language][name]}." for name in SAID[1:])
        places = (f"`{one.service}.{one.table}.{one.column}`" for one, of in inventory().items() if of == kind)
        yield from (f"- {said['where']}{said['colon']}{', '.join(places)}.", "")


def _terms(language: str) -> Iterator[str]:
    """The rules of the purge, as the services declare them."""
    said = words(language)
    yield from (f"## {said['terms']}", "", said["purge"], "", said["term_heads"], "| --- | --- | --- | --- |")
    for service, term in [("chassis", one) for one in COMMON] + [
        (each.name, one) for each in SERVICES for one in each.terms
    ]:
        translate = catalogue(("services.chassis", f"services.{service}"), language).gettext
        what, why = term.what.render(translate), term.why.render(translate)
        yield f"| `{service}` | {what} | {term.days} | {why} |"
    yield ""


def _stores(language: str) -> Iterator[str]:
    said = words(language)
    yield from (f"## {said['stores']}", "", said["heads"], "| --- | --- | --- |")
    yield from (f"| {one['where']} | {one['holds']} | {one['kept']} |" for one in stores(language))


if __name__ == "__main__":
    for name, path in PAGES.items():
        path.write_text(page(name), encoding="utf-8")
