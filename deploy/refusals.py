"""Every rule by which the product refuses, read from the code: its code, and its sentence in a language."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from services.chassis.catalogue import catalogue

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("chassis", "contracts", "intake", "warehouse", "shipping", "portal")
# What of a call tells a rule: the refusal's kind, or a field's fault.
STATUS: Mapping[str, str] = {
    "Malformed": "400", "Unauthenticated": "401", "Forbidden": "403", "NotFound": "404", "Conflict": "409",
    "Outdated": "412", "Invalid": "422", "FieldError": "422", "TooMany": "429",
}  # fmt: skip
HEADS = {"fr": "| code | état | règle |\n| --- | --- | --- |", "en": "| code | status | rule |\n| --- | --- | --- |"}


def refusals(language: str) -> str:
    """A table a package: each rule once, in the order of their codes."""
    parts = []
    for package in PACKAGES:
        words = catalogue([f"services.{package}"], language).gettext
        lines = [f"| `{code}` | {status} | {_cell(words(msgid))} |" for code, status, msgid in _told(package)]
        parts.append("\n".join([f"### {package}", HEADS[language], *lines]))
    return "\n\n".join(parts)


@cache
def _told(package: str) -> list[tuple[str, str, str]]:
    files = sorted((ROOT / "services" / package).rglob("*.py"))
    return sorted({one for file in files for one in _of_file(file)})


def _of_file(file: Path) -> Iterator[tuple[str, str, str]]:
    """Code, status and sentence of each refusal whose words stand where it is raised, or in a constant of its file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in STATUS:
            code = next((one for one in map(_text, node.args) if "." in one and " " not in one), None)
            said = next(filter(None, (_sentence(one, named) for one in node.args)), None)
            if code and said:
                yield code, STATUS[node.func.id], said


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The sentences that a file gives names to."""
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and (said := _sentence(node.value, {}))
        ):
            yield node.targets[0].id, said


def _text(node: ast.expr) -> str:
    """A literal text; of anything else, none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _sentence(node: ast.expr, named: Mapping[str, str]) -> str | None:
    """The English words of `say("...")`, or of the constant that is named."""
    if isinstance(node, ast.Name):
        return named.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
        return _text(node.args[0]) or None
    return None


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
