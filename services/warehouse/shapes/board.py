"""Shapes of the day's board: what its page shows, and what the open page asks for again, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from services.chassis.web.language import language, render
from services.chassis.web.shapes import Answer, Watched
from services.chassis.web.wait import waited
from services.contracts.reference import boards
from services.warehouse.queries.board import Board
from services.warehouse.queries.lane import Lane, Task


class TaskAnswer(Answer):
    """One thing that waits. `link` is the page that does it, `told` how far it is, `waits` for how long it has waited
    `since`; both are empty where that was not kept. `late`: overdue."""

    title: str
    link: str
    told: str
    board: str | None
    since: datetime | None
    waits: str
    late: bool

    @classmethod
    def of(cls, one: Task, at: datetime) -> Self:
        board = boards().get(one.board or "")
        title = f"{render(one.title)} – {board.name(language())}" if board else render(one.title)
        waits = waited(one.since, at)
        return cls(
            title=title,
            link=one.link,
            told=render(one.told),
            board=one.board,
            since=one.since,
            waits=waits,
            late=one.late,
        )


class LaneAnswer(Answer):
    """A stage of the day. `figure` counts all that waits, `late` what is overdue; `more` lines are not among `tasks`,
    which begin with what has waited longest."""

    figure: int
    late: int
    more: int
    tasks: Sequence[TaskAnswer]

    @classmethod
    def of(cls, one: Lane, at: datetime) -> Self:
        tasks = [TaskAnswer.of(task, at) for task in one.tasks]
        return cls(figure=one.figure, late=one.late, more=one.more, tasks=tasks)


class BoardAnswer(Watched):
    """The day's board, in the order in which devices pass through it; `free` by type, to be promised still."""

    arrivals: LaneAnswer
    put_away: LaneAnswer
    picking: LaneAnswer
    waves: LaneAnswer
    packing: LaneAnswer
    dock: LaneAnswer
    counts: LaneAnswer
    exceptions: LaneAnswer
    free: Mapping[str, int]

    @classmethod
    def of(cls, found: Board, at: datetime) -> Self:
        lanes = {name: LaneAnswer.of(lane, at) for name, lane in vars(found).items() if isinstance(lane, Lane)}
        return cls(**lanes, free={one.type: one.free for one in found.free})
