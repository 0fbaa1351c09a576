"""What a shipment did not bring well: claimed of its carrier, or turned up after the receipt was ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.roles import Role
from tests.integration.shipping_site import BOARD, Site, ids, opened, some

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def ended(site: Site) -> tuple[str, list[str]]:
    """A shipment of three whose receipt was ended: one accepted, one damaged, one missing."""
    devices = some(3)
    path, (well, damaged, missing) = site.sent(devices), ids(devices)
    site.post("/accept", {"devices": [well]})
    site.post("/damage", {"device": damaged, "reason": "Écran fendu"})
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    return path, [well, damaged, missing]


def test_a_carrier_is_asked_once_for_what_came_damaged_or_not_and_its_answer_ends_it(site: Site) -> None:
    path, (_, *claimed) = ended(site)
    asked = {"reason": "Palette renversée", "asked_cents": 90000}
    made = site.call(Role.WAREHOUSE, "POST", f"{path}/claim", json=asked).json
    assert (made["number"], made["state"], made["carrier"]) == ("C000001", "sent", "Transport Démo")
    assert sorted(line["device"] for line in made["lines"]) == sorted(claimed)
    again = site.call(Role.WAREHOUSE, "POST", f"{path}/claim", json=asked)
    assert (again.status_code, again.json["code"]) == (409, "claim.sent")
    claim = f"/freight-claims/{made['id']}"
    more = site.call(Role.WAREHOUSE, "POST", f"{claim}/accept", json={"settled_cents": 90001, "reference": "X"})
    assert (more.status_code, more.json["code"]) == (422, "claim.more")
    for step, body in (
        ("refuse", {"reason": "Emballage", "reference": "TD-77"}),
        ("accept", {"settled_cents": 45000, "reference": "TD-77"}),
        ("close", None),
    ):
        answer = site.call(Role.WAREHOUSE, "POST", f"{claim}/{step}", json=body)
        assert answer.status_code == 200, answer.text
    assert (answer.json["state"], answer.json["settled_cents"]) == ("closed", 45000)
    told = [one.data for one in site.told() if one.data.noun == "freight-claim"]
    assert [one.verb for one in told] == ["sent", "answered", "answered", "closed"]
    assert told[-1].settled_cents == 45000
    letter = site.page(f"/freight-claims/{made['id']}", Role.WAREHOUSE)
    assert "C000001" in letter
    assert "450,00" in letter


def test_nothing_is_claimed_where_all_came_well(site: Site) -> None:
    devices = some(1)
    path = site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    answer = site.call(Role.WAREHOUSE, "POST", f"{path}/claim", json={"reason": "x", "asked_cents": 1})
    assert (answer.status_code, answer.json["code"]) == (409, "claim.nothing")


@pytest.mark.parametrize("door", ["api", "scan"])
def test_what_turns_up_after_the_end_of_the_receipt_is_told_so_then_accepted(site: Site, door: str) -> None:
    path, (well, _, missing) = ended(site)
    if door == "api":
        site.post("/accept", {"devices": [missing]})
    else:
        assert site.scan("accept", site.get(f"/devices/{missing}")["serial"])["outcome"] == "done"
    told = [one.data for one in site.told("device.turned-up", "device.accepted")]
    assert [(one.verb, str(one.device)) for one in told] == [
        ("accepted", well),
        ("turned-up", missing),
        ("accepted", missing),
    ]
    assert site.get(path)["state"] == "received"
    assert {one["state"]: one["devices"] for one in site.get(path)["devices"]} == {"at_board": 2, "damaged": 1}
    # Taken back, it is missing again, as the warehouse then hears.
    site.post("/devices/undo", {"devices": [missing], "reason": "Autre appareil"})
    assert (site.told("device.undone")[-1].data.state, site.get(f"/devices/{missing}")["state"]) == ("missing",) * 2
    assert site.get(path)["board"] == BOARD
