"""Modes of stations against the judges: what each needs is what its judge asks, and what is said to fit does fit."""

from itertools import product
from typing import Any

import pytest

from services.chassis.station.mode import Mode
from services.contracts.roles import Role
from services.shipping.scans import ACTIONS as SHIPPING_ACTIONS
from services.shipping.station import STATION as SHIPPING
from services.warehouse.scans.actions import ACTIONS as WAREHOUSE_ACTIONS
from services.warehouse.station import STATION as WAREHOUSE
from tests.integration.house import OTHER, OURS
from tests.integration.stage import Stage
from tests.integration.things import DOCK, NEXT_SHELF, OTHER_SCHOOL, scans

STATIONS = {"warehouse": WAREHOUSE, "shipping": SHIPPING}
ACTIONS = {"warehouse": WAREHOUSE_ACTIONS, "shipping": SHIPPING_ACTIONS}
MODES = [(name, mode) for name, station in STATIONS.items() for mode in station.modes]
BY_ACTION = {(name, mode.action): mode for name, mode in reversed(MODES)}
# A device that is ready for each action.
READY = {
    ("warehouse", "receive"): "announced",
    ("warehouse", "put_away"): "received",
    ("warehouse", "pick"): "stored",
    ("warehouse", "pack"): "picked",
    ("warehouse", "count"): "received",
    ("warehouse", "wipe"): "returned",
    ("warehouse", "quarantine"): "received",
    ("warehouse", "release"): "quarantined",
    ("warehouse", "repair"): "received",
    ("warehouse", "repaired"): "in repair",
    ("warehouse", "undo"): "received",
    ("shipping", "accept"): "in shipment delivered",
    ("shipping", "damage"): "in shipment delivered",
    ("shipping", "configure"): "accepted",
    ("shipping", "hand_over"): "configured",
    ("shipping", "take_back"): "at school",
    ("shipping", "send_back"): "accepted",
    ("shipping", "lend"): "at school",
    ("shipping", "lost"): "accepted",
    ("shipping", "stolen"): "accepted",
    ("shipping", "found"): "lost",
    ("shipping", "undo"): "configured",
}
# What a scan's `with` may say, by name; "@" stands for a thing of the stage.
SAID = {
    "location": NEXT_SHELF,
    "delivery": "@delivery open",
    "order": "@order to pick",
    "wave": "@wave open",
    "carton": "@carton open",
    "count": "@count open",
    "shipment": "@shipment delivered",
    "school": OTHER_SCHOOL,
    "reason": "Erreur de saisie",
}
# Where one of two names is needed, the code that says so.
ONE_OF = {"hand_over": "scan.receiver", "pick": "scan.order"}
# Of a device that is not known here yet.
OF_THE_UNKNOWN = frozenset({"model", "maker"})
PAIRS = sorted({(service, device) for (service, _), device in READY.items()})


def scan(stage: Stage, service: str, action: str, device: str, said: dict[str, str]) -> Any:
    """The result of one scan by somebody of the service; all is as before then."""
    role = min(STATIONS[service].roles)
    path = f"/{service}/api/v1/scans"
    batch = stage.things.put_in(scans(action, f"@serial {device}", **said))
    with stage.fresh(f"POST {path}"):
        answer = stage.house.act(role, "POST", path, OURS if service == "shipping" else None, json=batch)
    return answer.get_json()["results"][0]


def said_by(mode: Mode, without: str = "") -> dict[str, str]:
    names = [need.name for need in mode.needs if need.name not in {*OF_THE_UNKNOWN, without}]
    return {name: SAID[name] for name in names} | dict(mode.given)


@pytest.mark.parametrize("service", STATIONS)
def test_every_action_that_a_judge_knows_has_its_mode_and_its_key_is_its_own(service: str) -> None:
    modes = STATIONS[service].modes
    assert {mode.action for mode in modes} == set(ACTIONS[service])
    assert len({mode.key for mode in modes}) == len(modes)


@pytest.mark.parametrize(("service", "mode"), MODES, ids=lambda one: getattr(one, "key", one))
def test_a_mode_does_its_step_with_all_that_it_may_be_told_and_with_what_it_needs_alone(
    stage: Stage, service: str, mode: Mode
) -> None:
    required = {need.name: SAID[need.name] for need in mode.needs if need.required} | dict(mode.given)
    for said in (said_by(mode), required):
        assert scan(stage, service, mode.action, READY[service, mode.action], said)["outcome"] == "done", said


@pytest.mark.parametrize(
    ("service", "mode", "name"),
    [(service, mode, need.name) for service, mode in MODES for need in mode.needs if need.required],
    ids=lambda one: getattr(one, "key", one),
)
def test_without_what_it_needs_a_mode_is_refused_and_the_refusal_names_it(
    stage: Stage, service: str, mode: Mode, name: str
) -> None:
    result = scan(stage, service, mode.action, READY[service, mode.action], said_by(mode, without=name))
    code = ONE_OF.get(mode.action, f"scan.{name}")
    assert (result["outcome"], result["problem"]["code"], result["problem"]["fits"]) == ("refused", code, [])


@pytest.mark.parametrize(
    ("service", "device", "action", "fits", "told"),
    [
        ("warehouse", "received", "pick", ["put_away"], "Ici conviendrait\N{NO-BREAK SPACE}: Ranger."),
        ("warehouse", "stored", "wipe", ["put_away", "pick"], "Ranger ou Prélever."),
        ("warehouse", "returned", "put_away", ["wipe"], "Déclarer effacé."),
        ("warehouse", "quarantined", "pick", ["release"], "Sortir de la quarantaine."),
        ("shipping", "accepted", "hand_over", ["configure", "send_back"], "Configuré ou Renvoyer à la réserve."),
        ("shipping", "lost", "configure", ["found"], "Trouvé."),
    ],
)
def test_a_scan_in_the_wrong_mode_says_which_mode_would_fit(
    stage: Stage, service: str, device: str, action: str, fits: list[str], told: str
) -> None:
    result = scan(stage, service, action, device, said_by(BY_ACTION[service, action]))
    assert (result["outcome"], result["problem"]["fits"]) == ("refused", fits)
    assert result["say"].endswith(told)
    assert result["problem"]["detail"] == result["say"]


@pytest.mark.parametrize(("service", "device"), PAIRS)
def test_what_is_said_to_fit_does_fit(stage: Stage, service: str, device: str) -> None:
    hinted = set()
    for action in ACTIONS[service]:
        result = scan(stage, service, action, device, said_by(BY_ACTION[service, action]))
        hinted |= set(result["problem"]["fits"]) if result["problem"] else set()
    outcomes = {one: scan(stage, service, one, device, said_by(BY_ACTION[service, one]))["outcome"] for one in hinted}
    assert outcomes == dict.fromkeys(hinted, "done")
    assert hinted


def test_a_suppliers_carton_in_a_mode_that_takes_none_is_received_or_put_away(stage: Stage) -> None:
    path = "/warehouse/api/v1/scans"
    batch = stage.things.put_in(scans("pick", "DMPXL0", order="@order to pick"))
    with stage.fresh(f"POST {path}"):
        (result,) = stage.house.act(Role.WAREHOUSE, "POST", path, json=batch).get_json()["results"]
    assert (result["outcome"], result["problem"]["fits"][0]) == ("refused", "receive")


def test_nothing_is_said_to_fit_a_label_that_nobody_knows(stage: Stage) -> None:
    for service, action in product(STATIONS, ["undo"]):
        role, path = min(STATIONS[service].roles), f"/{service}/api/v1/scans"
        batch = scans(action, "NOBODYS123", reason="Erreur de saisie")
        answer = stage.house.act(role, "POST", path, OURS if service == "shipping" else None, json=batch)
        assert answer.get_json()["results"][0]["problem"]["fits"] == []


def test_another_boards_device_is_not_told_by_what_would_fit(stage: Stage) -> None:
    path = "/shipping/api/v1/scans"
    batch = stage.things.put_in(scans("hand_over", "@serial accepted", student="yes"))
    with stage.fresh(f"POST {path}"):
        (result,) = stage.house.act(Role.BOARD_TECHNICIAN, "POST", path, OTHER, json=batch).get_json()["results"]
    assert (result["problem"]["code"], result["problem"]["fits"]) == ("code.unknown", [])


def test_what_another_person_scanned_is_kept_back_whole_until_that_person_sends_it(stage: Stage) -> None:
    path = "/warehouse/api/v1/scans"
    batch = stage.things.put_in(scans("put_away", "@serial received", location=DOCK))
    batch["scans"][0]["operator"] = f"u-{Role.WAREHOUSE_MANAGER}-all"
    with stage.fresh(f"POST {path}"):
        refused = stage.house.act(Role.WAREHOUSE, "POST", path, json=batch)
        assert (refused.status_code, refused.get_json()["code"]) == (409, "scan.operator")
        hers = stage.house.act(Role.WAREHOUSE_MANAGER, "POST", path, json=batch).get_json()
    assert hers["results"][0]["outcome"] == "done"
