"""What a station's context may be chosen from: what is open now, newest first, a short list from an index."""

from typing import Any

import pytest

from services.chassis.station.choices import MOST
from services.contracts.care import PROVES, REASONS
from services.contracts.roles import BOARD, Role
from services.shipping.station import STATION as SHIPPING
from services.warehouse.station import STATION as WAREHOUSE
from tests.integration.house import OTHER, OURS, someone
from tests.integration.stage import Stage
from tests.integration.toy import statements

STATIONS = {"warehouse": WAREHOUSE, "shipping": SHIPPING}
CLERK, TECHNICIAN = Role.WAREHOUSE, Role.BOARD_TECHNICIAN
# Who chooses what, a thing that is open, and one that is not.
OPEN = [
    (CLERK, "warehouse", "delivery", "delivery open", "delivery closed"),
    (CLERK, "warehouse", "order", "order to pick", "order delivered"),
    (CLERK, "warehouse", "count", "count open", "count ended"),
    (CLERK, "shipping", "shipment", "shipment ready", "shipment dispatched"),
    (TECHNICIAN, "shipping", "shipment", "shipment dispatched", "shipment ready"),
    (TECHNICIAN, "shipping", "shipment", "shipment delivered", "shipment received"),
    (TECHNICIAN, "shipping", "transfer", "transfer approved", "transfer offered"),
    (TECHNICIAN, "shipping", "transfer", "transfer coming", "transfer closed short"),
]
# Of documents the newest are offered, of reasons all.
PAPER, WHY = (CLERK, "warehouse", "paper"), (CLERK, "warehouse", "why")
LISTED = {"delivery": "deliveries"} | {one: f"{one}s" for one in ("order", "count", "shipment", "transfer")}


def asked(stage: Stage, role: Role, service: str, name: str, board: Any = OURS) -> list[str]:
    of = board if role in BOARD else None
    answer = stage.house.act(role, "GET", f"/{service}/api/v1/choices", of, query_string={"name": name})
    assert answer.status_code == 200, answer.text
    return [one["value"] for one in answer.get_json()["choices"]]


def number(stage: Stage, service: str, name: str, thing: str) -> str:
    role = Role.AUDITOR if name == "transfer" else Role.WAREHOUSE
    items = stage.house.call(role, "GET", f"/{service}/api/v1/{LISTED[name]}?limit=200")["items"]
    return next(str(one["number"]) for one in items if one["id"] == stage.things[thing])


@pytest.mark.parametrize(("role", "service", "name", "opened", "ended"), OPEN)
def test_what_is_open_may_be_chosen_and_what_is_not_may_not(
    stage: Stage, role: Role, service: str, name: str, opened: str, ended: str
) -> None:
    choices = asked(stage, role, service, name)
    assert number(stage, service, name, opened) in choices
    assert number(stage, service, name, ended) not in choices
    assert choices == sorted(choices, reverse=True)
    assert len(choices) <= MOST


@pytest.mark.parametrize(("role", "service", "name"), [*(one[:3] for one in OPEN), PAPER])
def test_the_list_is_short_and_takes_one_statement_that_an_index_serves(
    stage: Stage, role: Role, service: str, name: str
) -> None:
    database = stage.house.services[service].database
    with database.reading() as session:
        session.connection()
        with statements(database) as sent:
            STATIONS[service].choices(session, someone(role, OURS if role in BOARD else None), name)
        assert len(sent) == 1, sent
        if database.engine.dialect.name == "sqlite":
            told, values = sent[0]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {told}", values).all()
            assert any("USING INDEX" in row[3] or "USING COVERING INDEX" in row[3] for row in plan), plan


def test_every_context_that_may_be_chosen_has_its_list(stage: Stage) -> None:
    chosen = {
        (service, need.name, min(station.roles & mode.roles))
        for service, station in STATIONS.items()
        for mode in station.modes
        for need in mode.needs
        if need.chosen
    }
    assert {(service, name) for service, name, _ in chosen} == {one[1:3] for one in (*OPEN, PAPER, WHY)}
    assert all(asked(stage, role, service, name) for service, name, role in chosen)


def test_documents_may_be_chosen_newest_first(stage: Stage) -> None:
    choices = asked(stage, *PAPER)
    assert {stage.things[f"paper number {act}"] for act in PROVES} <= set(choices)
    assert choices == sorted(choices, reverse=True)
    assert len(choices) <= MOST


def test_every_reason_of_the_list_may_be_chosen(stage: Stage) -> None:
    assert asked(stage, *WHY) == list(REASONS)


def test_another_board_chooses_from_its_own(stage: Stage) -> None:
    assert asked(stage, TECHNICIAN, "shipping", "shipment", OTHER) == []


def test_of_what_nobody_chooses_nothing_is_listed(stage: Stage) -> None:
    assert asked(stage, CLERK, "warehouse", "location") == asked(stage, CLERK, "shipping", "order") == []
