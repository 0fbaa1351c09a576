"""A request's own page, from being sent back to what is replaced."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis import inbox, run
from services.chassis.act import now
from services.contracts.envelope import Envelope
from services.contracts.intake import Quantity
from services.contracts.shipping import DeviceAccepted, DeviceMissing, DeviceStolen
from services.contracts.warehouse import OrderReserved, OrderShort, Shortage, WithdrawalRefused
from services.intake.service import SERVICE
from tests.integration.intake_browser import ASKED, BOARD, PORTRAIT, Browser, alert, browsers, opened, ready, set_up


@pytest.fixture(scope="module")
def prepared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def running(prepared: Path, tmp_path: Path) -> Iterator[run.Running]:
    yield from opened(prepared, tmp_path)


@pytest.fixture
def people(running: run.Running) -> dict[str, Browser]:
    return browsers(running)


def test_a_request_names_no_account_and_orders_types_alike_in_its_tables(people: dict[str, Browser]):
    ready(people["board_manager"])
    asked = ASKED | {"ask.tablet.at_risk": "2", "ask.laptop.at_risk": "2"}
    portrait = PORTRAIT | {"need.tablet.at_risk": "5"}
    people["board_manager"].post("/intake/portrait/update", **portrait)
    place = people["board_manager"].post("/intake/requests/create", **asked)[1]
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    page = people["ministry"].get(f"{place}?lang=en")
    assert "u-board_manager" not in page
    assert "(accepted on " in page
    tables = re.findall(r"<table>(.*?)</table>", page, re.DOTALL)
    orders = [list(dict.fromkeys(re.findall(r'<th scope="row">(\w+)', table))) for table in tables]
    assert orders == [["Tablet", "Laptop"]] * 5


def test_the_ministry_is_told_what_granting_again_means_and_the_board_closes_what_is_short(
    running: run.Running, people: dict[str, Browser]
):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    lines = [Shortage(type="laptop", asked=12, reserved=0)]
    request = UUID(place.rsplit("/", 1)[1])
    data = OrderShort(order=uuid4(), request=request, board=BOARD, lines=lines, free={"laptop": 0})
    inbox.take(
        running.database, SERVICE, [Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w", data).to_wire()]
    )
    assert "ends the wait for what is short" in people["ministry"].get(f"{place}?lang=en")
    assert "12 at most" in people["board_manager"].get(f"{place}?lang=en")
    assert people["board_manager"].post(f"{place}/give-up", **{"given_up.laptop": "12"}) == (303, place)
    assert "fulfilled" in people["board_manager"].get(f"{place}?lang=en")


def test_give_up_is_not_offered_while_all_is_reserved_or_on_its_way(running: run.Running, people: dict[str, Browser]):
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    request = UUID(place.rsplit("/", 1)[1])
    data = OrderReserved(
        order=uuid4(),
        request=request,
        board=BOARD,
        reserved=[Quantity(type="laptop", quantity=12)],
        free={"laptop": 88},
    )
    inbox.take(
        running.database, SERVICE, [Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w", data).to_wire()]
    )
    page = people["board_manager"].get(place)
    assert "attendus" not in page, "the warehouse has answered"
    assert "/give-up" not in page
    assert people["board_manager"].post(f"{place}/give-up", **{"given_up.laptop": "1"})[0] == 422


def hear(running: run.Running, sequence: int, data: Any) -> None:
    body = Envelope(uuid4(), data.source(), data.subject(), now(), sequence, "w", data).to_wire()
    inbox.take(running.database, SERVICE, [body])


def submitted(people: dict[str, Browser]) -> str:
    place = ready(people["board_manager"])
    people["board_manager"].post(f"{place}/submit", freight_accepted="true")
    return place


def granted(running: run.Running, people: dict[str, Browser]) -> str:
    place = submitted(people)
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    reserved = [Quantity(type="laptop", quantity=12)]
    request = UUID(place.rsplit("/", 1)[1])
    hear(running, 1, OrderReserved(order=request, request=request, board=BOARD, reserved=reserved, free={"laptop": 88}))
    return place


def offered_steps(page: str) -> set[str]:
    return set(re.findall(r'action="/intake/requests/[^"]+/([^"]+)"', page))


def test_a_request_is_sent_back_and_completed_on_the_pages(people: dict[str, Browser]):
    manager, place = people["board_manager"], submitted(people)
    assert people["ministry"].post(f"{place}/send-back", reason="Précisez l’école") == (303, place)
    page = manager.get(place)
    assert "retournée, à compléter" in page
    assert "Précisez l’école" in page
    assert manager.post(f"{place}/draft/change", **ASKED | {"ask.laptop.at_risk": "9"}) == (303, place)
    assert manager.post(f"{place}/submit", freight_accepted="true") == (303, place)
    assert "Précisez l’école" not in manager.get(place)


def test_a_pause_is_shown_to_the_board_and_ends(people: dict[str, Browser]):
    ministry, place = people["ministry"], submitted(people)
    assert ministry.post(f"{place}/pause", reason="Relâche") == (303, place)
    page = people["board_manager"].get(place)
    assert ("suspendue" in page, "Relâche" in page) == (True, True)
    assert "suspendue" in ministry.get("/intake/requests")
    assert ministry.post(f"{place}/resume") == (303, place)
    assert "Relâche" not in people["board_manager"].get(place)


def test_a_grant_is_undone_on_its_page_and_why_it_cannot_be_is_said(running: run.Running, people: dict[str, Browser]):
    ministry, place = people["ministry"], granted(running, people)
    assert {"undo", "pause", "grant", "weigh"} == offered_steps(ministry.get(place))
    assert ministry.post(f"{place}/undo", reason="Mauvais organisme") == (303, place)
    page = ministry.get(f"{place}?lang=en")
    assert "grant being taken back" in page
    assert offered_steps(page) == {"pause"}
    request = UUID(place.rsplit("/", 1)[1])
    hear(running, 1, WithdrawalRefused(order=uuid4(), request=request, board=BOARD, free={"laptop": 88}))
    page = ministry.get(f"{place}?lang=en")
    assert "part of it is dispatched" in page
    assert "undo" not in offered_steps(page)
    assert "Only a grant or a refusal can be undone" in page


def test_a_board_withdraws_with_a_reason_and_keeps_it_when_refused(running: run.Running, people: dict[str, Browser]):
    manager, place = people["board_manager"], granted(running, people)
    status, page = manager.post(f"{place}/withdraw", reason="TREM12345678")
    assert status == 422
    assert "code permanent" in alert(page)
    assert re.search(r'<textarea id="reason-withdraw"[^>]*>TREM12345678', page)
    assert manager.post(f"{place}/withdraw", reason="Plus de besoin") == (303, place)
    assert "en cours de retrait" in manager.get(place)
    assert "withdraw" not in offered_steps(manager.get(place))


def test_a_missing_device_is_replaced_on_the_page(running: run.Running, people: dict[str, Browser]):
    place = granted(running, people)
    lost = {"device": uuid4(), "type": "laptop", "board": BOARD, "shipment": uuid4(), "reason": "x"}
    hear(running, 1, DeviceMissing(**lost, request=UUID(place.rsplit("/", 1)[1])))
    assert "replace" in offered_steps(people["ministry"].get(place))
    assert people["ministry"].post(f"{place}/replace", **{"replace.laptop": "1"}) == (303, place)
    assert people["ministry"].post(f"{place}/replace", **{"replace.laptop": "1"})[0] == 409


def test_the_ministry_sees_what_waits_and_where_a_boards_devices_are(running: run.Running, people: dict[str, Browser]):
    place = submitted(people)
    people["ministry"].post(f"{place}/grant", **{"granted.laptop": "12"})
    request = UUID(place.rsplit("/", 1)[1])
    lines = [Shortage(type="laptop", asked=12, reserved=2)]
    hear(running, 1, OrderShort(order=uuid4(), request=request, board=BOARD, lines=lines, free={"laptop": 0}))
    device = {"device": uuid4(), "type": "laptop", "board": BOARD}
    hear(running, 1, DeviceAccepted(**device, shipment=uuid4(), request=request))
    hear(running, 2, DeviceStolen(**device, reason="x"))
    waiting = people["ministry"].get("/intake/waiting?lang=en")
    assert re.search(r"D000001.*?<td class=\"n\">10</td>", waiting, re.DOTALL)
    assert "Volés" in people["ministry"].get(f"/intake/boards/{BOARD}?lang=fr")
    assert "Stolen" in people["board_manager"].get("/intake/portrait?lang=en")
    assert people["board_manager"].client.get("/intake/boards/711000").status_code == 404
    assert people["board_manager"].client.get("/intake/waiting").status_code == 403


def test_every_field_of_the_new_forms_has_its_label(running: run.Running, people: dict[str, Browser]):
    place = granted(running, people)
    for role in ("ministry", "board_manager"):
        page = people[role].get(place)
        fields = re.findall(r'<(?:input|textarea|select) id="([^"]+)"', page)
        assert len(fields) == len(set(fields)) > 0
        assert [one for one in fields if f'<label for="{one}">' not in page] == []
