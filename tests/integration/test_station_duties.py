"""A station's key from its making to its end: what its scans may do at both doors, its renewal, and when it is over."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.act import Act, now
from services.contracts.duty import Duty
from services.contracts.roles import Role
from services.portal import operations
from services.portal.model.station import Station, station_of
from tests.integration import house as houses
from tests.integration.house import OURS, House
from tests.integration.user_site import API, PASSWORD, Browser, secret

pytestmark = pytest.mark.databases("sqlite", "postgresql")

PAGE = "/portal/users/stations"


@pytest.fixture(scope="module")
def house(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with houses.house(tmp_path_factory.mktemp("house")) as one:
        with one.services["portal"].database.writing(Act("operator:tests", now())) as session:
            operations.add_account(session, "wim", PASSWORD, Role.WAREHOUSE_MANAGER, None, "Wim")
            operations.add_account(session, "ana", PASSWORD, Role.BOARD_MANAGER, OURS, "Ana")
        yield one


@pytest.fixture(scope="module")
def wim(house: House) -> Browser:
    return Browser(house.services["portal"], "wim")


@pytest.fixture(scope="module")
def ana(house: House) -> Browser:
    return Browser(house.services["portal"], "ana")


def made(browser: Browser, *duties: Duty, **more: str) -> str:
    """A key made on the page."""
    form = {"csrf": browser.token.csrf, "name": "quai-7", "days": "30", "duties": [*duties], **more}
    return secret(browser.client.post(f"{PAGE}/make", data=form))


def token_of(house: House, key: str) -> Any:
    return house.ask("POST", f"{API}/tokens", {}, json={"key": key, "operator": "op-7"})


def scanned(house: House, key: str, service: str, *actions: str) -> list[str]:
    """What scans of nothing known come to, each by its code: whether a judge saw them at all."""
    at = now().isoformat()
    scans = [
        {"id": str(uuid4()), "at": at, "station": "quai-7", "action": one, "codes": [{"text": "SX1", "symbology": ""}]}
        for one in actions
    ]
    headers = {"Authorization": f"Bearer {token_of(house, key).json['token']}"}
    answer = house.ask("POST", f"/{service}/api/v1/scans", headers, json={"sent": at, "scans": scans})
    assert answer.status_code == 200, answer.text
    return [one["problem"]["code"] for one in answer.json["results"]]


def change(house: House, key: str, **columns: Any) -> None:
    with house.services["portal"].database.writing(Act("test", now())) as session:
        for name, value in columns.items():
            setattr(session.get_one(Station, station_of(key)), name, value)


def test_a_warehouses_key_does_what_was_ticked_and_spoils_nothing_beside(house: House, wim: Browser) -> None:
    key = made(wim, Duty.PICKING, Duty.LOADING)
    told = scanned(house, key, "warehouse", "receive", "pick", "undo", "wipe")
    assert [code == "station.duty" for code in told] == [True, False, True, True]
    assert [code == "station.duty" for code in scanned(house, key, "shipping", "load", "undo")] == [False, True]
    everything = made(wim)
    assert "station.duty" not in scanned(house, everything, "warehouse", "receive", "pick", "undo", "wipe")


def test_a_boards_key_does_what_was_ticked(house: House, ana: Browser) -> None:
    key = made(ana, Duty.CONFIGURING)
    told = scanned(house, key, "shipping", "configure", "accept", "stolen", "hand_over")
    assert [code == "station.duty" for code in told] == [False, True, True, True]


def test_the_page_offers_the_duties_of_its_place_and_no_other_is_taken(wim: Browser, ana: Browser) -> None:
    shown = {who: set(re.findall(r'name="duties" value="(\w+)"', who.get(PAGE).text)) for who in (wim, ana)}
    assert shown[wim] & shown[ana] == {"correcting"}
    assert shown[wim] | shown[ana] == {*Duty}
    form = {"csrf": ana.token.csrf, "name": "quai-7", "days": "30"}
    for more, status in (
        ({"duties": ["picking"]}, 422),
        ({"days": "0"}, 422),
        ({"days": "731"}, 422),
        ({"duties": ["x"]}, 422),
    ):
        refused = ana.client.post(f"{PAGE}/make", data={**form, **more})
        assert (refused.status_code, 'class="alert"' in refused.text) == (status, True)


def test_a_renewed_key_and_the_one_before_are_good_side_by_side_until_one_is_over(house: House, wim: Browser) -> None:
    first = made(wim, Duty.COUNTING)
    number = station_of(first)
    second = secret(wim.post(f"{PAGE}/{number}/renew"))
    assert station_of(second) == number
    assert [token_of(house, key).status_code for key in (first, second)] == [200, 200]
    assert "la clé précédente" in wim.get(PAGE).text
    assert scanned(house, second, "warehouse", "receive") == ["station.duty"]
    change(house, first, old_until=now() - timedelta(seconds=1))
    assert [token_of(house, key).status_code for key in (first, second)] == [401, 200]
    change(house, first, expires_at=now() - timedelta(seconds=1))
    assert [token_of(house, key).status_code for key in (first, second)] == [401, 401]
    assert "échue" in wim.get(PAGE).text
    third = secret(wim.post(f"{PAGE}/{number}/renew"))
    assert [token_of(house, key).status_code for key in (second, third)] == [401, 200]
    wim.post(f"{PAGE}/{number}/revoke")
    assert token_of(house, third).status_code == 401
    refused = wim.post(f"{PAGE}/{number}/renew")
    assert (refused.status_code, 'class="alert"' in refused.text) == (409, True)
    assert "Clé de poste renouvelée" in wim.get("/portal/users/changes").text


def test_a_program_makes_lists_and_renews_keys_with_their_duties_and_end(house: House) -> None:
    key = house.call(Role.BOARD_MANAGER, "POST", f"{API}/stations", json={"name": "a", "duties": ["losing"], "days": 9})
    (listed,) = [
        one
        for one in house.call(Role.BOARD_MANAGER, "GET", f"{API}/stations?limit=200")["items"]
        if one["id"] == key["station"]
    ]
    assert (listed["does"], listed["old_until"], listed["active"]) == (["losing"], None, True)
    assert listed["expires_at"][:10] == (now() + timedelta(days=9)).date().isoformat()
    renewed = house.call(Role.BOARD_MANAGER, "POST", f"{API}/stations/{key['station']}/renew")
    assert renewed["station"] == key["station"]
    assert [token_of(house, one["key"]).status_code for one in (key, renewed)] == [200, 200]
