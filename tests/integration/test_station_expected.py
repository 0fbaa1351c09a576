"""The counter of a station: how many scans its mode has before it, whoever does them."""

from typing import Any

import pytest

from services.chassis.station.expected import Asked
from services.chassis.station.mode import fitting
from services.contracts.roles import BOARD, Role
from services.shipping.station import STATION as SHIPPING
from services.warehouse.station import STATION as WAREHOUSE
from tests.integration.house import OTHER, OURS, someone
from tests.integration.stage import Stage
from tests.integration.things import DOCK, SHELF, scans
from tests.integration.toy import statements

STATIONS = {"warehouse": WAREHOUSE, "shipping": SHIPPING}
ASKED = [
    ("warehouse", "receive", {"delivery": "@delivery open"}),
    ("warehouse", "put_away", {}),
    ("warehouse", "pick", {"order": "@order to pick"}),
    ("warehouse", "pick", {"wave": "@wave open"}),
    ("warehouse", "pack", {"carton": "@carton open"}),
    ("warehouse", "count", {"count": "@count open"}),
    ("warehouse", "wipe", {}),
    ("shipping", "accept", {"shipment": "@shipment delivered"}),
    ("shipping", "configure", {}),
    ("shipping", "hand_over", {}),
    ("shipping", "load", {"shipment": "@shipment ready"}),
]
# A scan of each, of which the counter must know.
DONE = {
    "receive": ("serial announced", {"location": DOCK}),
    "put_away": ("serial received", {"location": SHELF}),
    "pick": ("serial stored", {"order": "@order to pick"}),
    "pack": ("serial picked", {"carton": "@carton open"}),
    "count": ("serial received", {"count": "@count open"}),
    "wipe": ("serial returned", {}),
    "accept": ("serial in shipment delivered", {}),
    "configure": ("serial accepted", {}),
    "hand_over": ("serial configured", {"student": "yes"}),
    "load": ("carton code ready", {"shipment": "@shipment ready"}),
}


def asked(stage: Stage, service: str, action: str, said: dict[str, str], board: Any = OURS) -> Any:
    role = role_of(service, action)
    query = stage.things.put_in({"action": action, **said})
    of = board if role in BOARD else None
    return stage.house.act(role, "GET", f"/{service}/api/v1/expected", of, query_string=query)


def role_of(service: str, action: str) -> Role:
    """Somebody who does this there."""
    mode = fitting(STATIONS[service].modes, action)
    assert mode is not None
    return min(STATIONS[service].roles & mode.roles)


def left(answer: Any) -> int:
    told = answer.get_json()
    return (told["expected"] or 0) - int(told["done"])


@pytest.mark.parametrize(("service", "action", "said"), ASKED)
def test_after_a_scan_one_less_is_left_to_do(stage: Stage, service: str, action: str, said: dict[str, str]) -> None:
    before = asked(stage, service, action, said)
    thing, context = DONE[action]
    batch = stage.things.put_in(scans(action, f"@{thing}", **context))
    path, role = f"/{service}/api/v1/scans", role_of(service, action)
    with stage.fresh(f"POST {path}"):
        done = stage.house.act(role, "POST", path, OURS if role in BOARD else None, json=batch).get_json()
        after = asked(stage, service, action, said)
    assert done["results"][0]["outcome"] == "done", done
    assert left(after) == left(before) - 1


@pytest.mark.parametrize(("service", "action", "said"), ASKED)
def test_what_is_expected_is_found_with_one_statement(
    stage: Stage, service: str, action: str, said: dict[str, str]
) -> None:
    role = role_of(service, action)
    database, person = stage.house.services[service].database, someone(role, OURS if role in BOARD else None)
    with database.reading() as session:
        session.connection()
        with statements(database) as sent:
            STATIONS[service].expected(session, person, Asked(action=action, **stage.things.put_in(said)))
    assert len(sent) == 1, sent


def test_a_delivery_is_known_by_its_number_too_and_by_no_other(stage: Stage) -> None:
    listed = stage.house.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/deliveries")["items"]
    number = next(one["number"] for one in listed if one["id"] == stage.things["delivery open"])
    by_number = asked(stage, "warehouse", "receive", {"delivery": number.lower()}).get_json()
    assert by_number == asked(stage, "warehouse", "receive", {"delivery": "@delivery open"}).get_json()
    assert by_number["expected"] == 6
    assert asked(stage, "warehouse", "receive", {"delivery": "L999999"}).status_code == 404


def test_where_nobody_says_how_many_there_are_nothing_is_expected(stage: Stage) -> None:
    for service, action in (("warehouse", "receive"), ("warehouse", "quarantine"), ("shipping", "lost")):
        assert asked(stage, service, action, {}).get_json() == {"expected": None, "done": 0}


def test_before_a_count_ends_nobody_is_told_how_many_should_be_there(stage: Stage) -> None:
    assert asked(stage, "warehouse", "count", {"count": "@count open"}).get_json()["expected"] is None


def test_another_board_counts_its_own(stage: Stage) -> None:
    assert asked(stage, "shipping", "configure", {}, OTHER).get_json() == {"expected": 0, "done": 0}
    assert asked(stage, "shipping", "accept", {}, OTHER).get_json() == {"expected": None, "done": 0}
    assert asked(stage, "shipping", "accept", {"shipment": "@shipment delivered"}, OTHER).status_code == 404


def test_a_page_may_send_all_that_it_holds(stage: Stage) -> None:
    held = {"location": DOCK, "reason": "Écran fendu", "model": "MYLD2C/A"}
    assert asked(stage, "warehouse", "put_away", held).get_json()["expected"] > 0
