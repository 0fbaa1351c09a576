"""The help as people read it: a page a role under `docs/`, in both languages, made into HTML."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE, Role

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures"
# By the word in the address: the file of each language.
FILES = {
    "warehouse": {"fr": "aide-entrepot", "en": "help-warehouse"},
    "board": {"fr": "aide-organisme", "en": "help-board"},
    "ministry": {"fr": "aide-ministere", "en": "help-ministry"},
    "oversight": {"fr": "aide-controle", "en": "help-oversight"},
}
PAGES = dict.fromkeys((*WAREHOUSE, Role.STATION), "warehouse")
PAGES |= dict.fromkeys(BOARD, "board") | dict.fromkeys(SEES_ALL, "ministry")
PAGES |= {Role.AUDITOR: "oversight", Role.PRIVACY: "oversight"}


@dataclass(frozen=True)
class Guide:
    """One page: its title, and what stands under it as HTML."""

    title: str
    body: str


@cache
def guide(name: str, language: str) -> Guide:
    """The page of this name (a key of `FILES`), read once a process; HTML of its own is shown as text."""
    text = (DOCS / language / f"{FILES[name][language]}.md").read_text(encoding="utf-8")
    head, _, body = text.partition("\n")
    return Guide(head.removeprefix("# ").strip(), str(MarkdownIt("commonmark", {"html": False}).render(body)))
