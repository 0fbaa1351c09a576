"""Portraits in time through the routes: versions, spreadsheets, collections, days of the past, what was configured."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlalchemy import delete, event

from services.chassis import inbox, run
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import TypeNeed
from services.contracts.reference import boards
from services.contracts.roles import BOARD, Person, Role
from services.contracts.shipping import DeviceAccepted, DeviceConfigured, ShippingDeviceUndone
from services.contracts.values import BoardCode
from services.intake.model.closing import ClosedFigure, Closing
from services.intake.operations.portrait import update_portrait
from services.intake.service import SERVICE
from tests.integration.clock import Clock, clock_set
from tests.integration.databases import copied, installation

pytestmark = pytest.mark.databases("sqlite", "postgresql")

API, OURS, OTHER = "/intake/api/v1", "762000", "711000"
HEAD = "type,no_access,own_available,orders,weekly_capacity\n"
ONE = {"weekly_capacity": 5, "lines": [{"type": "laptop", "by_category": {"no_access": 10}}]}


class Intake:
    """Intake alone, its people, and what it hears."""

    def __init__(self, running: run.Running, clock: Clock) -> None:
        self.database, self.clock = running.database, clock
        self.application, self.keys = running.application(), run.keys(running.settings)
        self.sequence = 0

    def ask(self, role: Role, method: str, path: str, board: str = OURS, **sent: Any) -> Any:
        bound = BoardCode(board) if role in BOARD else None
        token = self.keys.sign(Person(f"u-{role.value}", role, bound))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "Accept-Language": "en"}
        return self.application.test_client().open(API + path, method=method, headers=headers, **sent)

    def call(self, role: Role, method: str, path: str, board: str = OURS, **sent: Any) -> Any:
        answer = self.ask(role, method, path, board, **sent)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.get_json(silent=True)

    def answer(self, board: str = OURS, body: Any = ONE) -> Any:
        return self.call(Role.BOARD_MANAGER, "POST", f"/boards/{board}/portraits", board, json=body)

    def send_file(self, text: str | bytes, board: str = OURS) -> Any:
        body = text.encode() if isinstance(text, str) else text
        sent = {"file": (io.BytesIO(body), "portrait.csv")}
        return self.ask(Role.BOARD_MANAGER, "POST", f"/boards/{board}/portraits/import", board, data=sent)

    def versions(self) -> list[Any]:
        found: list[Any] = self.call(Role.AUDITOR, "GET", f"/boards/{OURS}/portraits")["items"]
        return found

    def open(self, deadline: str = "2020-09-10T16:00:00-04:00") -> str:
        body = {"title": "Collecte", "deadline": deadline}
        return str(self.call(Role.MINISTRY, "POST", "/campaigns", json=body)["id"])

    def campaign(self, key: str, role: Role = Role.AUDITOR, board: str = OURS) -> Any:
        return self.call(role, "GET", f"/campaigns/{key}", board)

    def hear(self, *events: Event) -> None:
        bodies = []
        for one in events:
            self.sequence += 1
            told = Envelope(uuid4(), f"/{one.owner}", one.subject(), now(), self.sequence, "w", one)
            bodies.append(told.to_wire())
        inbox.take(self.database, SERVICE, bodies)

    def held(self, day: str = "") -> tuple[bool, int]:
        picture = self.call(Role.AUDITOR, "GET", f"/portraits?on={day}" if day else "/portraits")
        return picture["known"], sum(one["in_hand"] for one in picture["totals"])


def accepted(device: UUID) -> DeviceAccepted:
    return DeviceAccepted(device=device, type="laptop", board=BoardCode(OURS), shipment=uuid4(), request=uuid4())


def configured(device: UUID) -> DeviceConfigured:
    return DeviceConfigured(device=device, type="laptop", board=BoardCode(OURS))


def undone(device: UUID) -> ShippingDeviceUndone:
    step = {"undone": uuid4(), "step": "device.configured", "reason": "x", "state": "at_board"}
    return ShippingDeviceUndone(device=device, type="laptop", board=BoardCode(OURS), **step)


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    folder = tmp_path_factory.mktemp("prepared")
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


@pytest.fixture
def intake(prepared: Path, tmp_path: Path) -> Iterator[Intake]:
    running = run.running(SERVICE, copied(prepared, tmp_path, SERVICE))
    with clock_set("2020-09-01") as clock:
        yield Intake(running, clock)
    running.database.close()


def test_an_order_that_is_late_or_more_than_the_total_is_refused(intake: Intake) -> None:
    for orders, on_order, code in (("2020-08-31", None, "order.late"), ("2020-10-01", 4, "order.over")):
        line = {"type": "laptop", "by_category": {}, "orders": [{"expected": orders, "quantity": 5}]}
        body = {"weekly_capacity": 1, "lines": [line | ({} if on_order is None else {"on_order": on_order})]}
        refused = intake.ask(Role.BOARD_MANAGER, "POST", f"/boards/{OURS}/portraits", json=body)
        assert [one["code"] for one in refused.json["errors"]] == [code]


def test_dated_orders_lessen_the_unmet_need_and_stand_in_the_version_with_the_rest_undated(intake: Intake) -> None:
    orders = [{"expected": "2020-12-01", "quantity": 3}, {"expected": "2020-10-01", "quantity": 2}]
    line = {"type": "laptop", "by_category": {"no_access": 10}, "on_order": 6, "orders": orders}
    (need,) = intake.answer(body={"weekly_capacity": 5, "lines": [line]})["need"]
    assert (need["on_order"], need["unmet"], need["to_come"], need["in_hand"]) == (6, 4, 0, 0)
    (kept,) = intake.versions()[0]["lines"]
    assert (kept["orders"], kept["undated"]) == ([orders[1], orders[0]], 1)


def test_each_version_tells_who_gave_it_and_every_figure_that_changed(intake: Intake) -> None:
    intake.answer()
    intake.clock.set("2020-09-03")
    more = {"type": "laptop", "by_category": {"no_access": 8, "at_risk": 4}, "in_repair": 1}
    intake.answer(body={"weekly_capacity": 5, "lines": [more]})
    newest, first = intake.versions()
    assert (newest["answered_by"], newest["answered_at"][:10]) == ("u-board_manager", "2020-09-03")
    told = [
        (one["figure"]["name"], one["figure"]["category"], one["before"], one["after"]) for one in newest["changes"]
    ]
    assert told == [("need", "no_access", 10, 8), ("need", "at_risk", 0, 4), ("in_repair", None, 0, 1)]
    assert [one["figure"]["name"] for one in first["changes"]] == ["weekly_capacity", "need"]


def test_the_oldest_version_of_a_page_is_compared_with_the_one_before_it(intake: Intake) -> None:
    for count in (1, 2, 3):
        intake.answer(body={"weekly_capacity": count, "lines": [{"type": "laptop", "by_category": {}}]})
    (page,) = [intake.call(Role.AUDITOR, "GET", f"/boards/{OURS}/portraits?limit=1")]
    assert [(one["before"], one["after"]) for one in page["items"][0]["changes"]] == [(2, 3)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_was_saved_and_filled_in_becomes_a_version(intake: Intake, kind: str) -> None:
    saved = intake.ask(Role.BOARD_TECHNICIAN, "GET", f"/boards/{OURS}/portraits/export?format={kind}")
    assert f".{kind}" in saved.headers["Content-Disposition"]
    if kind == "xlsx":
        book, out = openpyxl.load_workbook(io.BytesIO(saved.data)), io.BytesIO()
        sheet = book.worksheets[0]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in (2, 3):
            sheet.cell(row, columns["no_access"], 12)
            sheet.cell(row, columns["weekly_capacity"], 9)
        book.save(out)
        filled = out.getvalue()
    else:
        head, *rows = saved.data.decode("utf-8-sig").splitlines()
        names = head.split(",")
        cells = [dict(zip(names, row.split(","), strict=True)) for row in rows]
        given = [one | {"no_access": "12", "weekly_capacity": "9"} for one in cells]
        filled = "\n".join([head, *(",".join(one.values()) for one in given)]).encode()
    answer = intake.send_file(filled)
    assert answer.status_code == 201, answer.text
    (version,) = intake.versions()
    assert (version["weekly_capacity"], [one["type"] for one in version["lines"]]) == (9, ["tablet", "laptop"])
    assert all(one["by_category"]["no_access"] == 12 for one in version["lines"])


def test_of_a_file_with_one_wrong_row_nothing_is_kept_and_the_row_is_named(intake: Intake) -> None:
    refused = intake.send_file(f"{HEAD}laptop,10,1,,5\ntablet,x,1,,5\n")
    assert (refused.status_code, refused.json["code"]) == (422, "portrait.file")
    assert [(one["pointer"], one["code"]) for one in refused.json["errors"]] == [("row 3, no_access", "file.count")]
    assert intake.versions() == []


def test_a_file_that_may_name_a_student_is_refused_and_not_echoed(intake: Intake) -> None:
    refused = intake.send_file(f"{HEAD}laptop,10,1,TREM12345678,5\n")
    assert [one["code"] for one in refused.json["errors"]] == ["file.student"]
    assert "TREM" not in refused.text


def test_another_boards_file_is_not_taken(intake: Intake) -> None:
    refused = intake.send_file("board,type,weekly_capacity\n711000,laptop,1\n")
    assert [one["code"] for one in refused.json["errors"]] == ["file.board"]
    path = f"/boards/{OURS}/portraits/import"
    sent = {"file": (io.BytesIO(f"{HEAD}laptop,10,1,,5\n".encode()), "a.csv")}
    assert intake.ask(Role.BOARD_MANAGER, "POST", path, OTHER, data=sent).status_code == 404


def test_the_ministry_saves_the_portraits_of_all_boards(intake: Intake) -> None:
    intake.answer()
    text = intake.ask(Role.MINISTRY, "GET", "/portraits/export?format=csv").data.decode("utf-8-sig")
    rows = [line.split(",") for line in text.splitlines()]
    assert {row[0] for row in rows[1:]} == set(boards())
    ours = dict(zip(rows[0], next(row for row in rows if row[0] == OURS), strict=True))
    assert (ours["no_access"], ours["unmet"], ours["standing"]) == ("10", "10", "current")


def test_a_collection_tells_in_time_late_awaited_and_never(intake: Intake) -> None:
    intake.answer("712000")
    intake.clock.set("2020-09-02")
    key = intake.open()
    intake.answer()
    intake.clock.set("2020-09-11")
    intake.answer(OTHER)
    found = intake.campaign(key)
    replies = {one["board"]: one["reply"] for one in found["boards"]}
    assert [replies[one] for one in (OURS, OTHER, "712000", "713000")] == ["in_time", "late", "awaited", "never"]
    assert found["replies"] == {"in_time": 1, "late": 1, "awaited": 1, "never": 69}
    assert len(found["to_remind"]) == 70


def test_a_board_sees_of_a_collection_its_own_answer_alone(intake: Intake) -> None:
    found = intake.campaign(intake.open(), Role.BOARD_TECHNICIAN, OTHER)
    assert ([one["board"] for one in found["boards"]], found["to_remind"]) == ([OTHER], [OTHER])


def test_who_has_not_answered_is_reminded_and_not_twice_within_a_day(intake: Intake) -> None:
    key = intake.open()
    intake.answer()
    intake.call(Role.MINISTRY, "POST", f"/campaigns/{key}/remind")
    again = intake.ask(Role.MINISTRY, "POST", f"/campaigns/{key}/remind")
    assert (again.status_code, again.json["code"]) == (409, "campaign.nobody")
    assert intake.campaign(key)["to_remind"] == []
    intake.clock.set("2020-09-03")
    assert len(intake.campaign(key)["to_remind"]) == 71
    intake.call(Role.MINISTRY, "POST", f"/campaigns/{key}/remind")
    reminded = {one["board"]: one["reminded"] for one in intake.campaign(key)["boards"]}
    assert (reminded.pop(OURS), set(reminded.values())) == (0, {2})


def test_a_deadline_is_moved_and_whoever_answered_between_is_in_time(intake: Intake) -> None:
    key = intake.open()
    intake.clock.set("2020-09-12")
    intake.answer()
    assert intake.campaign(key)["replies"]["late"] == 1
    late = {"deadline": "2020-09-10T16:00:00-04:00"}
    assert intake.ask(Role.MINISTRY, "PUT", f"/campaigns/{key}/deadline", json=late).status_code == 422
    later = {"deadline": "2020-09-30T16:00:00-04:00"}
    intake.call(Role.MINISTRY, "PUT", f"/campaigns/{key}/deadline", json=later)
    assert intake.campaign(key)["replies"] == {"in_time": 1, "late": 0, "awaited": 0, "never": 71}


def test_a_closed_collection_stands_still_and_the_next_one_closes_the_one_before(intake: Intake) -> None:
    first = intake.open()
    intake.answer()
    second = intake.open()
    intake.clock.set("2020-09-03")
    intake.answer(OTHER)
    assert intake.campaign(first)["replies"]["in_time"] == 1
    assert intake.campaign(first)["closed_by"] == "u-ministry"
    assert [one["board"] for one in intake.campaign(second)["boards"] if one["reply"] == "in_time"] == [OTHER]
    refused = intake.ask(Role.MINISTRY, "POST", f"/campaigns/{first}/remind")
    assert (refused.status_code, refused.json["code"]) == (409, "campaign.closed")


def test_a_past_day_shows_what_was_held_when_it_ended_whatever_came_since(intake: Intake) -> None:
    for day, count in (("2020-09-02", 3), ("2020-09-07", 2)):
        intake.clock.set(day)
        intake.hear(*(accepted(uuid4()) for _ in range(count)))
    days = ("2020-09-01", "2020-09-02", "2020-09-06", "2020-09-07", "")
    assert [intake.held(day) for day in days] == [(True, 0), (True, 3), (True, 3), (True, 5), (True, 5)]
    intake.clock.set("2020-09-20")
    intake.hear(accepted(uuid4()))
    assert [intake.held(day) for day in (*days[:3], "2020-09-19", "")] == [
        (True, 0),
        (True, 3),
        (True, 3),
        (True, 5),
        (True, 6),
    ]


def test_of_a_day_before_the_books_were_kept_nothing_is_claimed_to_be_known(intake: Intake) -> None:
    intake.hear(accepted(uuid4()))
    with intake.database.writing(Act("test", now())) as session:
        session.execute(delete(ClosedFigure))
        session.execute(delete(Closing))
    intake.clock.set("2020-09-05")
    intake.hear(accepted(uuid4()))
    assert [intake.held(day) for day in ("2020-09-03", "2020-09-04", "")] == [(False, 0), (True, 1), (True, 2)]


def test_what_was_configured_counts_in_its_week_and_no_more_once_it_is_undone(intake: Intake) -> None:
    devices = [uuid4() for _ in range(3)]
    intake.answer()
    intake.hear(*map(accepted, devices), *map(configured, devices))
    intake.clock.set("2020-09-06", "23:30")
    again = uuid4()
    intake.hear(accepted(again), configured(again))
    intake.clock.set("2020-09-07", "00:30")
    intake.hear(undone(devices[0]), accepted(last := uuid4()), configured(last))
    found = intake.call(Role.BOARD_MANAGER, "GET", f"/boards/{OURS}/capacity?weeks=3")
    assert [(one["week"], one["declared"], one["configured"]) for one in found["weeks"]] == [
        ("2020-W37", 5, 1),
        ("2020-W36", 5, 3),
        ("2020-W35", None, 0),
    ]
    assert (found["best"], found["declared"]) == (3, 5)


@pytest.mark.parametrize("path", ["/portraits?on=2020-09-04", "/portraits/export?format=csv", "/capacity", "campaign"])
def test_what_is_told_of_all_boards_takes_as_many_statements_for_72_as_for_one(intake: Intake, path: str) -> None:
    if path == "campaign":
        path = f"/campaigns/{intake.open()}"
    statements: list[str] = []
    event.listen(intake.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken = []
    for day, codes in (("2020-09-02", [OURS]), ("2020-09-04", list(boards()))):
        intake.clock.set(day)
        for code in codes:
            with intake.database.writing(Act("u-1", now())) as session:
                line = TypeNeed(
                    type="laptop",
                    need=1,
                    by_category={"no_access": 1},
                    **dict.fromkeys(("own_available", "on_order", "in_repair"), 0),
                )
                update_portrait(session, None, BoardCode(code), 1, [line])
        intake.hear(accepted(uuid4()))
        statements.clear()
        intake.call(Role.AUDITOR, "GET", path)
        taken.append(len(statements))
    assert taken[0] == taken[1] < 12
