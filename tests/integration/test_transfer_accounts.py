"""A transfer in a whole reserve: the two boards' accounts in intake, the portal's journey and search, and the audit."""

from typing import Any

import pytest

from services.contracts.roles import BOARD, Role
from services.contracts.values import BoardCode
from tests.integration.auditing import audit_of, said
from tests.integration.chapter_transfer import THIRD
from tests.integration.house import OURS, House, someone
from tests.integration.stage import Stage
from tests.integration.things import INTAKE, SHIPPING

PORTAL = "/portal/api/v1"
WHY = {"reason": "Erreur de saisie"}


def need(house: House, board: BoardCode) -> dict[str, int]:
    """What intake says that a board holds of tablets, and that it lacks."""
    lines = house.call(Role.AUDITOR, "GET", f"{INTAKE}/boards/{board}/need")
    return next(({"held": one["held"], "unmet": one["unmet"]} for one in lines if one["type"] == "tablet"), {"held": 0})


def held(house: House) -> tuple[int, int]:
    """By our board and by the third one."""
    house.pump()
    return need(house, OURS)["held"], need(house, THIRD)["held"]


def journey(house: House, device: str) -> tuple[str, str, str]:
    """How the portal has a device: its state and who holds it."""
    devices = house.call(Role.AUDITOR, "GET", f"{PORTAL}/devices?limit=200")["items"]
    (one,) = [one for one in devices if one["id"] == device]
    return one["state"], one["holder_kind"], one["holder"]


def step(stage: Stage, role: Role, board: BoardCode | None, path: str, **body: Any) -> None:
    answer = stage.house.act(role, "POST", f"{SHIPPING}{path}", board, json=body)
    assert answer.status_code < 300, answer.text


def test_what_is_sent_on_is_the_givers_until_the_other_board_has_it(own_stage: Stage) -> None:
    house, things = own_stage.house, own_stage.things
    ours, theirs = held(house)
    path = f"/transfers/{things['transfer filled']}"
    step(own_stage, Role.BOARD_MANAGER, OURS, f"{path}/dispatch")
    assert held(house) == (ours, theirs)
    step(own_stage, Role.BOARD_TECHNICIAN, THIRD, f"{path}/take-over")
    assert held(house) == (ours - 1, theirs + 1)
    step(own_stage, Role.BOARD_TECHNICIAN, THIRD, "/devices/undo", devices=[things["device in a transfer"]], **WHY)
    assert held(house) == (ours, theirs)
    assert said(audit_of(house)) == []


def test_what_comes_damaged_or_never_covers_neither_boards_need(own_stage: Stage) -> None:
    house, things = own_stage.house, own_stage.things
    ours, theirs = held(house)
    requests = house.call(Role.AUDITOR, "GET", f"{INTAKE}/requests?limit=200")
    coming = f"/transfers/{things['transfer coming']}"
    step(own_stage, Role.BOARD_TECHNICIAN, OURS, f"{coming}/take-over", codes=[things["serial coming"]], damage="Fendu")
    assert held(house) == (ours, theirs - 1)
    filled = f"/transfers/{things['transfer filled']}"
    step(own_stage, Role.BOARD_MANAGER, OURS, f"{filled}/dispatch")
    step(own_stage, Role.BOARD_MANAGER, THIRD, f"{filled}/close", reason="Rien reçu")
    assert held(house) == (ours - 1, theirs - 1)
    step(own_stage, Role.BOARD_TECHNICIAN, THIRD, f"{filled}/undo", **WHY)
    # Neither board lost it: it is on its way again, the giver's still.
    assert held(house) == (ours, theirs - 1)
    assert journey(house, things["device in a transfer"]) == ("sent_on", "transfer", things["transfer filled"])
    assert said(audit_of(house)) == []
    step(own_stage, Role.BOARD_MANAGER, THIRD, f"{filled}/close", reason="Rien reçu")
    assert held(house) == (ours - 1, theirs - 1)
    # The reserve's promise was kept: no request counts less, and no claim is opened.
    assert house.call(Role.AUDITOR, "GET", f"{INTAKE}/requests?limit=200") == requests
    step(own_stage, Role.BOARD_TECHNICIAN, OURS, f"{coming}/close")
    house.pump()
    assert said(audit_of(house)) == []


def test_the_damage_of_a_transferred_device_counts_in_no_request_and_opens_no_claim(own_stage: Stage) -> None:
    house, things = own_stage.house, own_stage.things
    house.pump()
    claims = house.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/claims")
    requests = house.call(Role.AUDITOR, "GET", f"{INTAKE}/requests?limit=200")
    step(own_stage, Role.BOARD_TECHNICIAN, OURS, "/damage", device=things["device transferred"], reason="Écran fendu")
    house.pump()
    assert house.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/claims") == claims
    assert house.call(Role.AUDITOR, "GET", f"{INTAKE}/requests?limit=200") == requests
    step(own_stage, Role.BOARD_TECHNICIAN, OURS, "/devices/undo", devices=[things["device transferred"]], **WHY)
    house.pump()
    assert house.call(Role.AUDITOR, "GET", f"{INTAKE}/requests?limit=200") == requests
    assert said(audit_of(house)) == []


def test_the_portal_tells_a_transfer_to_both_boards_and_finds_its_number(stage: Stage) -> None:
    house, things = stage.house, stage.things
    number = things["transfer number coming"]
    for role, board in ((Role.AUDITOR, None), (Role.BOARD_MANAGER, OURS), (Role.BOARD_MANAGER, THIRD)):
        found = house.act(role, "GET", f"{PORTAL}/search?q={number}", board).json["items"]
        assert [(one["kind"], one["subject"]) for one in found] == [
            ("transfer", f"transfer/{things['transfer coming']}")
        ]
    assert house.act(Role.BOARD_MANAGER, "GET", f"{PORTAL}/search?q={number}", BoardCode("711000")).json["items"] == []
    for board in (OURS, THIRD):
        page = shown(house, f"/portal/transfers/{things['transfer coming']}?lang=en", Role.BOARD_MANAGER, board)
        assert ("Transfer dispatched" in page, "Devices offered to other boards" in page) == (True, True)
    french = shown(house, f"/portal/transfers/{things['transfer coming']}?lang=fr", Role.AUDITOR, None)
    assert "Transfert expédié" in french


def test_a_journey_says_from_which_board_a_device_came(stage: Stage) -> None:
    house, things = stage.house, stage.things
    page = shown(house, f"/portal/devices/{things['device transferred']}?lang=en", Role.AUDITOR, None)
    assert "Received from another board" in page
    assert "Sent on to another board" in page
    assert f"From {THIRD}" in page
    assert journey(house, things["device in a transfer"]) == ("sent_on", "transfer", things["transfer filled"])


@pytest.mark.parametrize(("language", "title"), [("fr", "Bordereau de livraison"), ("en", "Delivery note")])
def test_the_note_names_each_device_and_where_to_sign(stage: Stage, language: str, title: str) -> None:
    path = f"/shipping/transfers/{stage.things['transfer coming']}/note?lang={language}"
    page = shown(stage.house, path, Role.BOARD_TECHNICIAN, OURS)
    assert (title in page, stage.things["serial coming"] in page, page.count('<td class="hand">')) == (True, True, 3)


def test_an_offer_leads_the_ministry_to_what_boards_need(stage: Stage) -> None:
    path = f"/shipping/transfers/{stage.things['transfer offered']}?lang=en"
    assert 'href="/intake/portraits"' in shown(stage.house, path, Role.MINISTRY, None)
    assert 'href="/intake/portraits"' not in shown(stage.house, path, Role.BOARD_MANAGER, OURS)


def shown(house: House, path: str, role: Role, board: BoardCode | None) -> str:
    assert (board is not None) is (role in BOARD)
    answer = house.ask("GET", path, {"Cookie": f"reserve_token={house.keys.sign(someone(role, board))}"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)
