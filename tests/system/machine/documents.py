"""Every block of commands in the operating guides, and the tests that type it: both from their own files."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.system.runbook import DOCS

TESTS = Path(__file__).parents[2]
# In the order in which somebody reads them who begins with a bare machine.
GUIDES = (DOCS / "en/install.md", DOCS / "en/operating.md", DOCS / "en/runbook.md", DOCS / "en/watching.md")
# The same guides for who reads French.
FRENCH = (DOCS / "fr/installer.md", DOCS / "fr/exploiter.md", DOCS / "fr/pannes.md", DOCS / "fr/surveiller.md")
Key = tuple[str, int]


@dataclass(frozen=True)
class Block:
    """What is typed at one place: below which heading, the how manieth there, and its commands, each whole."""

    guide: str
    title: str
    number: int
    commands: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.title, self.number


def blocks(guides: tuple[Path, ...] = GUIDES) -> dict[Key, Block]:
    """All of them; a heading is known by its words, whatever guide it stands in."""
    found: dict[Key, Block] = {}
    for guide in guides:
        for section in re.split(r"^## ", guide.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title = section.partition("\n")[0]
            told = re.findall(r"^```(?:sh)?\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
            for number, text in enumerate(told):
                assert (title, number) not in found, f"two sections are called {title}"
                found[title, number] = Block(guide.name, title, number, tuple(commands(text)))
    return found


def commands(text: str) -> Iterator[str]:
    """Its lines, those that go on put together, without what a reader is told beside them."""
    for line in text.replace("\\\n", "").splitlines():
        if command := re.sub(r"(^|\s+)# .*$", "", line).strip():
            yield command


def typed() -> dict[Key, set[str]]:
    """Which files of tests follow which block: `follow("A heading", 1)`, and a guide's block taken by its heading."""
    found: dict[Key, set[str]] = defaultdict(set)
    for file in sorted(TESTS.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        # Who reads a guide takes it from one of these; people who follow links in pages do not.
        if re.search(r"runbook|machine\.operator", text):
            for key in _followed(ast.parse(text)):
                found[key].add(file.relative_to(TESTS.parent).as_posix())
    return found


def _followed(tree: ast.Module) -> Iterator[Key]:
    outer = _names(tree.body)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            known = outer | _names(list(ast.walk(function)))
            for node in ast.walk(function):
                yield from _of_call(node, known)
                yield from _of_place(node, known)


def _of_call(node: ast.AST, known: dict[str, object]) -> Iterator[Key]:
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    said = [_value(one, known) for one in node.args]
    if name == "follow" and isinstance(said[0], str):
        number = said[1] if len(said) > 1 else 0
        # Where whoever calls says which, it is all of them that are there.
        for one in [number] if isinstance(number, int) else range(10):
            yield said[0], one


def _of_place(node: ast.AST, known: dict[str, object]) -> Iterator[Key]:
    """`blocks(PAGE)["A heading"][0]`."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Subscript):
        inner = node.value
        called = inner.value.func if isinstance(inner.value, ast.Call) else None
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        title, number = _value(inner.slice, known), _value(node.slice, known)
        if name == "blocks" and isinstance(title, str) and isinstance(number, int):
            yield title, number


def _names(nodes: list[ast.stmt] | list[ast.AST]) -> dict[str, object]:
    """What names stand for that are given a word or a number, one by one or several at once."""
    found: dict[str, object] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                found |= {one.id: _value(value, {}) for one, value in pairs if isinstance(one, ast.Name)}
    return {name: value for name, value in found.items() if value is not None}


def _value(node: ast.expr, known: dict[str, object]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    return known.get(node.id) if isinstance(node, ast.Name) else None
