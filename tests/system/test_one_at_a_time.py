"""One relay a service is active: the lock of one that was killed is free at once, one that waits can be stopped."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

from services.chassis.alone import alone

HOLD = """
import sys, threading
from pathlib import Path
from services.chassis.alone import alone
with alone(Path(sys.argv[1]), threading.Event()) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    lock, stopped = tmp_path / "locks" / "one", threading.Event()
    stopped.set()
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with alone(lock, stopped) as held:
            assert not held
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with alone(lock, threading.Event()) as held:
            assert held
