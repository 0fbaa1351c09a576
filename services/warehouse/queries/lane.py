"""What waits at one stage of the warehouse's day: how much there is, and what of it has waited longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.contracts.sentence import Sentence

# So many lines a lane shows; how many more there are is said.
SHOWN = 8


@dataclass(frozen=True)
class Task:
    """One thing that waits: what it is called, the page that does it, how far it is, since when (None: from before
    that was kept), for which board, and whether it is overdue."""

    title: str | Sentence
    link: str
    told: Sentence
    since: datetime | None
    board: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Lane:
    """`figure` counts all that waits, `late` what is overdue of it, `more` the lines that are not shown."""

    figure: int
    tasks: Sequence[Task]
    more: int = 0
    late: int = 0
