"""Sending beside scanning: what is kept leaves at once, and what the service says of it is heard while one scans on."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

from scanner.commands.shared import Link
from scanner.journal import Journal, NotKept
from scanner.send import follow
from scanner.sources.keeping import Keeper
from scanner.sources.telling import Teller
from scanner.station import station_at
from scanner.work import Work

# So long after the last scan its answer is waited for; what is not answered then waits in the journal for `send`.
LAST_SECONDS = 5.0
_LOOK_SECONDS = 0.05


@contextmanager
def station(folder: Path, work: Work, link: Link | None, teller: Teller) -> Iterator[Keeper]:
    """A station at work for as long as the block lasts: its journal open, and linked to the site where `link` says."""
    with closing(Journal(folder)) as journal, following(journal, link, teller):
        yield Keeper(journal, work, teller)


@contextmanager
def following(journal: Journal, link: Link | None, teller: Teller) -> Iterator[None]:
    """Send while the block lasts, and at its good end what still waits; without a link nothing is sent."""
    if link is None:
        yield
        return
    stop = Event()
    # A daemon: a batch in hand may be cut off at any point, and is sent again under the same ids.
    sending = Thread(target=_send, args=(journal, link, stop, teller), name="sending", daemon=True)
    sending.start()
    try:
        yield
        _wait_for_the_last(journal, sending)
    finally:
        stop.set()
        sending.join(LAST_SECONDS)


def _send(journal: Journal, link: Link, stop: Event, teller: Teller) -> None:
    with station_at(*link) as station:
        follow(journal, station, stop, teller.sent)


def _wait_for_the_last(journal: Journal, sending: Thread) -> None:
    end = time.monotonic() + LAST_SECONDS
    try:
        while journal.count_waiting() and sending.is_alive() and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)
    except NotKept:
        return
