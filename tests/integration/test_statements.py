"""Freight statements of a whole reserve: what left, what was taken back, by month; on screen, on paper and as files."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from services.chassis import inbox
from services.contracts.envelope import Envelope
from services.contracts.roles import BOARD, Role
from services.contracts.shipping import (
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentUndone,
    ShipmentVoided,
)
from services.contracts.values import BoardCode
from services.intake.service import SERVICE
from tests.integration.auditing import audit_of, said
from tests.integration.house import OTHER, OURS, House, house, someone
from tests.integration.things import INTAKE, SITE

pytestmark = pytest.mark.databases("sqlite", "postgresql")

FREIGHT = 4600 + 1225
WINTER = datetime(2021, 1, 31, 23, 30, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2021, 1, 1, 4, 30, tzinfo=UTC)


@pytest.fixture
def reserve(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        yield one


def asked(reserve: House, count: int, board: BoardCode = OURS) -> UUID:
    """A submitted request for so many tablets, whose freight is one carton's."""

    def call(method: str, path: str, body: Any) -> Any:
        answer = reserve.act(Role.BOARD_MANAGER, method, f"{INTAKE}{path}", board, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json

    call("PUT", f"/boards/{board}/sites/quai", SITE)
    line = {"type": "tablet", "by_category": {"no_access": 200}}
    call("POST", f"/boards/{board}/portraits", {"weekly_capacity": 9, "lines": [line]})
    line = {"type": "tablet", "category": "no_access", "quantity": count}
    made = call("POST", "/requests", {"site": "quai", "justification": "x", "lines": [line]})["id"]
    call("POST", f"/requests/{made}/submit", {"freight_accepted": True})
    return UUID(made)


class Carrier:
    """What shipping tells intake of one shipment, at moments that a test chooses."""

    def __init__(self, reserve: House, request: UUID, devices: int, board: BoardCode = OURS) -> None:
        self.reserve, self.sequence, self.left = reserve, 0, uuid4()
        self.about = {"shipment": uuid4(), "request": request, "board": board, "cartons": [uuid4()]}
        self.tell(ShipmentReadied(**self.about, number=f"E{devices:06d}", devices=devices), NEW_YEARS_EVE)

    def tell(self, event: Any, at: datetime) -> UUID:
        self.sequence += 1
        one = Envelope(uuid7(), "/shipping", event.subject(), at, self.sequence, "u-warehouse", event)
        intake = self.reserve.services["intake"]
        assert inbox.take(intake.database, SERVICE, [one.to_wire(), one.to_wire()]) == []
        return one.id

    def leave(self, at: datetime, cents: int) -> None:
        self.left = self.tell(
            ShipmentDispatched(**self.about, carrier="Transport Démo", tracking="T", freight_cents=cents), at
        )

    def come_back(self, at: datetime) -> None:
        told = {"undone": self.left, "step": "shipment.dispatched", "reason": "Erreur", "state": "ready"}
        self.tell(ShipmentUndone(**self.about, **told), at)

    def be_voided(self, at: datetime) -> None:
        self.tell(ShipmentVoided(**self.about, reason="Camion en panne"), at)


def statement(reserve: House, month: str, board: BoardCode = OURS) -> Any:
    return reserve.call(Role.AUDITOR, "GET", f"{INTAKE}/boards/{board}/statements/{month}")


def amounts(one: Any) -> tuple[int, int, int, int]:
    return one["devices"], one["quoted_cents"], one["actual_cents"], one["difference_cents"]


def page(reserve: House, path: str, role: Role = Role.MINISTRY) -> Any:
    board = OURS if role in BOARD else None
    return reserve.ask("GET", path, {"Cookie": f"reserve_token={reserve.keys.sign(someone(role, board))}"})


def test_two_shipments_of_one_request_share_its_quote_and_each_has_its_own_price(reserve: House):
    request = asked(reserve, 3)
    Carrier(reserve, request, 1).leave(WINTER, 2000)
    Carrier(reserve, request, 2).leave(WINTER, 4000)
    found = statement(reserve, "2021-01")
    assert [amounts(one) for one in found["entries"]] == [(1, 1942, 2000, 58), (2, 3883, 4000, 117)]
    assert (amounts(found["total"]), found["total"]["shipments"]) == ((3, FREIGHT, 6000, 175), 2)
    assert [(one["number"], one["shipment_number"]) for one in found["entries"]] == [
        ("D000001", "E000001"),
        ("D000001", "E000002"),
    ]
    whole = reserve.call(Role.AUDITOR, "GET", f"{INTAKE}/requests/{request}")
    assert whole["freight_charged_cents"] == 6000


def test_of_a_request_sent_in_part_a_part_of_the_quote_is_compared(reserve: House):
    Carrier(reserve, asked(reserve, 4), 1).leave(WINTER, 5000)
    assert amounts(statement(reserve, "2021-01")["total"]) == (1, 1456, 5000, 3544)


def test_what_had_not_left_is_taken_back_in_the_month_in_which_that_was_told(reserve: House):
    carrier = Carrier(reserve, asked(reserve, 2), 2)
    carrier.leave(NEW_YEARS_EVE, 7000)
    carrier.come_back(WINTER)
    carrier.be_voided(WINTER)
    december, january = statement(reserve, "2020-12"), statement(reserve, "2021-01")
    assert (amounts(december["total"]), amounts(january["total"])) == (
        (2, FREIGHT, 7000, 7000 - FREIGHT),
        (-2, -FREIGHT, -7000, FREIGHT - 7000),
    )
    assert [one["sort"] for one in (*december["entries"], *january["entries"])] == ["dispatched", "taken_back"]
    assert january["total"]["shipments"] == -1


def test_what_was_voided_on_its_way_is_taken_back_and_charged_anew_when_it_leaves_anew(reserve: House):
    carrier = Carrier(reserve, asked(reserve, 2), 2)
    carrier.leave(WINTER, 7000)
    carrier.be_voided(WINTER)
    again = Carrier(reserve, carrier.about["request"], 2)
    again.leave(WINTER, 6000)
    assert amounts(statement(reserve, "2021-01")["total"]) == (2, FREIGHT, 6000, 6000 - FREIGHT)


def test_the_ministry_has_every_board_of_a_month_and_a_board_its_own_months(reserve: House):
    Carrier(reserve, asked(reserve, 2), 2).leave(WINTER, 7000)
    Carrier(reserve, asked(reserve, 2, OTHER), 2, OTHER).leave(WINTER, 3000)
    month = reserve.call(Role.MINISTRY, "GET", f"{INTAKE}/statements/2021-01")
    assert [(one["board"], one["total"]["actual_cents"]) for one in month["boards"]] == [(OTHER, 3000), (OURS, 7000)]
    assert amounts(month["total"]) == (4, 2 * FREIGHT, 10000, 10000 - 2 * FREIGHT)
    for role, boards, cents in ((Role.AUDITOR, 2, 10000), (Role.BOARD_TECHNICIAN, 1, 7000)):
        (one,) = reserve.call(role, "GET", f"{INTAKE}/statements")
        assert (one["month"], one["boards"], one["total"]["actual_cents"]) == ("2021-01", boards, cents)
    assert (
        reserve.act(Role.BOARD_MANAGER, "GET", f"{INTAKE}/boards/{OTHER}/statements/2021-01", OURS).status_code == 404
    )


@pytest.mark.parametrize("path", ["/statements/2021-13", f"/boards/{OURS}/statements/janvier"])
def test_what_is_no_month_is_refused(reserve: House, path: str):
    assert reserve.act(Role.MINISTRY, "GET", f"{INTAKE}{path}").status_code == 422
    assert page(reserve, f"/intake{path}").status_code == 422


@pytest.mark.parametrize(
    ("language", "separator", "amounts_", "what"),
    [("fr", ";", ["58,25", "70,00", "11,75"], "expédié"), ("en", ",", ["58.25", "70.00", "11.75"], "dispatched")],
)
def test_the_file_is_written_as_its_reader_writes_numbers(
    reserve: House, language: str, separator: str, amounts_: list[str], what: str
):
    Carrier(reserve, asked(reserve, 2), 2).leave(WINTER, 7000)
    for path in (f"/boards/{OURS}/statements/2021-01/entries.csv", "/statements/2021-01/entries.csv"):
        answer = page(reserve, f"/intake{path}?lang={language}")
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=transport-2021-01")
        rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=separator))
        assert rows[1][:2] + rows[1][3:5] == ["2021-01-31", OURS, "D000001", "E000002"]
        assert (rows[1][7:], rows[2][7:], what in rows[1][5]) == (amounts_, amounts_, True)
    sums = page(reserve, f"/intake/statements/2021-01/boards.csv?lang={language}").data.decode("utf-8-sig")
    assert sums.splitlines()[1].split(separator)[-3:] == amounts_


def test_on_paper_a_statement_speaks_its_recipients_language_whoever_prints_it(reserve: House):
    english = BoardCode("887000")
    for board, language, word in ((OURS, "fr-CA", "Destinataire"), (english, "en-CA", "Charged for the month")):
        Carrier(reserve, asked(reserve, 2, board), 2, board).leave(WINTER, 7000)
        paper = page(reserve, f"/intake/boards/{board}/statements/2021-01/print")
        assert f'<html lang="{language}">' in paper.text
        assert (word in paper.text, paper.headers["Content-Language"]) == (True, language)
        other = "en-CA" if language == "fr-CA" else "fr-CA"
        chosen = page(reserve, f"/intake/boards/{board}/statements/2021-01/print?lang={other[:2]}")
        assert f'<html lang="{other}">' in chosen.text
    assert '<html lang="fr-CA">' in page(reserve, "/intake/statements/2021-01/print").text


def test_every_page_of_statements_shows_its_amounts(reserve: House):
    Carrier(reserve, asked(reserve, 2), 2).leave(WINTER, 7000)
    for role, path in (
        (Role.MINISTRY, "/intake/statements"),
        (Role.MINISTRY, "/intake/statements/2021-01"),
        (Role.BOARD_TECHNICIAN, "/intake/statements"),
        (Role.BOARD_TECHNICIAN, f"/intake/boards/{OURS}/statements/2021-01"),
    ):
        shown = page(reserve, f"{path}?lang=en", role)
        assert (shown.status_code, "$70.00" in shown.text, "$11.75" in shown.text) == (200, True, True), path


def test_the_audit_recounts_nothing_where_nothing_left(reserve: House):
    asked(reserve, 2)
    reserve.pump()
    assert said(audit_of(reserve)) == []


def test_how_long_deliveries_took_stands_beside_the_next_decision(reserve: House):
    request, hour = asked(reserve, 2), timedelta(hours=1)
    asked_at = datetime.fromisoformat(reserve.call(Role.AUDITOR, "GET", f"{INTAKE}/requests/{request}")["submitted_at"])
    for devices, hours in ((1, 40), (1, 65)):
        carrier = Carrier(reserve, request, devices)
        carrier.leave(asked_at + 20 * hour, 2000)
        carrier.tell(ShipmentDelivered(**carrier.about), asked_at + hours * hour)
    figures = reserve.call(Role.MINISTRY, "GET", f"{INTAKE}/requests/{asked(reserve, 1)}/figures")
    assert figures["deliveries"] == {"count": 2, "mean": 52.5, "fastest": 40.0, "slowest": 65.0, "road": 32.5}
