"""Asking the processes of this machine for their metrics: those that tell, and those that died in their place."""

import json
import socket
from pathlib import Path
from typing import Any

from services.chassis.metering.telling import ANSWER_S, END, reach

ALL = "all"


def asked(folder: Path, service: str) -> dict[str, list[Any] | None]:
    """By its place, what each process of a service tells, those of all services too; None where it does not answer."""
    places = sorted(one.stem for name in (service, ALL) for one in folder.glob(f"{name}-*.sock"))
    return {place: _ask(folder, place, service) for place in places}


def _ask(folder: Path, place: str, service: str) -> list[Any] | None:
    try:
        with reach(folder, place) as address, socket.socket(socket.AF_UNIX) as line:
            line.settimeout(ANSWER_S)
            line.connect(address)
            line.sendall(f"{service}{END}".encode())
            with line.makefile("rb") as answer:
                told = json.load(answer)
    except (OSError, ValueError):
        return None
    return told if isinstance(told, list) else None
