"""A return that is closed short, through all services: each says the same of its devices, and the audit agrees."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.roles import Role
from tests.integration.auditing import audit_of, said
from tests.integration.databases import put_back
from tests.integration.house import OURS, House
from tests.integration.shared_stage import copied_stage
from tests.integration.stage import Stage
from tests.integration.things import DOCK, INTAKE, SHIPPING, WAREHOUSE

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WHY = {"reason": "Absents des boîtes"}


@pytest.fixture(scope="module")
def whole(database_kind: str, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with copied_stage(shared, tmp_path_factory.mktemp("whole")) as one:
        yield one


@pytest.fixture
def stage(whole: Stage) -> Iterator[Stage]:
    """The whole reserve as it was made, with nothing on its way."""
    whole.house.pump()
    yield whole
    for name, service in whole.house.services.items():
        put_back(service, whole.kept[name])


def returned(stage: Stage) -> tuple[str, list[str]]:
    """The return of which one device came and one did not, and these two."""
    path = f"{SHIPPING}/returns/{stage.things['return']}"
    return path, [stage.things["device returned"], stage.things["device sent back"]]


def states(house: House, device: str) -> tuple[str, str, str, str]:
    """Where the device stands for the warehouse, for shipping and in the log, and in whose hands there."""
    here = house.call(Role.WAREHOUSE, "GET", f"{WAREHOUSE}/devices/{device}")["state"]
    there = house.call(Role.BOARD_TECHNICIAN, "GET", f"{SHIPPING}/devices/{device}")["state"]
    log = house.call(Role.AUDITOR, "GET", f"/portal/api/v1/devices/{device}/journey")["device"]
    return here, there, log["state"], log["holder_kind"]


def tell(house: House, path: str, body: Any) -> None:
    house.call(Role.WAREHOUSE, "POST", path, json=body)
    house.pump()


def held(house: House) -> int:
    need = house.call(Role.AUDITOR, "GET", f"{INTAKE}/boards/{OURS}/need")
    return sum(line["held"] for line in need)


def test_what_a_return_was_closed_without_is_its_boards_for_all_until_it_comes(stage: Stage) -> None:
    house, (path, (_, missing)) = stage.house, returned(stage)
    assert states(house, missing) == ("returning", "sent_back", "sent_back", "return")
    before = held(house)
    tell(house, f"{path}/close", WHY)
    assert states(house, missing) == ("departed", "taken_back", "taken_back", "board")
    assert (held(house), said(audit_of(house))) == (before + 1, [])
    tell(house, f"{WAREHOUSE}/receive", {"devices": [missing], "location": DOCK})
    assert states(house, missing) == ("returned", "returned", "returned", "location")
    assert (held(house), said(audit_of(house))) == (before, [])


def test_a_closing_that_is_undone_has_everybody_wait_for_it_again(stage: Stage) -> None:
    house, (path, (_, missing)) = stage.house, returned(stage)
    before = held(house)
    tell(house, f"{path}/close", WHY)
    tell(house, f"{path}/undo", WHY)
    assert states(house, missing) == ("returning", "sent_back", "sent_back", "return")
    assert (held(house), said(audit_of(house))) == (before, [])
    # By the label of its boxes: its number is known still.
    number = house.call(Role.WAREHOUSE, "GET", path)["number"]
    assert house.call(Role.WAREHOUSE, "GET", path)["stage"] == "partly"
    tell(house, f"{WAREHOUSE}/receive", {"devices": [missing], "location": DOCK})
    assert (house.call(Role.WAREHOUSE, "GET", path)["stage"], number) == ("received", "R000001")


def test_what_comes_while_its_return_is_closed_is_the_warehouses(stage: Stage) -> None:
    house, (path, (_, missing)) = stage.house, returned(stage)
    house.call(Role.WAREHOUSE, "POST", f"{WAREHOUSE}/receive", json={"devices": [missing], "location": DOCK})
    tell(house, f"{path}/close", WHY)
    assert states(house, missing) == ("returned", "returned", "returned", "location")
    assert said(audit_of(house)) == []


def test_a_board_that_sends_it_anew_or_loses_it_settles_the_difference(stage: Stage) -> None:
    house, (path, (_, missing)) = stage.house, returned(stage)
    tell(house, f"{path}/close", WHY)
    house.call(Role.BOARD_TECHNICIAN, "POST", f"{SHIPPING}/send-back", json={"devices": [missing], **WHY})
    house.pump()
    assert states(house, missing) == ("returning", "sent_back", "sent_back", "return")
    other = stage.things["return closed"]
    left = house.call(Role.WAREHOUSE, "GET", f"{SHIPPING}/returns/{other}/devices")["items"]
    lost = next(one["id"] for one in left if one["state"] == "taken_back")
    house.call(Role.BOARD_TECHNICIAN, "POST", f"{SHIPPING}/lost", json={"devices": [lost], **WHY})
    house.pump()
    assert house.call(Role.WAREHOUSE, "GET", f"{SHIPPING}/returns/{other}")["open"] == 0
    assert said(audit_of(house)) == []


def test_the_audit_sees_a_return_that_is_closed_and_not_told(stage: Stage) -> None:
    house, (path, _) = stage.house, returned(stage)
    house.call(Role.WAREHOUSE, "POST", f"{path}/close", json=WHY)
    found = " ".join(said(audit_of(house)))
    assert "Return R000001, missing at its closing: none by the log, 1 by shipping." in found
