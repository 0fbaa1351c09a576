"""What a migration does that a process of the release before it would trip over, read from its text."""

import ast
import re
from collections.abc import Iterator

# On a table that was there: what old code writes would be refused, what it reads would be gone or another.
NARROWING = {
    "drop_table",
    "drop_column",
    "rename_table",
    "create_unique_constraint",
    "create_check_constraint",
    "create_foreign_key",
    "create_exclude_constraint",
    "create_primary_key",
}
STATEMENT = re.compile(r"\s*(ALTER|DROP|RENAME|TRUNCATE|DELETE)\b", re.IGNORECASE)


def narrowing(text: str) -> list[str]:
    """Each such step of `upgrade`, as `table: what`; empty for one that only adds what old code need not know."""
    module = ast.parse(text)
    upgrade = next(one for one in module.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade")
    fresh = {_text(call, 0) for call in _calls(upgrade) if _name(call) == "create_table"}
    return [found for table, call in _steps(upgrade) if table not in fresh and (found := _fault(table, call))]


def _steps(upgrade: ast.FunctionDef) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the table that it is about: of a batch its own, else the one that it names first."""
    batches: set[ast.Call] = set()
    for block in ast.walk(upgrade):
        if isinstance(block, ast.With) and isinstance(opened := block.items[0].context_expr, ast.Call):
            inside = [call for call in _calls(block) if call is not opened]
            batches |= {opened, *inside}
            yield from ((_text(opened, 0), call) for call in inside)
    for call in _calls(upgrade):
        if call not in batches:
            yield _text(call, 1 if _name(call) == "create_index" else 0), call


def _fault(table: str, call: ast.Call) -> str | None:
    name, options = _name(call), {one.arg: ast.unparse(one.value) for one in call.keywords}
    if name == "execute":
        return f"{_text(call, 0)}" if STATEMENT.match(_text(call, 0)) else None
    if name == "add_column":
        return f"{table}: add_column not null without a default" if _must_be_given(call) else None
    if name == "create_index":
        return f"{table}: unique index" if options.get("unique") == "True" else None
    if name == "alter_column":
        allowed = set(options) <= {"nullable", "existing_type", "server_default"}
        return None if allowed and options.get("nullable", "True") == "True" else f"{table}: alter_column"
    return f"{table}: {name}" if name in NARROWING else None


def _must_be_given(call: ast.Call) -> bool:
    """Whether a column that is added must be written by whoever inserts a row."""
    column = next(one for one in call.args if isinstance(one, ast.Call))
    options = {one.arg: ast.unparse(one.value) for one in column.keywords}
    return options.get("nullable", "True") == "False" and "server_default" not in options


def _calls(node: ast.AST) -> list[ast.Call]:
    return [one for one in ast.walk(node) if isinstance(one, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(call: ast.Call, place: int) -> str:
    """The text given at a place of a call, also inside `sa.text`; empty where it is none."""
    if place >= len(call.args):
        return ""
    given = call.args[place]
    if isinstance(given, ast.Call):
        return _text(given, 0)
    return str(given.value) if isinstance(given, ast.Constant) else ""
