"""Styles of every page: nothing moves by itself for whoever asked their system for no motion."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "services").rglob("static/**/*.css"))
MOVES = re.compile(r"\b(animation|transition|scroll-behavior)(?:-[a-z]+)?\s*:")
# A block and what it holds, two deep: rules, and the steps of keyframes.
WILLING = re.compile(
    r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", re.DOTALL
)


def moving(style: str) -> list[str]:
    """What moves whether or not somebody minds."""
    return MOVES.findall(WILLING.sub("", style))


def test_there_are_styles_to_look_at() -> None:
    assert {one.name for one in STYLES} >= {"reserve.css", "station.css", "live.css"}


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_nothing_moves_for_whoever_asked_for_no_motion(path: Path) -> None:
    assert moving(path.read_text(encoding="utf-8")) == []


def test_what_moves_is_told_where_nobody_was_asked() -> None:
    willing = (
        "@media (prefers-reduced-motion: no-preference) { a { animation: b 1s; } @keyframes b { to { top: 0; } } }"
    )
    assert moving(willing) == []
    assert moving(f"{willing} p {{ transition: color 1s; }} q {{ animation-name: b; }}") == ["transition", "animation"]
    assert moving("@media (min-width: 1px) { a { animation: b 1s; } }") == ["animation"]
