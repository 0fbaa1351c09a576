"""What waits is delivered over HTTP, whatever the network and the services do meanwhile."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from scanner.journal import Journal
from scanner.scan import Scan
from scanner.send import BATCH, Delivery, deliver
from scanner.station import Station

Reply = tuple[int, dict[str, Any]]


@dataclass
class Site:
    """A portal and two services: what they were asked, and what they are told to answer instead of the truth."""

    url: str = ""
    tokens: list[str] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    batches: list[tuple[str, list[str]]] = field(default_factory=list)
    instead: list[Callable[[dict[str, Any]], Reply | None]] = field(default_factory=list)
    refuse_batches_with: str = ""
    refuse: str = ""

    def answer(self, path: str, body: dict[str, Any], bearer: str) -> Reply:
        if path == "/portal/api/v1/tokens":
            return self.token(body)
        self.batches.append((path.split("/")[1], [scan["codes"][0]["text"] for scan in body["scans"]]))
        if self.instead and (reply := self.instead.pop(0)(body)):
            return reply
        if bearer != f"Bearer {self.tokens[-1]}":
            return 401, {"code": "token_expired", "title": "Expired"}
        texts = self.batches[-1][1]
        if self.refuse_batches_with and self.refuse_batches_with in texts:
            return 422, {"code": "invalid", "detail": "A code is too long."}
        return 200, {"results": [self.result(scan) for scan in body["scans"]]}

    def token(self, body: dict[str, Any]) -> Reply:
        self.keys.append(body)
        if body["key"] != "secret":
            return 403, {"code": "key_revoked", "detail": "The key is revoked."}
        self.tokens.append(f"token-{len(self.tokens)}")
        return 200, {"token": self.tokens[-1], "expires_in": 300}

    def result(self, scan: dict[str, Any]) -> dict[str, Any]:
        refused = scan["codes"][0]["text"] == self.refuse
        problem = {"code": "unknown_device"} if refused else None
        outcome = "refused" if refused else "done"
        return {"id": scan["id"], "outcome": outcome, "device": None, "say": outcome.title(), "problem": problem}


@pytest.fixture
def site() -> Iterator[Site]:
    told = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, reply = told.answer(self.path, body, self.headers.get("Authorization", ""))
            data = json.dumps(reply).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield told
        server.shutdown()
        thread.join()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def keep(journal: Journal, *texts: str, service: str = "warehouse") -> list[Scan]:
    scans = [Scan(service, "quai-2", "put_away", ((text, "Code128"),)) for text in texts]
    journal.keep(scans)
    return scans


def send(site: Site, journal: Journal, key: str = "secret", wait: float = 0.0) -> Delivery:
    with httpx.Client(base_url=site.url, timeout=10) as http:
        return deliver(journal, Station(http, key, "Ann"), wait, sleep=lambda seconds: None)


def test_what_waits_is_sent_in_order_to_its_service(site: Site, journal: Journal):
    keep(journal, "1", "2")
    keep(journal, "3", service="shipping")
    keep(journal, "4")
    delivery = send(site, journal)
    assert site.batches == [("warehouse", ["1", "2"]), ("shipping", ["3"]), ("warehouse", ["4"])]
    assert (delivery.count("done"), delivery.waiting, delivery.stopped) == (4, 0, None)
    assert site.keys == [{"key": "secret", "operator": "Ann"}]


def test_nothing_is_sent_twice_once_it_was_answered(site: Site, journal: Journal):
    keep(journal, "1")
    send(site, journal)
    assert send(site, journal).results == []
    assert len(site.batches) == 1


def test_at_most_five_hundred_go_at_a_time(site: Site, journal: Journal):
    keep(journal, *(str(number) for number in range(BATCH + 1)))
    send(site, journal)
    assert [len(texts) for _, texts in site.batches] == [BATCH, 1]


def test_after_a_failure_the_same_ids_go_again(site: Site, journal: Journal):
    scans, seen = keep(journal, "1", "2"), []
    site.instead = [lambda body: seen.append([one["id"] for one in body["scans"]]) or (503, {})]
    assert send(site, journal).waiting == 2
    assert [result["id"] for result in send(site, journal).results] == seen[0] == [scan.id for scan in scans]


def test_with_time_to_wait_it_tries_again_by_itself(site: Site, journal: Journal):
    keep(journal, "1")
    site.instead = [lambda body: (503, {}), lambda body: (429, {}), lambda body: (404, {})]
    delivery = send(site, journal, wait=600)
    assert (delivery.count("done"), delivery.waiting, len(site.batches)) == (1, 0, 4)


def test_with_nobody_there_the_scans_keep(journal: Journal):
    keep(journal, "1")
    delivery = send(Site(url="http://127.0.0.1:9"), journal)
    assert delivery.waiting == 1
    assert delivery.stopped


def test_a_refused_scan_is_kept_with_its_reason_and_its_neighbours_are_done(site: Site, journal: Journal):
    _, bad, _ = keep(journal, "1", "bad", "3")
    site.refuse = "bad"
    assert send(site, journal).count("done") == 2
    assert journal.answers()[bad.id].problem == {"code": "unknown_device"}
    assert journal.waiting() == []


def test_a_scan_for_which_the_whole_batch_is_refused_is_found_and_its_neighbours_are_done(site: Site, journal: Journal):
    texts = [str(number) for number in range(9)]
    bad = keep(journal, *texts)[5]
    site.refuse_batches_with = "5"
    delivery = send(site, journal)
    assert [result["outcome"] for result in delivery.results] == ["done"] * 5 + ["refused"] + ["done"] * 3
    assert journal.answers()[bad.id].say == "A code is too long."


def test_an_expired_token_is_renewed_once(site: Site, journal: Journal):
    keep(journal, "1")
    site.instead = [lambda body: (401, {})]
    assert send(site, journal).count("done") == 1
    assert len(site.tokens) == 2


@pytest.mark.parametrize(
    ("status", "problem"), [(401, {}), (403, {"code": "forbidden"}), (422, {"code": "clock.fault", "detail": "Clock."})]
)
def test_what_a_person_must_mend_stops_at_once_and_refuses_nothing(
    site: Site, journal: Journal, status: int, problem: dict[str, Any]
):
    keep(journal, "1", "2")
    site.instead = [lambda body: (status, problem)] * 2
    delivery = send(site, journal, wait=600)
    assert (delivery.barred, delivery.waiting, journal.answers()) == (True, 2, {})


def test_a_revoked_key_is_told_in_the_portals_words(site: Site, journal: Journal):
    keep(journal, "1")
    delivery = send(site, journal, key="old", wait=600)
    assert (delivery.waiting, delivery.stopped) == (1, "The key is revoked.")


@pytest.mark.parametrize("reply", [{}, {"results": []}, {"results": [{"id": "other"}]}, {"results": "x"}])
def test_an_answer_that_does_not_fit_settles_nothing(site: Site, journal: Journal, reply: dict[str, Any]):
    keep(journal, "1")
    site.instead = [lambda body: (200, reply)]
    assert send(site, journal).waiting == 1
    assert journal.answers() == {}
