"""What waits is delivered over HTTP, whatever the network and the services do meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scanner.journal import Journal
from scanner.send import BATCH, Delivery, deliver
from scanner.station import Station
from tests.integration.scan_site import Body, Reply, Site, keep, reply, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def send(site: Site, journal: Journal, key: str = "secret", wait: float = 0.0, timeout: float = 10) -> Delivery:
    with httpx.Client(base_url=site.url, timeout=timeout) as http:
        return deliver(journal, Station(http, key, "Ann"), wait, sleep=lambda seconds: None)


def test_what_waits_is_sent_in_order_to_its_service(site: Site, journal: Journal):
    keep(journal, "1", "2")
    keep(journal, "3", service="shipping")
    keep(journal, "4")
    delivery = send(site, journal)
    assert site.batches == [("warehouse", ["1", "2"]), ("shipping", ["3"]), ("warehouse", ["4"])]
    assert (delivery.count("done"), delivery.waiting, delivery.stopped) == (4, 0, None)
    assert site.keys == [{"key": "secret", "operator": "Ann"}]
    # Whoever has a scan's id finds it in the services' logs.
    assert [trace.split("-")[1] for trace in site.traces] == [ids[0].replace("-", "") for ids in site.ids]


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
    scans = keep(journal, "1", "2")
    site.instead = [lambda body: reply(503, {})]
    assert send(site, journal).waiting == 2
    assert [result["id"] for result in send(site, journal).results] == [scan.id for scan in scans]
    assert site.ids == [[scan.id for scan in scans]] * 2


def test_with_time_to_wait_it_tries_again_by_itself(site: Site, journal: Journal):
    keep(journal, "1")
    site.instead = [lambda body: reply(503, {}), lambda body: reply(429, {}), lambda body: reply(404, {})]
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
    (refused,) = journal.refused()
    assert (refused.scan, refused.problem) == (bad, {"code": "unknown_device"})
    assert journal.waiting() == []


def test_a_scan_for_which_the_whole_batch_is_refused_is_found_and_its_neighbours_are_done(site: Site, journal: Journal):
    texts = [str(number) for number in range(9)]
    bad = keep(journal, *texts)[5]
    site.refuse_batches_with = "5"
    delivery = send(site, journal)
    assert [result["outcome"] for result in delivery.results] == ["done"] * 5 + ["refused"] + ["done"] * 3
    (refused,) = journal.refused()
    assert (refused.scan, refused.say) == (bad, "A code is too long.")


def test_an_expired_token_is_renewed_once(site: Site, journal: Journal):
    keep(journal, "1")
    site.instead = [lambda body: reply(401, {})]
    assert send(site, journal).count("done") == 1
    assert len(site.tokens) == 2


@pytest.mark.parametrize(
    ("status", "problem"), [(401, {}), (403, {"code": "forbidden"}), (422, {"code": "clock.fault", "detail": "Clock."})]
)
def test_what_a_person_must_mend_stops_at_once_and_refuses_nothing(
    site: Site, journal: Journal, status: int, problem: dict[str, Any]
):
    keep(journal, "1", "2")
    site.instead = [lambda body: reply(status, problem)] * 2
    delivery = send(site, journal, wait=600)
    assert (delivery.barred, delivery.waiting, journal.count_waiting()) == (True, 2, 2)


def test_a_revoked_key_is_told_in_the_portals_words(site: Site, journal: Journal):
    keep(journal, "1")
    delivery = send(site, journal, key="old", wait=600)
    assert (delivery.waiting, delivery.stopped) == (1, "The key is revoked.")


def result(scan_id: str, outcome: str = "done") -> Body:
    return {"id": scan_id, "outcome": outcome, "say": "", "problem": None}


WRONG = [
    {},
    {"results": []},
    {"results": "x"},
    {"results": [result("other"), result("other")]},
    {"results": [{"id": "other"}] * 2},
    {"results": [None, None]},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_that_does_not_fit_settles_nothing(site: Site, journal: Journal, wrong: Body):
    keep(journal, "1", "2")
    site.instead = [lambda body: reply(200, wrong)]
    assert send(site, journal).waiting == journal.count_waiting() == 2


def test_an_answer_for_one_scan_too_few_or_in_another_order_or_of_another_kind_settles_nothing(
    site: Site, journal: Journal
):
    one, two = (scan.id for scan in keep(journal, "1", "2"))
    for results in ([result(one)], [result(two), result(one)], [result(one), result(two, "later")]):
        site.instead = [lambda body, told=results: reply(200, {"results": told})]
        assert send(site, journal).waiting == journal.count_waiting() == 2
    assert send(site, journal).count("done") == 2


BROKEN = {
    "half of it": lambda whole: Reply(200, whole.body[: len(whole.body) // 2], length=len(whole.body)),
    "cut within the JSON": lambda whole: Reply(200, whole.body[: len(whole.body) // 2]),
    "the header alone": lambda whole: Reply(200, b"", length=len(whole.body)),
    "nothing at all": lambda whole: Reply(0),
    "an empty page": lambda whole: Reply(200, b""),
    "another's page": lambda whole: Reply(200, b"<html>Welcome to the guest network</html>"),
    "sent elsewhere": lambda whole: Reply(302, b"", location="http://127.0.0.1:9/"),
    "sent elsewhere for good": lambda whole: Reply(308, b"", location="/elsewhere"),
    "in trouble": lambda whole: Reply(503, b"Service Unavailable"),
    "in trouble after all": lambda whole: Reply(500, whole.body),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_reply_that_broke_settles_nothing_and_the_next_one_tells_what_was_done(
    site: Site, journal: Journal, broken: Any
):
    """The service has acted; the same ids, sent again, get the outcome of then."""
    scans = keep(journal, "1", "2")
    site.instead = [lambda body: broken(site.judged(body))]
    assert (send(site, journal).waiting, journal.count_waiting()) == (2, 2)
    delivery = send(site, journal)
    assert [one["say"] for one in delivery.results] == ["done 1", "done 2"]
    assert site.ids == [[scan.id for scan in scans]] * 2
    assert site.acted == [scan.id for scan in scans]


def test_a_server_that_answers_too_late_is_asked_again_and_its_second_answer_counts(site: Site, journal: Journal):
    scans, given_up = keep(journal, "1", "2"), threading.Event()

    def late(body: Body) -> Reply:
        told = site.judged(body)
        given_up.wait()
        return told

    site.instead = [late]
    assert send(site, journal, timeout=0.3).waiting == 2
    given_up.set()
    assert [one["say"] for one in send(site, journal).results] == ["done 1", "done 2"]
    assert (site.acted, journal.count_waiting()) == ([scan.id for scan in scans], 0)


def test_what_follows_a_broken_reply_waits_for_its_turn(site: Site, journal: Journal):
    keep(journal, "1")
    keep(journal, "2", service="shipping")
    keep(journal, "3")
    site.instead = [lambda body: None, lambda body: reply(503, {})]
    delivery = send(site, journal)
    assert (delivery.count("done"), delivery.waiting) == (1, 2)
    send(site, journal)
    assert site.batches[2:] == [("shipping", ["2"]), ("warehouse", ["3"])]


def test_after_days_without_a_network_everything_leaves_in_order(site: Site, journal: Journal):
    expected = [str(number) for number in range(2 * BATCH + 1)]
    keep(journal, *expected)
    for _ in range(3):
        assert send(Site(url="http://127.0.0.1:9"), journal).waiting == len(expected)
    assert send(site, journal).count("done") == len(expected)
    assert [text for _, texts in site.batches for text in texts] == expected
