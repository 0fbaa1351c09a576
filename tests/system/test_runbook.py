"""Each failure of the runbook is made on a running reserve, and undone by the commands that stand there."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import pytest

from services.chassis import parking
from services.chassis.act import now
from services.chassis.broker.message import Message
from services.chassis.keylife import LIVES
from services.chassis.run import keys
from services.contracts.roles import Person, Role
from services.contracts.warehouse import DeviceMoved
from services.everything import BY_NAME
from tests.servers.process import free_port
from tests.system import door
from tests.system.broker_stage import publish
from tests.system.runbook import PAGES, Operator, Typed, blocks
from tests.system.short_journey import ADDRESS, ASN, BOARD, NUMBER, Journey
from tests.system.site import Reserve, reserve
from tests.system.waiting import wait_until

CONTENT = "All is well."
AUDITOR = Person("u-1", Role.AUDITOR)


def test_both_languages_say_the_same_commands_in_the_same_order() -> None:
    english, french = (list(blocks(page).values()) for page in PAGES)
    assert english == french
    assert all(english)
    assert len(english) == 13


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runbook")


@pytest.fixture(scope="module")
def running(ground: Path) -> Iterator[Reserve]:
    """A site at work, but for intake's relay, which the first test of it starts."""
    with reserve(ground / "var", without=("intake relay",)) as site:
        Journey(site).stock()
        yield site


@pytest.fixture
def operator(ground: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setenv("RESERVE_VAR", str(ground / "var"))
    monkeypatch.setenv("RESERVE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("services.chassis.logs.configure", lambda *_: None)
    monkeypatch.setattr("services.commands.checkup.sleep", lambda _: None)
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    return Operator(ground)


@pytest.fixture
def site(running: Reserve, monkeypatch: pytest.MonkeyPatch) -> Reserve:
    monkeypatch.setenv("RESERVE_PORT", str(running.settings.port))
    return running


def done(typed: list[Typed]) -> None:
    assert [one for one in typed if one.code != 0] == []


def content(operator: Operator) -> None:
    wait_until(lambda: CONTENT in operator.type("reserve broker check").said)


def agrees(operator: Operator) -> None:
    found = operator.type("reserve audit")
    assert found.code == 0, found.said


def test_a_relay_that_is_stuck(operator: Operator, site: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    site.call(Role.BOARD_MANAGER, "PUT", f"/intake/api/v1/boards/{BOARD}/sites/quai", BOARD, json=ADDRESS)
    need = {"weekly_capacity": 5, "lines": [{"type": "laptop", "by_category": {"no_access": 9}}]}
    path = f"/intake/api/v1/boards/{BOARD}/portraits"
    assert site.call(Role.BOARD_MANAGER, "POST", path, BOARD, json=need, headers={"Idempotency-Key": "p"}).is_success
    with monkeypatch.context() as patch:
        patch.setattr("services.commands.checkup.PATIENCE", timedelta(0))
        (seen,) = operator.follow("A relay that is stuck")
        assert "of intake that wait to be sent" in seen.said
    site.start("intake relay")
    content(operator)


def test_the_broker_is_down(operator: Operator, site: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("RESERVE_BROKER", f"amqp://127.0.0.1:{free_port()}")
        (seen,) = operator.follow("The broker is down")
        assert "The broker does not answer" in seen.said
        assert seen.code == 1
    content(operator)


def test_the_disk_is_full(operator: Operator, site: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("services.commands.checkup.alarm", lambda _: "database or disk is full")
        space, check, purge = operator.follow("The disk is full")
    assert (space.code, check.code, purge.code) == (0, 1, 0)
    assert "give its machine memory or disk space" in check.said
    content(operator)
    agrees(operator)


def test_a_poisonous_event(operator: Operator, site: Reserve, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("poison")

    with monkeypatch.context() as patch:
        patch.setitem(BY_NAME["portal"].subscriptions, DeviceMoved, fail)  # type: ignore[arg-type]
        move(site, "B-01-01")
        wait_until(lambda: "parked in portal" in operator.type("reserve broker check").said)
    first, *_ = json.loads(operator.type("reserve parked list --json").said)
    done(operator.follow("A poisonous event", ID=first["id"]))
    assert "0 events parked." in operator.type("reserve parked list").said
    agrees(operator)


def test_a_message_that_nobody_can_read(operator: Operator, site: Reserve) -> None:
    publish(site.settings.broker, [Message("1", "warehouse.device.stored", b"?")])
    wait_until(lambda: "dead letter" in operator.type("reserve broker check").said)
    # Both who hear of it found it unreadable, or the portal alone.
    for letter in json.loads(operator.type("reserve deadletters list --json").said):
        done(operator.follow("A message that nobody can read", LETTER=letter["id"]))
    assert "0 dead letters." in operator.type("reserve deadletters list").said
    content(operator)


def test_another_key_in_time_or_at_once(operator: Operator, site: Reserve) -> None:
    before = {"Authorization": f"Bearer {keys(site.settings).sign(AUDITOR)}"}
    asked = f"{site.settings.url}/warehouse/api/v1/devices"
    title = "Another key, in time or at once"
    done(operator.follow(title))
    assert door.get(asked, headers=before).status_code == 200
    assert "last until" in operator.type("reserve keys retire").said
    assert site.call(Role.AUDITOR, "GET", "/warehouse/api/v1/devices").is_success
    # The second rotation in six minutes is refused in time, and is not waited for at once.
    rotate, retire = operator.follow(title, 1)
    assert (rotate.code, retire.code) == (1, 0)
    assert door.get(asked, headers=before).status_code == 401
    done(operator.follow(title, 1))
    assert site.call(Role.AUDITOR, "GET", "/warehouse/api/v1/devices").is_success
    found = json.loads(operator.type("reserve keys list --json").said)
    assert found["verifies"] == [found["signs"]]
    assert {name for name, at in found["due"].items() if at > now().isoformat()} == set(LIVES)
    assert door.get(asked, headers=before).status_code == 401


def test_a_wrong_split(operator: Operator, site: Reserve) -> None:
    """A whole round, of two boards: each of its grants is undone, and another can be prepared."""
    at = "/intake/api/v1"
    second_laptop(site)
    wait_until(lambda: free(site) == [2])
    for code in (BOARD, "711000"):
        asks(site, code)
    wrong = split(site)
    wait_until(lambda: free(site) == [0])
    granted = [one["request"] for one in site.call(Role.MINISTRY, "GET", f"{at}/rounds/{wrong}").json()["requests"]]
    assert len(granted) == 2
    for request in granted:
        undo = f"{at}/requests/{request}/undo"
        # Refused until the warehouse has answered the grant.
        wait_until(lambda undo=undo: site.call(Role.MINISTRY, "POST", undo, json={"reason": "Erreur"}).is_success)
    wait_until(lambda: free(site) == [2])
    done(operator.follow("A wrong split"))
    assert split(site) != wrong


def free(site: Reserve) -> list[int]:
    return [one["free"] for one in site.call(Role.MINISTRY, "GET", "/intake/api/v1/stock").json()]


def split(site: Reserve) -> str:
    """A round that one person prepares and another confirms."""
    rounds = "/intake/api/v1/rounds"
    one = site.call(Role.MINISTRY, "POST", rounds, json={"types": []}, headers=a_key()).json()["id"]
    other = keys(site.settings).sign(Person("u-other", Role.MINISTRY, csrf="c"))
    as_other = {"Authorization": f"Bearer {other}"}
    confirmed = site.call(Role.MINISTRY, "POST", f"{rounds}/{one}/confirm", headers=a_key() | as_other)
    assert confirmed.is_success, confirmed.text
    return str(one)


def asks(site: Reserve, code: str) -> None:
    """A board needs laptops, and asks for one."""
    at = "/intake/api/v1"
    site.call(Role.BOARD_MANAGER, "PUT", f"{at}/boards/{code}/sites/quai", code, json=ADDRESS)
    need = {"weekly_capacity": 5, "lines": [{"type": "laptop", "by_category": {"no_access": 9}}]}
    board(site, f"{at}/boards/{code}/portraits", need, code)
    lines = [{"type": "laptop", "category": "no_access", "quantity": 1}]
    made = board(site, f"{at}/requests", {"site": "quai", "justification": "Classe", "lines": lines}, code)
    board(site, f"{at}/requests/{made['id']}/submit", {"freight_accepted": True}, code)


def second_laptop(site: Reserve) -> None:
    """Another one comes, onto the shelf where the first one lay."""
    asn = ASN.replace(NUMBER, "5CG0123ABD")
    fields, files = {"supplier": "HP", "reference": "R-2"}, {"file": ("asn.csv", asn.encode(), "text/csv")}
    at = "/warehouse/api/v1"
    site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/deliveries", data=fields, files=files, headers=a_key())
    found = site.call(Role.WAREHOUSE, "GET", f"{at}/devices").json()["items"]
    (device,) = [one["id"] for one in found if one["serial"] == "5CG0123ABD"]
    for step, shelf in (("receive", "QUAI-01"), ("put-away", "A-01-01")):
        body = {"devices": [device], "location": shelf}
        answer = site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/{step}", json=body)
        assert answer.is_success, answer.text


def test_what_is_lost_is_brought_back(tmp_path: Path, operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything for which the site, or a part of it, stands still; then it runs, is content, and agrees."""
    operator, title = Operator(tmp_path), "A database is lost, or all of them"
    kept = str(tmp_path / "monday")
    monkeypatch.setenv("RESERVE_VAR", str(tmp_path / "var"))
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        Journey(site).stock()
        done(operator.follow(title, BACKUP=kept))
        move(site, "A-01-02")
        wait_until(lambda: logged(tmp_path, "device.moved"))
    lose(tmp_path, "portal")
    done(operator.follow(title, 1, BACKUP=kept))
    assert logged(tmp_path, "device.moved") == 1
    with closing(sqlite3.connect(tmp_path / "var" / "broker.sqlite")) as broker, broker:
        broker.execute("DELETE FROM queue WHERE name = 'reserve.shipping'")
    assert "is missing" in operator.type("reserve broker check").said
    done(operator.follow("A queue is lost"))
    rmtree(tmp_path / "var" / "keys")
    assert "not set up" in operator.type("reserve keys list").said
    done(operator.follow("The keys are lost", BACKUP=kept))
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        content(operator)
        agrees(operator)
    lose(tmp_path, "warehouse")
    restored, *_ = operator.follow(title, 2, BACKUP=kept)
    assert "Facts to be done again: 1." in restored.said
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        assert site.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/devices").json()["items"][0]["location"] == "A-01-01"
        move(site, "A-01-02")
        wait_until(lambda: logged(tmp_path, "device.moved") == 2)
        agrees(operator)
    rmtree(tmp_path / "var")
    restored, _ = operator.follow(title, 3, BACKUP=kept)
    assert restored.code == 0, restored.said
    assert "The log cannot be read any more" in restored.said
    with reserve(tmp_path / "var") as site:
        monkeypatch.setenv("RESERVE_PORT", str(site.settings.port))
        content(operator)
        agrees(operator)


def lose(folder: Path, name: str) -> None:
    """A service's database is gone, with all that lay beside it."""
    for file in (folder / "var").glob(f"{name}.sqlite*"):
        file.unlink()


def logged(folder: Path, what: str) -> int:
    with closing(sqlite3.connect(folder / "var" / "portal.sqlite")) as portal:
        return int(portal.execute("SELECT count(*) FROM log WHERE what = ?", [what]).fetchone()[0])


def move(site: Reserve, shelf: str) -> None:
    """The one device is put on another shelf."""
    site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/locations", json={"codes": [shelf]})
    device = site.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/devices").json()["items"][0]["id"]
    body = {"devices": [device], "location": shelf}
    assert site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/put-away", json=body).is_success


def board(site: Reserve, path: str, body: dict[str, Any], code: str = BOARD) -> Any:
    answer = site.call(Role.BOARD_MANAGER, "POST", path, code, json=body, headers=a_key())
    assert answer.is_success, answer.text
    return answer.json()


def a_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}
