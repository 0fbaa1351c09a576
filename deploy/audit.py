"""Asks about known vulnerabilities of every pinned package, but for those accepted until a day: `make audit`."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = ROOT / "docs/data/findings.csv"
# No finding is accepted for longer; docs/en/vulnerabilities.md says why.
LONGEST = timedelta(days=90)


@dataclass(frozen=True)
class Accepted:
    """A finding by its number (PYSEC, GHSA or CVE) that somebody accepted, `until` that day."""

    finding: str
    component: str
    reason: str
    decided: date
    until: date
    by: str

    def faults(self, today: date) -> Iterator[str]:
        """What is wrong with it on this day."""
        if not (self.finding and self.component and self.reason and self.by):
            yield f"{self.finding or self.component}: each column says something"
        if self.until < today:
            yield f"{self.finding}: accepted until {self.until} only; mend it, or decide anew"
        if self.until - self.decided > LONGEST:
            yield f"{self.finding}: accepted for longer than {LONGEST.days} days"


def accepted(file: Path = ACCEPTED) -> list[Accepted]:
    """The file's lines. Raises `ValueError` for a day that is none."""
    with file.open(encoding="utf-8", newline="") as opened:
        return [_line(one) for one in csv.DictReader(opened)]


def _line(one: dict[str, str]) -> Accepted:
    decided, until = (date.fromisoformat(one[day]) for day in ("decided", "until"))
    return Accepted(one["finding"], one["component"], one["reason"], decided, until, one["by"])


def faults(lines: Iterable[Accepted], today: date) -> list[str]:
    return [fault for one in lines for fault in one.faults(today)]


def of_npm(answer: dict[str, Any], passed_over: Iterable[str]) -> list[str]:
    """What npm's answer names beyond what is passed over. Raises `ValueError` where it answered nothing."""
    if "vulnerabilities" not in answer:
        raise ValueError(f"npm could not ask: {answer.get('message') or answer}")
    whole = [via for one in answer["vulnerabilities"].values() for via in one["via"] if isinstance(via, dict)]
    told = {via["url"].rsplit("/", 1)[-1]: f"{via['name']}: {via['severity']}, {via['title']}" for via in whole}
    return [f"{name} {said}" for name, said in sorted(told.items()) if name not in set(passed_over)]


def main(locks: Sequence[str]) -> int:
    """0 where everybody was asked and nobody named more than what is accepted."""
    lines = accepted()
    found = faults(lines, datetime.now(UTC).date())
    names = [one.finding for one in lines]
    asked = [part for lock in locks for part in ("-r", lock)] + [
        part for name in names for part in ("--ignore-vuln", name)
    ]
    python = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--require-hashes", *asked], check=False
    )
    npm = subprocess.run(
        ["npm", "audit", "--package-lock-only", "--json"],
        cwd=ROOT / "requirements/web", capture_output=True, text=True, check=False,
    )  # fmt: skip
    found += of_npm(json.loads(npm.stdout or "{}"), names)
    for one in found:
        print(one, file=sys.stderr)
    return 1 if found or python.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
