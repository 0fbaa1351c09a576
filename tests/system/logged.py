"""What an installed reserve logs: objects in which a request and an event are found again, and no person."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.contracts.student import may_name_a_student
from tests.system.installed import Installed

# What people type, and what no log may hold.
TYPED = ("Gagnon-Lavoie", "TREM12345678", "mot-de-passe-de-Ginette")
SAID = re.compile("|".join((*TYPED, "Ginette")), re.IGNORECASE)
OF_A_REQUEST = {"service", "request", "trace", "method", "route", "status", "ms"}
OF_AN_EVENT = {"event_id", "trace", "correlation"}
Lines = Mapping[str, list[dict[str, Any]]]


def logged(machine: Installed) -> Lines:
    """By unit, what each role of the target logged; a line that is no JSON raises."""
    return {name: list(map(json.loads, log.read_text("utf-8").splitlines())) for name, log in _logs(machine).items()}


def of_persons(machine: Installed) -> list[str]:
    """The lines with a student's code, as `reserve privacy scan` looks for it, or with what people typed."""
    lines = [line for log in _logs(machine).values() for line in log.read_text("utf-8").splitlines()]
    return [line for line in lines if may_name_a_student(line) or SAID.search(line)]


def _logs(machine: Installed) -> dict[str, Path]:
    """Of the units but the set-up, which speaks to whoever typed it."""
    return {one: machine.folder / f"{one}.log" for one in machine.wanted() if "@" in one}


def nameless(lines: Lines) -> list[tuple[str, dict[str, Any]]]:
    """The lines that do not say when, what and of which role, or by what a request or an event is found again."""
    return [(name, line) for name, each in lines.items() for line in each if not _is_told(_role(name), line)]


def _role(name: str) -> str:
    return name.removeprefix("reserve-").partition("@")[0]


def _is_told(role: str, line: dict[str, Any]) -> bool:
    if not {"time", "level", "event"} <= line.keys() or line.get("role") != role:
        return False
    if line["event"] == "request":
        return line.keys() >= OF_A_REQUEST
    return line["event"] != "taken" or all(one.keys() >= OF_AN_EVENT for one in line.get("events", ()))
