"""The door for scans as a request comes to it, and how its answers look."""

from typing import Any
from uuid import UUID

from flask import g
from pydantic import Field

from scanner.codes import Kind
from services.chassis.scans import Judge, Outcome, ScanBatch, take
from services.chassis.web.edge import edge, person, session
from services.chassis.web.lane import lane
from services.chassis.web.language import render
from services.chassis.web.shapes import Answer


class Took(Answer):
    """The code of the label that was taken for what the scan is about: as it was read, and what it stands for."""

    text: str
    symbology: str
    kind: Kind
    value: str


class ScanProblem(Answer):
    """Why a scan was refused; `detail` is what `say` says, `fits` the actions that would fit what was scanned."""

    code: str
    status: int
    detail: str
    fits: list[str]


class ScanResult(Answer):
    """What one scan came to. `took` is null where no code of the label was taken for anything known."""

    id: UUID
    outcome: Outcome
    device: dict[str, Any] | None = Field(description="The device as it is now; null for a carton, or what is unknown.")
    took: Took | None
    say: str = Field(description="One sentence in the language asked for, to be shown or read aloud.")
    problem: ScanProblem | None


class ScanResults(Answer):
    """The answers, in the order of the scans."""

    results: list[ScanResult]


def answer(batch: ScanBatch, judge: Judge) -> bytes:
    """The JSON of a `ScanResults`: what is new is judged, what was answered before is answered the same."""
    g.scans = len(batch.scans)
    with lane(g.scans):
        return take(session(), person(), batch, judge, edge().config["SETTINGS"].makers, render, edge().name)
