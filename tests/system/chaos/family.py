"""A process with all that it started, as the kernel has it: who they are, how each stands, and signals to all."""

import os
import signal
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

GONE_WITHIN_S = 20.0
LOOK_EVERY_S = 0.02


def family(pid: int) -> list[int]:
    """The process and its descendants, parents first: a server's children may have sessions of their own."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _fields(int(folder.name))):
            children[int(fields[1])].append(int(folder.name))
    found = [pid]
    for one in found:
        found += children[one]
    return found


def state(pid: int) -> str:
    """The kernel's letter: `T` stopped, `Z` ended and not yet waited for, empty when there is none."""
    fields = _fields(pid)
    return fields[0] if fields else ""


def send(pids: Sequence[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def kill_all(pid: int) -> bool:
    """SIGKILL for a whole family; whether each of it is gone (the first may still wait for its parent)."""
    pids = family(pid)
    # Stopped first, so that nobody starts another meanwhile.
    send(pids, signal.SIGSTOP)
    pids = family(pid)
    send(pids, signal.SIGKILL)
    return _until(lambda: all(state(one) in ("", "Z") for one in pids))


def stop_all(pid: int) -> list[int]:
    """SIGSTOP for a whole family; those that stand still, none when one does not."""
    send(family(pid), signal.SIGSTOP)
    pids = family(pid)
    send(pids, signal.SIGSTOP)
    return pids if _until(lambda: all(state(one) in ("T", "Z", "") for one in pids)) else []


def _until(met) -> bool:  # type: ignore[no-untyped-def]
    end = time.monotonic() + GONE_WITHIN_S
    while time.monotonic() < end:
        if met():
            return True
        time.sleep(LOOK_EVERY_S)
    return False


def _fields(pid: int) -> list[str]:
    """State, parent and what follows in /proc/PID/stat; empty when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
