"""Who may take back the last step of a shipment: whoever may take that step, in each state, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import BOARD as BOARD_ROLES
from services.contracts.roles import WAREHOUSE, Role
from tests.integration.shipping_site import BOARD, OTHER, Site, ids, opened, some

WHY = {"reason": "Erreur de saisie"}

# By the state of the shipment: who may take the last step back, and the state after that.
STATES = {
    "dispatched": (WAREHOUSE, "ready"),
    "delivered": (WAREHOUSE | BOARD_ROLES, "dispatched"),
    "received": (BOARD_ROLES, "delivered"),
}
CASES = [(state, role) for state in STATES for role in sorted(WAREHOUSE | BOARD_ROLES)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def shipment(site: Site, state: str) -> str:
    """The path of a shipment in this state."""
    devices = some(2)
    if state == "ready":
        return f"/shipments/{site.ready(devices)}"
    path = site.sent(devices)
    if state in ("delivered", "received"):
        site.post(f"{path}/deliver", {})
    if state == "received":
        site.post("/accept", {"devices": ids(devices)})
        site.post(f"{path}/close-receipt", {})
    if state == "voided":
        assert site.call(Role.WAREHOUSE, "POST", f"{path}/void", json=WHY).status_code == 200
    return path


@pytest.mark.parametrize(("state", "role"), CASES)
def test_the_last_step_of_a_shipment_is_undone_by_whoever_may_take_it(site: Site, state: str, role: Role) -> None:
    admitted, before = STATES[state]
    path, board = shipment(site, state), BOARD if role in BOARD_ROLES else None
    assert site.get(path, role, board)["undo"]["possible"] == (role in admitted)
    answer = site.call(role, "POST", f"{path}/undo", board, json=WHY)
    expected = (200, None, before) if role in admitted else (403, "undo.role", state)
    assert (answer.status_code, answer.json.get("code"), site.get(path)["state"]) == expected


@pytest.mark.parametrize(("state", "role"), CASES)
def test_the_page_offers_the_undo_to_whoever_may_take_it(site: Site, state: str, role: Role) -> None:
    path, board = shipment(site, state), BOARD if role in BOARD_ROLES else None
    page = site.page(path, role, board)
    assert (f'action="/shipping{path}/undo"' in page) == (role in STATES[state][0])


@pytest.mark.parametrize("state", ["ready", "voided"])
@pytest.mark.parametrize("role", sorted(WAREHOUSE | BOARD_ROLES))
def test_what_no_person_did_and_what_is_voided_is_undone_by_nobody(site: Site, state: str, role: Role) -> None:
    path, board = shipment(site, state), BOARD if role in BOARD_ROLES else None
    answer = site.call(role, "POST", f"{path}/undo", board, json=WHY)
    assert (answer.status_code, answer.json["code"], site.get(path)["state"]) == (409, "undo.nothing", state)
    assert f'action="/shipping{path}/undo"' not in site.page(path, role, board)


@pytest.mark.parametrize("state", [*STATES, "ready", "voided"])
@pytest.mark.parametrize("role", sorted(BOARD_ROLES))
def test_another_boards_shipment_is_not_there_to_be_undone_in_any_state(site: Site, state: str, role: Role) -> None:
    path = shipment(site, state)
    answer = site.call(role, "POST", f"{path}/undo", OTHER, json=WHY)
    assert (answer.status_code, answer.json["code"]) == (404, "shipment.unknown")
    assert site.get(path)["state"] == state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", sorted(frozenset(Role) - WAREHOUSE - BOARD_ROLES))
def test_nobody_else_undoes_a_shipment(site: Site, state: str, role: Role) -> None:
    path = shipment(site, state)
    assert site.call(role, "POST", f"{path}/undo", json=WHY).status_code == 403
    assert site.get(path)["state"] == state
