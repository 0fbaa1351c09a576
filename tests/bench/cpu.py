"""What a program and all its children have used of the processor, and what it holds of the memory, by /proc."""

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """Of these processes, everything below them, and what has ended below them."""
    table = _table()
    children = defaultdict(list)
    for pid, (parent, _) in table.items():
        children[parent].append(pid)
    waiting, total = [pid for pid in roots if pid in table], 0
    while waiting:
        pid = waiting.pop()
        total += table[pid][1]
        waiting += children[pid]
    return total / TICKS


def rss_mb(pid: int) -> float:
    """The resident memory of one process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _table() -> dict[int, tuple[int, int]]:
    """Each process's parent and ticks; those of children that ended and were waited for are with the parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            # It may end between the listing and the reading.
            with suppress(FileNotFoundError, ProcessLookupError):
                # The name, in brackets, may hold spaces.
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                found[int(entry.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return found
