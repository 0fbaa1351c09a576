"""What README, CONTRIBUTING and docs/ name exists: files, make's targets, the commands and their options."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from babel.messages.pofile import read_po

from scanner.commands import scanner
from services.__main__ import reserve

ROOT = Path(__file__).parents[2]
ABOUT = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY")]
# Without what pages are made of: its links are those of the page.
PAGES = [*ABOUT, *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != "data")]
# What an operator runs, besides: units, containers, manifests, the installation's own script.
TYPED = [one for one in sorted((ROOT / "deploy").rglob("*")) if one.suffix in {".sh", ".yaml", ".service"}]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


def told(page: Path, pattern: str) -> list[str]:
    return re.findall(pattern, page.read_text(encoding="utf-8"), re.MULTILINE)


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


@pytest.mark.parametrize("page", [*PAGES, *TYPED], ids=[*NAMES, *(page.name for page in TYPED)])
def test_every_command_that_is_named_exists_with_its_options_and_as_many_words(page: Path) -> None:
    assert [line for line in commands(page) if not fits(line)] == []


@pytest.mark.parametrize("line", ["reserve audits", "reserve audit --csv", "reserve audit warehouse", "reserve keys"])
def test_a_command_that_is_none_would_be_found(line: str) -> None:
    assert not fits(line)
    assert fits("reserve audit --json")


def commands(page: Path) -> list[str]:
    """The lines of ours that a page has its reader type, without comments; what is optional counts as typed."""
    named = told(page, r"(?:^|`|bin/|operator |-- )((?:reserve|scanner) [a-z][^`\n#;]*)")
    listed = told(page, r"command: (\[\"?reserve.*\])")
    named += [" ".join(yaml.safe_load(words)) for words in listed]
    # Without what another program is given, or is to do with what is printed.
    named = [re.split(r" \| | [0-9]?>|\)", line)[0] for line in named]
    return [line.rstrip("\\").replace("[", "").replace("]", "").replace("\\|", "|") for line in named]


def fits(line: str) -> bool:
    """Whether a command takes these words; of which kind they are is not asked, they stand for others."""
    name, *words = shlex.split(line)
    command: click.Command = {"reserve": reserve, "scanner": scanner}[name]
    context = click.Context(command)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0)) if words else None
        if found is None:
            return False
        command, context = found, click.Context(found, context)
    try:
        _, left, _ = command.make_parser(context).parse_args(words)
    except click.UsageError:
        return False
    return not left


@pytest.mark.parametrize("page", PAGES[len(ABOUT) :], ids=NAMES[len(ABOUT) :])
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
