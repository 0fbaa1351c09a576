"""The operator's commands, as they are typed: what is parked, dead, growing, to be sent again; exit codes and JSON."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from services.__main__ import main
from services.chassis import inbox, parking
from services.chassis.act import now
from services.chassis.alive import Watched, sign_of
from services.chassis.alone import alone
from services.chassis.broker.figures import figures
from services.chassis.broker.message import Message
from services.chassis.broker.topology import DEAD, queue_name
from services.chassis.run import Running, prepare, running
from services.chassis.settings import from_environment
from services.chassis.tables import dropped, outbox
from services.commands import checkup
from services.contracts.envelope import Envelope
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from services.everything import BY_NAME, SERVICES
from services.portal.model.log import Entry
from tests.servers.process import free_port
from tests.system.broker_stage import Listener, channel_of, messages, publish, set_up
from tests.system.waiting import wait_until

BINDINGS = {service.name: service.bindings for service in SERVICES}


@dataclass
class Terminal:
    """Where commands are typed; `url` is its broker."""

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    folder: Path

    def type(self, *words: str) -> tuple[object, str]:
        """The exit code and what was printed; a refusal's sentence is the code, as Python prints it."""
        self.patch.setattr(sys, "argv", ["reserve", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = self.capture.readouterr()
        return ended.value.code, told.out + told.err

    def ask(self, *words: str, code: int = 0) -> Any:
        """What the command prints with `--json`."""
        ended, told = self.type(*words, "--json")
        assert ended == code, told
        return json.loads(told)

    def service(self, name: str) -> Running:
        return running(BY_NAME[name], from_environment())


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    prepare(SERVICES, from_environment({"RESERVE_VAR": str(folder)}))
    return folder


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], installation: Path, tmp_path: Path
) -> Terminal:
    copytree(installation, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("RESERVE_VAR", str(tmp_path))
    monkeypatch.setenv("RESERVE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("services.chassis.logs.configure", lambda *_: None)
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    return Terminal(monkeypatch, capsys, tmp_path)


@pytest.fixture
def portal(terminal: Terminal) -> Iterator[Running]:
    one = terminal.service("portal")
    yield one
    one.database.close()


@pytest.fixture
def broker(fresh_url: str, terminal: Terminal) -> str:
    """The URL of an empty broker with everything declared, which is the installation's."""
    set_up(fresh_url, BINDINGS)
    terminal.patch.setenv("RESERVE_BROKER", fresh_url)
    return fresh_url


def stored(device: UUID, sequence: int) -> bytes:
    data = DeviceStored(device=device, type="tablet", location=LocationCode("A-01-01"))
    return Envelope(uuid4(), "/warehouse", f"device/{device}", now(), sequence, "u-1", data).to_wire()


def fail(*_: object) -> None:
    raise ArithmeticError("poison \x1b[31m")


def park(terminal: Terminal, portal: Running, count: int = 3) -> UUID:
    """So many events of one device that the portal cannot apply now, but could; the device."""
    device = uuid4()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(portal.service.subscriptions, DeviceStored, fail)  # type: ignore[arg-type]
        bodies = [stored(device, number + 1) for number in range(count)]
        assert inbox.take(portal.database, portal.service, bodies) == []
    return device


def logged(portal: Running, device: UUID) -> int:
    with portal.database.reading() as session:
        return len(session.scalars(select(Entry).where(Entry.subject == f"device/{device}")).all())


def test_parked_events_are_listed_shown_and_retried(terminal: Terminal, portal: Running) -> None:
    device = park(terminal, portal)
    listed = terminal.ask("parked", "list", "--service", "portal")
    assert [(row["service"], row["subject"], row["sequence"]) for row in listed] == [
        ("portal", f"device/{device}", number) for number in (1, 2, 3)
    ]
    assert listed[0]["type"] == "ca.quebec.reserve.device.stored.v1"
    assert "poison" in listed[0]["reason"]
    assert terminal.ask("parked", "list", "--service", "intake") == []
    shown = terminal.ask("parked", "show", listed[0]["id"])
    assert shown["body"]["data"]["location"] == "A-01-01"
    assert shown["behind"] == [row["id"] for row in listed[1:]]
    assert "Traceback" in shown["reason"]
    code, told = terminal.type("parked", "retry", listed[2]["id"])
    assert (code, told) == (0, f"portal, device/{device}: 3 applied.\n")
    assert (logged(portal, device), terminal.ask("parked", "list")) == (3, [])


def test_a_person_reads_a_table_and_nothing_that_steers_the_terminal(terminal: Terminal, portal: Running) -> None:
    device = park(terminal, portal, 1)
    _, told = terminal.type("parked", "list")
    assert str(device) in told
    assert "1 event parked." in told
    _, shown = terminal.type("parked", "show", terminal.ask("parked", "list")[0]["id"])
    assert "Reason:\nArithmeticError" in shown
    assert "\x1b" not in told + shown


def test_a_retry_that_fails_again_ends_with_1_and_the_others_go_on(terminal: Terminal, portal: Running) -> None:
    first, second = park(terminal, portal, 2), park(terminal, portal, 1)
    apply = portal.service.subscriptions[DeviceStored]

    def fail_for_first(session: Any, envelopes: Any) -> None:
        if envelopes[0].data.device == first:
            raise ArithmeticError("still ill")
        apply(session, envelopes)

    terminal.patch.setitem(portal.service.subscriptions, DeviceStored, fail_for_first)  # type: ignore[arg-type]
    rows = terminal.ask("parked", "retry", "--all", code=1)
    assert [(row["applied"], bool(row["failed"])) for row in rows] == [(0, True), (1, False)]
    assert "still ill" in terminal.ask("parked", "list")[0]["reason"]
    assert (logged(portal, first), logged(portal, second)) == (0, 1)


def test_a_parked_event_is_dropped_in_sequence_with_a_reason(terminal: Terminal, portal: Running) -> None:
    device = park(terminal, portal, 2)
    one, other = terminal.ask("parked", "list")
    assert "stands before it" in str(terminal.type("parked", "drop", other["id"], "--why", "x")[0])
    assert "code permanent" in str(terminal.type("parked", "drop", one["id"], "--why", "TREM12345678")[0])
    assert terminal.type("parked", "drop", one["id"])[0] == 2
    assert terminal.ask("parked", "drop", one["id"], "--why", "never was")["left"] == 1
    assert terminal.ask("parked", "retry", "--all")[0]["applied"] == 1
    with portal.database.reading() as session:
        kept = session.execute(select(dropped)).one()
    assert (str(kept.event_id), kept.why, kept.dropped_by.split(":")[0]) == (one["id"], "never was", "operator")
    assert logged(portal, device) == 1


def test_what_is_not_parked_is_told(terminal: Terminal) -> None:
    for words in (("show", str(uuid4())), ("retry", str(uuid4())), ("drop", str(uuid4()), "--why", "x")):
        code, told = terminal.type("parked", *words)
        assert code == 1
        assert "No event with the id" in told
    assert terminal.type("parked", "retry")[0] == 2


def test_dead_letters_are_listed_replayed_and_dropped(terminal: Terminal, portal: Running, broker: str) -> None:
    device = uuid4()
    letters = [
        Message("1", "warehouse.device.stored", b"?"),
        Message("2", "warehouse.device.stored", stored(device, 1)),
    ]
    publish(broker, letters)
    with Listener(broker, "portal", handle=lambda bodies: range(len(bodies))) as listener:
        wait_until(lambda: len(listener.bodies) == 2)
    wait_until(lambda: figures(broker, [DEAD])[DEAD].messages == 2)
    bad, good = terminal.ask("deadletters", "list")
    assert (bad["queue"], bad["reason"], good["fault"]) == ("reserve.portal", "rejected", "")
    assert "json_invalid" in bad["fault"]
    assert terminal.ask("deadletters", "show", good["id"])["body"]["data"]["device"] == str(device)
    assert bad["id"] in terminal.type("deadletters", "list")[1]
    assert [one["id"] for one in terminal.ask("deadletters", "replay", good["id"])["sent"]] == [good["id"]]
    with Listener(broker, "portal", handle=lambda bodies: inbox.take(portal.database, portal.service, bodies)):
        wait_until(lambda: logged(portal, device))
    assert terminal.ask("deadletters", "drop", bad["id"], "--why", "not ours")["kept_by"] == "portal"
    assert terminal.ask("deadletters", "list") == []
    with portal.database.reading() as session:
        kept = session.execute(select(dropped)).one()
    assert (kept.body, kept.why, kept.event_id, kept.reason.split("\n")[0]) == (b"?", "not ours", None, "rejected")
    assert "There is no dead letter" in terminal.type("deadletters", "drop", bad["id"], "--why", "x")[1]


def test_the_check_is_content_while_all_is_well(terminal: Terminal, broker: str) -> None:
    with ExitStack() as stack:
        for name in BY_NAME:
            stack.enter_context(Listener(broker, name))
        wait_until(lambda: all(one.consumers for one in figures(broker, list(map(queue_name, BY_NAME))).values()))
        code, told = terminal.type("broker", "check", "--pause", "0")
        found = terminal.ask("broker", "check", "--pause", "0")
    assert (code, told.splitlines()[-1]) == (0, "All is well.")
    assert (found["ok"], found["findings"], len(found["queues"])) == (True, [], 5)


def test_the_check_names_everything_that_is_wrong(terminal: Terminal, portal: Running, broker: str) -> None:
    publish(broker, messages(501, "intake.request.granted"))
    with channel_of(broker) as channel:
        channel.queue_delete("reserve.shipping")
        channel.queue_delete("reserve.intake")
        channel.queue_declare("reserve.intake", durable=True, auto_delete=False)
        channel.basic_publish(channel.prepare_message(b"?"), exchange=DEAD, routing_key="")
    wait_until(lambda: figures(broker, [DEAD])[DEAD].messages)
    park(terminal, portal, 2)
    old = now() - timedelta(minutes=5)
    row = {"subject": "x/1", "body": b"{}", "recorded_at": old, "retry_at": old, "routing_key": "portal.x.y"}
    with portal.database.engine.begin() as connection:
        connection.execute(insert(outbox).values(event_id=uuid4(), sequence=1, **row))
    found = terminal.ask("broker", "check", "--pause", "0", code=1)
    codes = [one["code"] for one in found["findings"]]
    assert set(codes) == {
        "topology.missing",
        "topology.differing",
        "queue.unattended",
        "queue.growing",
        "dead",
        "outbox.unheard",
        "outbox.waits",
        "parked",
    }
    assert found["services"]["portal"] | {"oldest": None} == {
        "unsent": 1,
        "oldest": None,
        "unheard": ["portal.x.y"],
        "parked": 2,
    }
    assert found["queues"]["reserve.warehouse"] == {"before": 501, "messages": 501, "consumers": 0}
    terminal.patch.setenv("RESERVE_LANG", "fr")
    code, told = terminal.type("broker", "check", "--pause", "0")
    assert code == 1
    assert "démarrez `reserve run portal worker`" in told


def test_a_queue_without_a_leader_is_told_from_one_without_a_worker(terminal: Terminal) -> None:
    terminal.patch.setattr(checkup, "leaderless", lambda _url, queues: queues[:1])
    findings = terminal.ask("broker", "check", "--pause", "0", code=1)["findings"]
    assert [one["code"] for one in findings] == ["queue.leaderless"] + 3 * ["queue.unattended"]
    assert "reserve.intake" in findings[0]["say"]


def test_the_check_tells_of_a_broker_or_a_database_that_is_away(terminal: Terminal) -> None:
    terminal.patch.setenv("RESERVE_BROKER", f"sqlite:///{terminal.folder}/portal.sqlite/none")
    (terminal.folder / "intake.sqlite").write_bytes(b"no database, but long enough to be taken for one" * 100)
    found = terminal.ask("broker", "check", "--pause", "0", code=1)
    assert [one["code"] for one in found["findings"]] == ["broker.away", "database.away"]


def test_nothing_is_sent_again_while_a_relay_could_overtake_it(terminal: Terminal, portal: Running) -> None:
    with alone(portal.database, portal.relay_turn, Event()):
        refusal, _ = terminal.type("outbox", "resend", "--since", "2h", "--service", "portal")
    assert "A relay of portal is at work" in str(refusal)


def test_the_outbox_is_sent_again_and_purged(terminal: Terminal, portal: Running) -> None:
    row = {"subject": "x/1", "body": b"{}", "recorded_at": now(), "routing_key": "portal.x.y"}
    with portal.database.engine.begin() as connection:
        for days in (0, 3, 8):
            sent = now() - timedelta(days=days, hours=1)
            connection.execute(insert(outbox).values(event_id=uuid4(), sequence=days, sent_at=sent, **row))
    assert terminal.ask("outbox", "resend", "--since", "2h")["resent"]["portal"] == 1
    stamp = (now() - timedelta(days=5)).isoformat()
    assert terminal.ask("outbox", "resend", "--since", stamp, "--service", "portal")["resent"] == {"portal": 1}
    assert terminal.ask("outbox", "purge")["portal"] == {"sent": 1, "taken": 0, "replies": 0}
    assert "kept no more" in terminal.type("outbox", "resend", "--since", "30d")[1]
    for wrong in ("tomorrow", "2999-01-01"):
        assert terminal.type("outbox", "resend", "--since", wrong)[0] == 2


def test_the_health_of_a_loop_is_its_sign_of_life_and_when_asked_that_of_what_it_needs(terminal: Terminal) -> None:
    sign = sign_of(terminal.folder, "portal", "worker")
    assert terminal.type("health", "portal", "worker") == (1, "portal worker does not run here.\n")
    Watched(Event(), sign).is_set()
    assert terminal.type("health", "portal", "worker") == terminal.type("health", "portal", "worker", "--ready")
    assert terminal.type("health", "portal", "worker") == (0, "")
    terminal.patch.setenv("RESERVE_BROKER", f"sqlite:///{terminal.folder}/another.sqlite")
    code, told = terminal.type("health", "portal", "worker", "--ready")
    assert code == 1
    assert "portal: broker: " in told
    os.utime(sign, (0, 0))
    code, told = terminal.type("health", "portal", "worker")
    assert code == 1
    assert "gave no sign of life for" in told


def test_the_health_of_all_names_each_that_does_not_live(terminal: Terminal) -> None:
    terminal.patch.setenv("RESERVE_PORT", str(free_port()))
    code, told = terminal.type("health")
    assert code == 1
    assert len(told.splitlines()) == 3 * len(SERVICES)
    assert "/intake/health/live does not answer" in told
    assert terminal.type("health", "portal")[0] == 2
