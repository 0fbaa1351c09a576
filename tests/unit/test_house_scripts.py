"""Scripts of every page: none can be made to write into what all objects have in common (prototype pollution)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(one for one in (ROOT / "services").rglob("static/**/*.js") if "vendor" not in one.parts)
# A place that is reckoned is written to; what bytes have at a number cannot be an object's.
WRITES = re.compile(r"(?<!bytes)\[[^\[\]'\"]*[A-Za-z_][^\[\]'\"]*\]\s*(?:[-+*/|&?]{0,2}=(?![=>]))")
# The taking apart of a list or an object, which writes to names.
APART = re.compile(r"\b(?:const|let|var)\s*\[[^\]]*\]\s*=|^\s*\[[^\]]*\]\s*=")
# What is merged is named; data that came from elsewhere are spread into an object of its own, which has no setters.
MERGES = re.compile(r"__proto__|\.prototype\b|setPrototypeOf|\bfor\s*\([^)]*\bin\b|Object\.assign\([^)]*JSON\.parse")


def polluting(script: str) -> list[str]:
    """The lines by which data could reach the prototype of all objects."""
    lines = [APART.sub("", line) for line in script.splitlines()]
    return [line.strip() for line in lines if WRITES.search(line) or MERGES.search(line)]


def test_there_are_scripts_to_look_at() -> None:
    assert {one.name for one in SCRIPTS} >= {"live.js", "leaving.js", "station.js", "journal.js"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_where_data_say(path: Path) -> None:
    assert polluting(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "this.asked[name] = 1;",
        "kept[codes.kind] ??= {};",
        "one.two[key].three[other] += 1;",
        "for (const name in answer) show(name);",
        "Object.assign(this.kept, JSON.parse(text));",
        "Object.prototype.x = 1;",
        "one.__proto__.x = 1;",
    ],
)
def test_what_would_write_there_is_told(line: str) -> None:
    assert polluting(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "const [first, second] = pair;",
        "[this.track] = stream.getVideoTracks();",
        "bytes[place] = rest % 256;",
        "if (kinds[name] === kind) return;",
        "this.contexts = { ...this.contexts, [this.current.key]: values };",
        "Object.assign(this, { field, listens });",
    ],
)
def test_what_names_its_place_is_not(line: str) -> None:
    assert polluting(line) == []
