"""What the journal's tests write with: scans, and processes that keep or mend until something ends them."""

import json
import subprocess
import sys
from pathlib import Path

from scanner.journal import Journal
from scanner.scan import Scan

KEEP = """
for number in range(count):
    journal.keep([Scan("warehouse", name, "store", ((f"{name}-{number:05}", "Code128"),))])
    print(f"{name}-{number:05}", flush=True)
"""
PROGRAM = """
import resource, os, signal, sys
from pathlib import Path
from scanner import language
from scanner.journal import Answer, Journal, NotKept, mend, purge
from scanner.scan import Scan
language.use("en")
journal, name, count = Journal(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
"""
# Ends the process by SIGKILL at the `count`th moment before or after a change that Python itself makes to the disk.
DEADLY = """
moments = 0
def pass_moment():
    global moments
    moments += 1
    if moments == count:
        os.kill(os.getpid(), signal.SIGKILL)
def deadly(real):
    def call(*words, **named):
        pass_moment()
        result = real(*words, **named)
        pass_moment()
        return result
    return call
for change in ("pwrite", "fsync", "truncate", "replace", "unlink", "mkdir"):
    setattr(os, change, deadly(getattr(os, change)))
"""


def scanned(text: str = "CNK8181G2C", service: str = "warehouse") -> Scan:
    return Scan(service, "quai-2", "put_away", ((text, "Code128"),), {"location": "A-01-03"})


def texts(scans: list[Scan]) -> list[str]:
    """The first code of each."""
    return [scan.codes[0][0] for scan in scans]


def kept(journal: Journal, *codes: str) -> list[Scan]:
    """Scans of these codes, kept one by one."""
    scans = [scanned(code) for code in codes]
    for scan in scans:
        journal.keep([scan])
    return scans


def start(folder: Path, name: str, count: int, program: str = KEEP) -> "subprocess.Popen[str]":
    """A process that runs `program` on the journal of `folder`; by default it says each scan once it is kept."""
    command = [sys.executable, "-c", PROGRAM + program, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(folder: Path, program: str, count: int = 0, name: str = "a") -> tuple[int, list[str], str]:
    """The same to its end: its status, the lines it said, what it said of errors."""
    process = start(folder, name, count, program)
    said, errors = process.communicate()
    return process.returncode, said.splitlines(), errors


def lines(folder: Path) -> list[dict[str, object]]:
    """What the plain copy says."""
    return [json.loads(line) for line in (folder / "scans.jsonl").read_text(encoding="utf-8").splitlines()]
