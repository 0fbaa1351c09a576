"""Services meet on the broker alone: with the portal's worker stopped a journey stands still, then it catches up."""

from pathlib import Path

from services.contracts.roles import Role
from tests.system.site import Reserve, reserve
from tests.system.waiting import wait_until

ASN = "carton,maker,model,serial,asset_tag\n,HP,9UZ86UT,5CG0123ABC,\n"


def bring_in(site: Reserve) -> str:
    """Announce one laptop; gives the delivery's id."""
    site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/locations", json={"codes": ["QUAI-01", "A-01-01"]})
    fields = {"supplier": "HP", "reference": "R-1"}
    answer = site.call(
        Role.WAREHOUSE_MANAGER,
        "POST",
        "/warehouse/api/v1/deliveries",
        data=fields,
        files={"file": ("asn.csv", ASN.encode(), "text/csv")},
        headers={"Idempotency-Key": "asn"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def only_device(site: Reserve) -> str:
    items = site.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/devices").json()["items"]
    return str(items[0]["id"])


def receive(site: Reserve, device: str) -> None:
    body = {"devices": [device], "location": "QUAI-01"}
    assert site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/receive", json=body).is_success


def put_away(site: Reserve, device: str) -> None:
    body = {"devices": [device], "location": "A-01-01"}
    assert site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/put-away", json=body).is_success


def journey(site: Reserve, device: str) -> list[str]:
    answer = site.call(Role.AUDITOR, "GET", f"/portal/api/v1/devices/{device}/journey")
    return [entry["what"] for entry in answer.json()["journey"]] if answer.is_success else []


def test_with_the_worker_stopped_the_journey_stands_still_and_then_it_catches_up(tmp_path: Path) -> None:
    with reserve(tmp_path, without=("portal worker",)) as site:
        bring_in(site)
        device = only_device(site)
        receive(site, device)
        put_away(site, device)
        # Intake has heard of the stock: the events have gone all their way, and the portal still knows nothing.
        wait_until(lambda: [one["free"] for one in stock(site) if one["type"] == "laptop"] == [1])
        assert journey(site, device) == []
        site.start("portal worker")
        wait_until(lambda: "device.stored" in journey(site, device))
        assert [step for step in journey(site, device) if step.startswith("device.")] == [
            "device.received",
            "device.stored",
        ]


def stock(site: Reserve) -> list[dict[str, object]]:
    answer = site.call(Role.MINISTRY, "GET", "/intake/api/v1/stock")
    found = answer.json()
    return found["items"] if isinstance(found, dict) else found
