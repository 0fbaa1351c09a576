"""Processes that end together: a child that ends with whoever started it, whatever ended that one."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal once `parent`, which started it, is gone, `kill -9` included.

    It is sent at once where that is so already. Linux alone knows how; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)
