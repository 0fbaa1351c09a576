"""Twenty stations that scan, each at its own times whatever the last answer took; what each scan waited is kept."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from services.chassis.settings import Settings

STATIONS = 20


@dataclass(frozen=True)
class Task:
    """One scan: a device's serial, and the shelf it is put on."""

    serial: str
    location: str


@dataclass
class Answered:
    """Of each scan the milliseconds from when it was due to its answer; what was not done, as it was answered."""

    waits: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def scan_all(settings: Settings, token: Callable[[str], str], tasks: Sequence[Task], rate: float) -> Answered:
    """Scan every task, `rate` a second in all. A station behind its times sends at once, and its delay counts."""
    found = [Answered() for _ in range(STATIONS)]
    begin = time.monotonic() + 0.2
    threads = [
        threading.Thread(target=_station, args=(settings, token, tasks, rate, number, begin, found[number]))
        for number in range(STATIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Answered(
        [wait for one in found for wait in one.waits], [refused for one in found for refused in one.refused]
    )


def _station(
    settings: Settings,
    token: Callable[[str], str],
    tasks: Sequence[Task],
    rate: float,
    number: int,
    begin: float,
    answered: Answered,
) -> None:
    name = f"station-{number}"
    # No run is longer than the five minutes for which it is good.
    headers = {"Authorization": f"Bearer {token(name)}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=30)
    for turn in range(number, len(tasks), STATIONS):
        due = begin + turn / rate
        time.sleep(max(0.0, due - time.monotonic()))
        connection.request("POST", "/warehouse/api/v1/scans", _body(name, tasks[turn]), headers)
        answer = connection.getresponse()
        told = answer.read()
        answered.waits.append(1000 * (time.monotonic() - due))
        if answer.status != 200 or b'"outcome":"done"' not in told:
            answered.refused.append(f"{answer.status} {told.decode()[:300]}")
    connection.close()


def _body(station: str, task: Task) -> bytes:
    moment = datetime.now(UTC).isoformat()
    scan = {
        "id": str(uuid4()),
        "at": moment,
        "station": station,
        "action": "put_away",
        "codes": [{"text": task.serial, "symbology": "Code128"}],
        "with": {"location": task.location},
    }
    return json.dumps({"sent": moment, "scans": [scan]}).encode()
