"""What every step has at hand: the site, the three stations, the story and a voice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.player.hands import Scanner
from services.player.site import Site
from services.player.speech import Speech
from services.player.story import Story

BOARD = "762000"
SCHOOL = "762217"
DOCK = "QUAI-01"
SHELVES = ("A-01-01", "A-01-02", "A-02-01", "A-02-02")


@dataclass(frozen=True)
class Stage:
    """The demo's stage. Steps read and change the site through it, and keep what they learn in `story.facts`."""

    site: Site
    story: Story
    speech: Speech
    warehouse: Scanner
    dock: Scanner
    board: Scanner

    def know(self, **facts: Any) -> None:
        """Keep what a later step needs, at once: an interrupted step goes on from it."""
        self.story.facts.update(facts)
        self.story.save()

    def fact(self, name: str) -> Any:
        return self.story.facts[name]

    def pictures(self, codes: Iterable[str]) -> list[Path]:
        """The label pictures of serials or cartons."""
        return [self.story.picture(code) for code in codes]


Step = tuple[str, str, Callable[[Stage], None]]
