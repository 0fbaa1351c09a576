"""The player's hands: the real `scanner` command draws labels, reads their pictures and sends what they say."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.player.site import Stuck

SOME_REFUSED = 1


class Scanner:
    """One station: its journal, its key, its operator. `scan` reads pictures; nothing else here knows a code."""

    def __init__(self, url: str, service: str, station: str, operator: str, key_file: Path, journal: Path) -> None:
        self._url, self._service, self._station, self._operator = url, service, station, operator
        self._key_file, self._journal = key_file, journal

    def scan(self, action: str, pictures: Sequence[Path], **context: str) -> list[dict[str, Any]]:
        """Read the pictures, send the scans, give the answers. Raises `Stuck` when a picture or a scan is refused."""
        self._keep(action, context, *map(str, pictures))
        return self.deliver(action)

    def note(self, action: str, codes: Sequence[str], at: str | None, **context: str) -> None:
        """Keep scans of codes for later, without a network; `at`: when they happened, for what was kept aside."""
        typed = [part for code in codes for part in ("--text", code)]
        self._keep(action, context, *typed, *(("--at", at) if at else ()))

    def deliver(self, action: str = "send") -> list[dict[str, Any]]:
        """Send what waits, give the answers. Raises `Stuck` when one is refused."""
        journal = ("--journal", str(self._journal))
        operator = ("--key-file", str(self._key_file), "--operator", self._operator)
        sent = _run("send", *journal, "--url", self._url, *operator, "--wait", "30", "--json", fine=(0, SOME_REFUSED))
        answers: list[dict[str, Any]] = json.loads(sent)["results"]
        refused = [answer for answer in answers if answer["outcome"] == "refused"]
        if refused:
            raise Stuck(f"{action}: {refused[0]['say']}")
        return answers

    def _keep(self, action: str, context: dict[str, str], *labels: str) -> None:
        given = [part for name, value in context.items() for part in ("--with", f"{name}={value}")]
        station = ("--station", self._station, "--service", self._service)
        _run("scan", "--journal", str(self._journal), *station, "--action", action, *given, *labels)


def draw(kind: str, codes: Path, folder: Path) -> None:
    """Draw a label picture for each row of the CSV; each file is named after its code."""
    _run("labels", "--kind", kind, "--out", str(folder), "--format", "png", str(codes))


def _run(*arguments: str, fine: tuple[int, ...] = (0,)) -> str:
    command = [sys.executable, "-m", "scanner", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in fine:
        raise Stuck(f"scanner {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout
