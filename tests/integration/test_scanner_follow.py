"""Following: what is scanned leaves by itself, through broken links, other senders and a killed process."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from scanner import send
from scanner.journal import Journal
from scanner.send import follow
from scanner.station import Station
from tests.integration.scan_site import PATIENCE_SECONDS, Site, keep, reply, sender, served


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_PAUSE", "LONGEST_PAUSE", "LOOK_SECONDS", "TURN_SECONDS"):
        monkeypatch.setattr(send, name, 0.01)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


@dataclass
class Heard:
    """What a follower told, to be waited for."""

    all: list[dict[str, Any]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, told: dict[str, Any]) -> None:
        with self._changed:
            self.all.append(told)
            self._changed.notify_all()

    def wait(self, ready: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(ready, PATIENCE_SECONDS), self.all

    def wait_for_results(self, count: int) -> None:
        self.wait(lambda: len(self.results) >= count)

    def wait_for_link(self, state: str) -> None:
        self.wait(lambda: state in self.links)

    @property
    def results(self) -> list[dict[str, Any]]:
        return [one for one in self.all if "outcome" in one]

    @property
    def links(self) -> list[str]:
        return [one["link"] for one in self.all if "link" in one]


@contextmanager
def following(journal: Journal, url: str, key: str = "secret") -> Iterator[Heard]:
    heard, stop = Heard(), threading.Event()
    with httpx.Client(base_url=url, timeout=10) as http:
        thread = threading.Thread(target=follow, args=(Journal(journal.folder), Station(http, key, "Ann"), stop, heard))
        thread.start()
        try:
            yield heard
        finally:
            stop.set()
            thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_what_waits_leaves_and_then_what_comes(site: Site, journal: Journal):
    keep(journal, "1", "2")
    with following(journal, site.url) as heard:
        heard.wait_for_results(2)
        keep(journal, "3")
        heard.wait_for_results(3)
        keep(journal, "4")
        heard.wait_for_results(4)
    assert [text for _, texts in site.batches for text in texts] == ["1", "2", "3", "4"]
    assert (heard.links, journal.count_waiting()) == ([], 0)


def test_a_link_that_breaks_is_told_once_and_once_when_it_is_back(journal: Journal):
    port = free_port()
    keep(journal, "1")
    with following(journal, f"http://127.0.0.1:{port}") as heard:
        heard.wait_for_link("away")
        keep(journal, "2")
        with served(port) as site:
            heard.wait_for_results(2)
        keep(journal, "3")
        heard.wait(lambda: heard.links.count("away") == 2)
    assert heard.links == ["away", "back", "away"]
    assert site.acted == [one["id"] for one in heard.results]
    assert journal.count_waiting() == 1


def test_who_is_not_accepted_is_told_and_is_tried_again(site: Site, journal: Journal):
    keep(journal, "1")
    site.instead = [lambda body: reply(403, {"detail": "Not this station."})]
    with following(journal, site.url) as heard:
        heard.wait_for_results(1)
    assert heard.links == ["barred", "back"]
    assert heard.all[0]["reason"] == "Not this station."


def test_a_journal_that_takes_no_answers_is_told_and_the_same_ids_go_again(site: Site, journal: Journal):
    (scan,) = keep(journal, "1")
    journal.close()
    database, away = journal.folder / "journal.db", journal.folder / "away.db"
    site.instead = [lambda body: database.rename(away) and None]
    with following(journal, site.url) as heard:
        heard.wait_for_link("stuck")
        away.rename(database)
        heard.wait_for_results(1)
    assert heard.links == ["stuck", "back"]
    assert (site.acted, site.ids, journal.count_waiting()) == ([scan.id], [[scan.id]] * 2, 0)


def test_a_second_follower_stands_by_and_takes_over(site: Site, journal: Journal):
    with following(journal, site.url) as first:
        keep(journal, "1")
        first.wait_for_results(1)
        with following(journal, site.url) as second:
            second.wait_for_link("elsewhere")
            keep(journal, "2")
            first.wait_for_results(2)
            assert second.results == []
    with following(journal, site.url) as third:
        keep(journal, "3")
        third.wait_for_results(1)
    assert [text for _, texts in site.batches for text in texts] == ["1", "2", "3"]


def test_a_follower_takes_over_when_the_first_is_killed(site: Site, journal: Journal, tmp_path: Path):
    with sender(site, journal, tmp_path, "--follow", "--json") as first:
        keep(journal, "1")
        assert first.stdout
        assert json.loads(first.stdout.readline())["outcome"] == "done"
        with following(journal, site.url) as second:
            second.wait_for_link("elsewhere")
            first.kill()
            keep(journal, "2")
            second.wait_for_results(1)
    assert [text for _, texts in site.batches for text in texts] == ["1", "2"]
