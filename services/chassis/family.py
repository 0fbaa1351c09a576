"""What a process of ours does as it starts: it ends with whoever started it, and leaves alone what it was born with."""

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# Python's own are 700, 10, 10: a bulk change of 15,000 devices spent a third of its time looking for cycles.
COLLECT_AFTER = (50_000, 20, 50)


def end_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal once `parent`, which started it, is gone, `kill -9` included.

    It is sent at once where that is so already. Linux alone knows how; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)


def collect_seldom() -> None:
    """Once all is built: look for garbage among what comes from now on alone, and seldom. A second call adds to it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
