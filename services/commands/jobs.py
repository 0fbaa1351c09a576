"""Jobs as threads of one process: started, kept going, told to stop by a signal, waited for."""

import signal
import threading
from collections.abc import Callable

import structlog

RETRY_S = 1.0
LOOK_S = 1.0

log = structlog.get_logger()

Job = Callable[[threading.Event], None]


def start(jobs: dict[str, Job], stop: threading.Event) -> list[threading.Thread]:
    """Start jobs as threads of this process; each ends after `stop` is set."""
    threads = [threading.Thread(target=_kept, args=(name, job, stop), name=name) for name, job in jobs.items()]
    for thread in threads:
        thread.start()
    return threads


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def join(threads: list[threading.Thread], stop: threading.Event) -> None:
    """Wait for `stop`, then for every thread to finish what it has in hand."""
    # A wait without an end is not broken by a signal that another thread was given (seen right after SIGCONT).
    while not stop.wait(LOOK_S):
        pass
    for thread in threads:
        thread.join()


def _kept(name: str, job: Job, stop: threading.Event) -> None:
    """Run a job; a fault in it is told and the job started again: one thread's end must not go unseen."""
    while not stop.is_set():
        try:
            job(stop)
        except Exception as error:
            log.error("thread failed", name=name, exc_info=error)
            stop.wait(RETRY_S)
