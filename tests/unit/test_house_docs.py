"""What README, CONTRIBUTING and docs/ name exists: files, make's targets, the commands and their options."""

import re
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from scanner.commands import scanner
from services.__main__ import reserve

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
# What pages are made of: its links are those of the page.
PAGES = [page for page in PAGES if page.parent.name != "data"]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


def told(page: Path, pattern: str) -> list[str]:
    return re.findall(pattern, page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = told(page, r"`((?:services|scanner|deploy|tests|docs)/[\w./-]+)`")
    named += [str((page.parent / link).relative_to(ROOT)) for link in told(page, r"\]\(([\w./-]+\.md)\)")]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    targets |= set(re.findall(r"^([a-z -]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(told(page, r"`make ([a-z-]+)")) <= targets


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_that_is_named_exists(page: Path) -> None:
    context = click.Context(reserve)
    for group, pattern in ((reserve, r"(?:bin/|`)reserve ([a-z-]+)"), (scanner, r"bin/scanner ([a-z]+)")):
        assert [name for name in told(page, pattern) if group.get_command(context, name) is None] == []


@pytest.mark.parametrize("page", PAGES[3:], ids=NAMES[3:])
def test_every_setting_that_is_named_is_read(page: Path) -> None:
    read = set(re.findall(r"RESERVE_[A-Z0-9_]+", (ROOT / "services/chassis/settings.py").read_text(encoding="utf-8")))
    assert set(told(page, r"RESERVE_[A-Z0-9_]+")) <= read


HELP = [page for page in PAGES if page.name.startswith(("aide-", "help-"))]


@pytest.mark.parametrize("page", HELP, ids=[page.name for page in HELP])
def test_every_label_and_picture_of_the_help_is_one_of_the_product(page: Path) -> None:
    shown = set()
    for file in ROOT.glob("services/*/translations/fr/LC_MESSAGES/messages.po"):
        with file.open("rb") as opened:
            shown |= {one.string if page.parent.name == "fr" else one.id for one in read_po(opened)}
    # What is bold and a sentence is a heading of its paragraph, not the name of a button.
    labels = [label for label in told(page, r"\*\*(.+?)\*\*") if not label.endswith((".", "?"))]
    assert [label for label in labels if label not in shown] == []
    pictures = told(page, r"!\[[^\]]+\]\(([\w./-]+)\)")
    assert [name for name in pictures if not (page.parent / name).exists()] == []
    assert all(name.endswith(f".{page.parent.name}.png") for name in pictures)
