"""What a service tells Prometheus, whom it tells it, and that nothing in it grows with devices, people or boards."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from services.chassis import inbox, parking, relay
from services.chassis.act import now
from services.chassis.metering.asking import asked
from services.chassis.metering.door import answer_http
from services.chassis.metering.key import make_key
from services.chassis.metering.meters import OF_WORKER, begin
from services.chassis.metering.telling import tell
from services.chassis.run import Running
from tests.integration.test_chassis_outbox_inbox import Shelf, record, stored, wiped
from tests.integration.toy import client, running_toy, token
from tests.servers.process import free_port
from tests.system.waiting import wait_until

KEY = "a-key-of-the-operators"


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield replace(one, settings=replace(one.settings, metrics_token=KEY))


def scraped(browser: Any) -> dict[tuple[str, ...], float]:
    """Each sample's value, by its name and its labels' values but the service's and the process's."""
    answer = browser.get("/toy/metrics", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 200
    return {
        (one.name, *(value for name, value in one.labels.items() if name not in ("service", "process"))): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def scan(action: str = "put") -> dict[str, Any]:
    label = [{"text": "5CG0123ABC", "symbology": "Code128"}]
    one = {"id": str(uuid4()), "at": now().isoformat(), "station": "q", "action": action, "codes": label}
    return one | {"with": {"location": "A-01-01"}}


def test_the_metrics_are_for_whoever_has_the_key_alone(toy: Running) -> None:
    browser = client(toy)
    for given in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {KEY}"}, {"Authorization": "Bearer "}):
        answer = browser.get("/toy/metrics", headers=given)
        assert (answer.status_code, answer.data, answer.headers["WWW-Authenticate"]) == (401, b"", "Bearer")
    signed_in = {"Authorization": f"Bearer {token(toy)}"}
    assert browser.get("/toy/metrics", headers=signed_in).status_code == 401


def test_the_set_up_draws_a_key_that_only_its_owner_reads_and_keeps_it(toy: Running) -> None:
    unset = replace(toy, settings=replace(toy.settings, metrics_token=None))
    assert client(unset).get("/toy/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    keys = toy.settings.var / "keys"
    make_key(keys)
    drawn = (keys / "metrics.token").read_text(encoding="ascii")
    make_key(keys)
    assert ((keys / "metrics.token").stat().st_mode & 0o077, len(drawn)) == (0, 43)
    answer = client(unset).get("/toy/metrics", headers={"Authorization": f"Bearer {drawn}"})
    assert answer.status_code == 200
    assert 'reserve_queue_up{service="toy"} 0.0' in answer.text


def test_with_the_broker_away_the_figures_that_matter_then_still_stand(toy: Running) -> None:
    figures = scraped(client(replace(toy, settings=replace(toy.settings, broker="amqp://127.0.0.1:1"))))
    assert (figures["reserve_broker_up",], figures["reserve_outbox_unsent",]) == (0, 0)


def test_scans_requests_and_refusals_are_counted_once_and_by_what_is_bounded(toy: Running) -> None:
    browser = client(toy)
    before = scraped(browser)

    def post(*scans: dict[str, Any]) -> None:
        body = {"sent": now().isoformat(), "scans": scans}
        browser.post("/toy/api/v1/scans", json=body, headers={"Authorization": f"Bearer {token(toy)}"})

    one = scan()
    post(one)
    post(one, scan("melt"))
    post(*(scan() for _ in range(11)))
    browser.get("/toy/api/v1/devices/Tremblay")
    browser.open("/toy/Tremblay", method="TREM12345678")
    after = scraped(browser)
    risen = {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}
    assert risen["reserve_scans_total", "put", "done"] == 12
    assert risen["reserve_scans_total", "melt", "refused"] == 1
    assert risen["reserve_scan_refusals_total", "toy.unknown"] == 1
    assert risen["reserve_scan_duration_seconds_count", "single"] == 2
    assert risen["reserve_scan_duration_seconds_count", "stack"] == 1
    assert risen["reserve_scan_batch_scans_sum",] == 14
    assert risen["reserve_request_duration_seconds_count", "POST", "/toy/api/v1/scans", "2xx"] == 3
    assert risen["reserve_refusals_total", "http.404", "404"] == 2
    assert risen["reserve_request_duration_seconds_count", "none", "none", "4xx"] == 2
    assert "Trem" not in str(after.keys()).title()


def test_what_was_taken_sent_parked_and_came_again_is_counted(toy: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    begin("toy", OF_WORKER)
    browser = client(toy)
    before = scraped(browser)
    device, ill = uuid4(), uuid4()
    bodies = record(toy, stored(device), stored(ill, "BOOM-99"), wiped(device), wiped(ill))
    assert scraped(browser)["reserve_outbox_unsent",] == 4
    relay.forward(toy.database, Shelf(unheard="warehouse.device.wiped"))
    inbox.take(toy.database, toy.service, [bodies[2]])
    inbox.take(toy.database, toy.service, [bodies[0], bodies[2], b"?"])
    inbox.take(toy.database, toy.service, [bodies[1], bodies[3]])
    after = scraped(browser)

    def rise(*key: str) -> float:
        return after[key] - before.get(key, 0)

    told = ("events_sent_total", "events_unrouted_total", "events_applied_total", "events_duplicate_total")
    told += ("events_late_total", "events_parked_total", "messages_unreadable_total", "inbox_batch_failures_total")
    assert [rise(f"reserve_{name}") for name in told] == [2, 2, 1, 1, 1, 2, 1, 1]
    assert (rise("reserve_event_lag_seconds_count"), after["reserve_inbox_parked",]) == (1, 2)
    assert rise("reserve_event_lag_seconds_sum") < 60
    assert now().timestamp() - after["reserve_inbox_last_taken_timestamp_seconds",] < 60


def test_processes_tell_theirs_by_place_and_one_that_died_is_told_as_down(tmp_path: Path, toy: Running) -> None:
    folder, stop = tmp_path / ("x" * 90) / "metrics", threading.Event()
    begin("toy", OF_WORKER)
    threads = [threading.Thread(target=tell, args=(folder, name, stop)) for name in ("toy-worker", "toy-worker")]
    threads += [threading.Thread(target=tell, args=(folder, "other-worker", stop))]
    for one in threads:
        one.start()
    wait_until(lambda: len(list(folder.glob("*.sock"))) == 3)
    (folder / "toy-relay-0.sock").touch()
    found = asked(folder, "toy")
    assert sorted(found) == ["toy-relay-0", "toy-worker-0", "toy-worker-1"]
    assert found["toy-relay-0"] is None
    assert {name for name, *_ in found["toy-worker-1"] or []} >= {"reserve_events_applied"}
    stop.set()
    for one in threads:
        one.join()
    assert list(asked(folder, "toy")) == ["toy-relay-0"]


def test_a_worker_in_a_pod_of_its_own_answers_whoever_has_the_key(toy: Running) -> None:
    begin("toy", OF_WORKER)
    address, stop = ("127.0.0.1", free_port()), threading.Event()
    thread = threading.Thread(target=answer_http, args=("toy", "toy-worker-0", address, KEY, stop))
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", transport=httpx.HTTPTransport(retries=5)) as http:
        told = http.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
        answers = [http.get(path).status_code for path in ("/metrics", "/else")]
    stop.set()
    thread.join()
    assert (told.status_code, answers) == (200, [401, 404])
    assert 'reserve_events_applied_total{process="toy-worker-0",service="toy"}' in told.text
