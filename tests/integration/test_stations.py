"""Modes of stations against the judges: what each needs is what its judge asks, and what is said to fit does fit."""

from typing import Any

import pytest

from services.chassis.station.mode import Mode
from services.contracts.roles import BOARD, Role
from services.shipping.scans import ACTIONS as BOARD_ACTIONS
from services.shipping.scans import AT_DOCK
from services.shipping.station import STATION as SHIPPING
from services.warehouse.scans.actions import ACTIONS as WAREHOUSE_ACTIONS
from services.warehouse.station import STATION as WAREHOUSE
from tests.integration.house import OTHER, OURS, someone
from tests.integration.stage import Stage
from tests.integration.things import DOCK, NEXT_SHELF, OTHER_SCHOOL, scans

STATIONS = {"warehouse": WAREHOUSE, "shipping": SHIPPING}
# By service and whether a board's people scan there, what its judge knows.
ACTIONS = {("warehouse", False): WAREHOUSE_ACTIONS, ("shipping", True): BOARD_ACTIONS, ("shipping", False): AT_DOCK}
MODES = [(name, mode) for name, station in STATIONS.items() for mode in station.modes]
BY_ACTION = {(name, mode.action): mode for name, mode in reversed(MODES)}
# What is ready for each mode.
READY = {
    ("warehouse", "receive"): "serial announced",
    ("warehouse", "put_away"): "serial received",
    ("warehouse", "pick"): "serial stored",
    ("warehouse", "pick_wave"): "serial stored",
    ("warehouse", "pack"): "serial picked",
    ("warehouse", "count"): "serial received",
    ("warehouse", "wipe"): "serial returned",
    ("warehouse", "quarantine"): "serial received",
    ("warehouse", "release"): "serial quarantined",
    ("warehouse", "repair"): "serial received",
    ("warehouse", "repaired"): "serial in repair",
    ("warehouse", "retire"): "serial quarantined",
    ("warehouse", "destroy"): "serial retired",
    ("warehouse", "undo"): "serial received",
    ("shipping", "accept"): "serial in shipment delivered",
    ("shipping", "damage"): "serial in shipment delivered",
    ("shipping", "take"): "serial accepted",
    ("shipping", "leave"): "serial taken by a manager",
    ("shipping", "set_aside"): "serial accepted",
    ("shipping", "configure"): "serial accepted",
    ("shipping", "hand_over"): "serial configured",
    ("shipping", "hand_over_student"): "serial configured",
    ("shipping", "take_back"): "serial at school",
    ("shipping", "send_back"): "serial accepted",
    ("shipping", "take_back_damaged"): "serial at school",
    ("shipping", "take_back_incomplete"): "serial at school",
    ("shipping", "send_on"): "serial to send on",
    ("shipping", "take_over"): "serial coming",
    ("shipping", "take_over_damaged"): "serial coming",
    ("shipping", "lend"): "serial at school",
    ("shipping", "give_back"): "serial lent",
    ("shipping", "sign"): "slip code open",
    ("shipping", "lost"): "serial accepted",
    ("shipping", "stolen"): "serial accepted",
    ("shipping", "found"): "serial lost",
    ("shipping", "undo"): "serial configured",
    ("shipping", "load"): "carton code ready",
    ("shipping", "undo_load"): "carton code loaded",
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
    "why": "battery",
    "until": "2099-06-23",
    "transfer": "@transfer number approved",
}
# Into which transfer a device goes, and out of which it comes.
TRANSFERS = {"send_on": "approved", "take_over": "coming"}
# Where one of two names is needed, the code that says so.
ONE_OF = {"hand_over": "scan.receiver", "pick": "scan.order"}
# Of a device that is not known here yet.
OF_THE_UNKNOWN = frozenset({"model", "maker"})
PAIRS = sorted({(service, thing) for (service, _), thing in READY.items() if thing.startswith("serial")})


def modes_of_managers(service: str) -> list[Mode]:
    """What the warehouse's manager alone does there."""
    return [mode for mode in STATIONS[service].modes if mode.roles == {Role.WAREHOUSE_MANAGER}]


def someone_of(service: str, mode: Mode) -> tuple[Role, Any]:
    """Somebody whose mode it is, and their board."""
    role = min(STATIONS[service].roles & mode.roles)
    return role, OURS if role in BOARD else None


def scan(stage: Stage, service: str, mode: Mode, thing: str, said: dict[str, str]) -> Any:
    """The result of one scan by somebody whose mode it is; all is as before then."""
    role, board = someone_of(service, mode)
    path = f"/{service}/api/v1/scans"
    batch = stage.things.put_in(scans(mode.action, f"@{thing}", **said))
    with stage.fresh(f"POST {path}"):
        answer = stage.house.act(role, "POST", path, board, json=batch)
    return answer.get_json()["results"][0]


def said_by(mode: Mode, without: str = "") -> dict[str, str]:
    names = [need.name for need in mode.needs if need.name not in {*OF_THE_UNKNOWN, without}]
    # The code of a reason may stand for words.
    names = [name for name in names if (name, without) != ("why", "reason")]
    said = SAID | {"paper": f"@paper number {mode.action}"}
    told = {name: said[name] for name in names} | dict(mode.given)
    # A count of one place is of that place alone.
    told |= {"location": DOCK} if mode.action == "count" and "location" in told else {}
    told |= {"transfer": f"@transfer number {TRANSFERS[mode.action]}"} if "transfer" in told else {}
    return told | ({"shipment": "@shipment ready"} if mode.action == "load" and "shipment" in told else {})


@pytest.mark.parametrize(
    ("service", "role"), [(name, role) for name in STATIONS for role in sorted(STATIONS[name].roles)]
)
def test_every_action_that_a_judge_knows_has_its_mode_and_its_key_is_its_own(service: str, role: Role) -> None:
    modes = STATIONS[service].modes_of(someone(role, OURS if role in BOARD else None))
    others = set() if role is Role.WAREHOUSE_MANAGER else {one.action for one in modes_of_managers(service)}
    assert {mode.action for mode in modes} == set(ACTIONS[service, role in BOARD]) - others
    assert len({mode.key for mode in modes}) == len(modes)


@pytest.mark.parametrize(("service", "mode"), MODES, ids=lambda one: getattr(one, "key", one))
def test_a_mode_does_its_step_with_all_that_it_may_be_told_and_with_what_it_needs_alone(
    stage: Stage, service: str, mode: Mode
) -> None:
    whole, required = said_by(mode), {need.name for need in mode.needs if need.required} | set(mode.given)
    for said in (whole, {name: text for name, text in whole.items() if name in required}):
        assert scan(stage, service, mode, READY[service, mode.key], said)["outcome"] == "done", said


@pytest.mark.parametrize(
    ("service", "mode", "name"),
    [(service, mode, need.name) for service, mode in MODES for need in mode.needs if need.required],
    ids=lambda one: getattr(one, "key", one),
)
def test_without_what_it_needs_a_mode_is_refused_and_the_refusal_names_it(
    stage: Stage, service: str, mode: Mode, name: str
) -> None:
    result = scan(stage, service, mode, READY[service, mode.key], said_by(mode, without=name))
    code = ONE_OF.get(mode.action, f"scan.{name}")
    assert (result["outcome"], result["problem"]["code"], result["problem"]["fits"]) == ("refused", code, [])


@pytest.mark.parametrize(
    ("service", "mode"),
    [one for one in MODES if any(need.unless for need in one[1].needs)],
    ids=lambda one: getattr(one, "key", one),
)
def test_a_reason_of_the_list_needs_no_words_beside_it_but_other_does(stage: Stage, service: str, mode: Mode) -> None:
    said = said_by(mode) | {"why": "battery"}
    del said["reason"]
    thing = READY[service, mode.key]
    assert scan(stage, service, mode, thing, said)["outcome"] == "done"
    assert scan(stage, service, mode, thing, said | {"why": "other"})["problem"]["code"] == "scan.reason"


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
    mode = BY_ACTION[service, action]
    result = scan(stage, service, mode, f"serial {device}", said_by(mode))
    assert (result["outcome"], result["problem"]["fits"]) == ("refused", fits)
    assert result["device"]["serial"] == stage.things[f"serial {device}"]
    assert result["say"].endswith(told)
    assert result["problem"]["detail"] == result["say"]


@pytest.mark.parametrize(("service", "thing"), PAIRS)
def test_what_is_said_to_fit_does_fit(stage: Stage, service: str, thing: str) -> None:
    hinted = set()
    for action in ACTIONS[service, service == "shipping"]:
        mode = BY_ACTION[service, action]
        result = scan(stage, service, mode, thing, said_by(mode))
        hinted |= set(result["problem"]["fits"]) if result["problem"] else set()
    modes = {one: BY_ACTION[service, one] for one in hinted}
    outcomes = {one: scan(stage, service, mode, thing, said_by(mode))["outcome"] for one, mode in modes.items()}
    assert outcomes == dict.fromkeys(hinted, "done")
    # Of what is retired nothing is usual: its manager chooses to destroy it. What is on its way from
    # another board is nothing that this one knows, but where boxes are unpacked.
    assert bool(hinted) is (thing not in {"serial retired", "serial coming"})


def test_a_suppliers_carton_in_a_mode_that_takes_none_is_received_or_put_away(stage: Stage) -> None:
    path = "/warehouse/api/v1/scans"
    batch = stage.things.put_in(scans("pick", "DMPXL0", order="@order to pick"))
    with stage.fresh(f"POST {path}"):
        (result,) = stage.house.act(Role.WAREHOUSE, "POST", path, json=batch).get_json()["results"]
    assert (result["outcome"], result["problem"]["fits"][0]) == ("refused", "receive")


def test_nothing_is_said_to_fit_a_label_that_nobody_knows(stage: Stage) -> None:
    for service, mode in MODES:
        if mode.action == "undo":
            role, board = someone_of(service, mode)
            batch = scans("undo", "NOBODYS123", reason="Erreur de saisie")
            answer = stage.house.act(role, "POST", f"/{service}/api/v1/scans", board, json=batch)
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


def test_a_device_scanned_where_cartons_are_loaded_says_which_carton_it_lies_in(stage: Stage) -> None:
    mode = BY_ACTION["shipping", "load"]
    result = scan(stage, "shipping", mode, "serial in shipment ready", said_by(mode))
    assert (result["outcome"], result["problem"]["code"]) == ("refused", "code.device")
    assert stage.things["carton code ready"] in result["say"]


def test_a_packed_carton_scanned_where_devices_are_put_away_says_that_it_is_loaded(stage: Stage) -> None:
    mode = BY_ACTION["warehouse", "put_away"]
    result = scan(stage, "warehouse", mode, "carton code ready", said_by(mode))
    assert (result["outcome"], result["problem"]["code"]) == ("refused", "scan.own_carton")
    assert "Charger" in result["say"]
