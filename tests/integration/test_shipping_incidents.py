"""The register of confidentiality incidents: opened by losses of used devices, written in versions, read by few."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.chassis.act import Act, now
from services.contracts.roles import Role
from services.contracts.warehouse import PackedDevice
from services.shipping.model import Incident
from services.shipping.model.calendar import day_of
from tests.integration.shipping_site import BOARD, OTHER, Site, counting, ids, one_scan, opened, some

pytestmark = pytest.mark.databases("sqlite", "postgresql")

TODAY = day_of(now()).isoformat()
SECRET = "Dossiers d’élèves dans le navigateur"
ASSESSED = {
    "circumstances": "Sac oublié dans l’autobus",
    "aware_on": TODAY,
    "occurred_from": TODAY,
    "personal_information": SECRET,
    "persons": 12,
    "persons_in_quebec": 12,
    "persons_estimated": True,
    "sensitivity": "Renseignements scolaires",
    "consequences": "Atteinte à la réputation",
    "likelihood": "Faible : appareil chiffré",
    "serious": True,
}
NOTICES = {"cai_notified_on": TODAY, "persons_not_notified_why": "Joints par l’école"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def used(site: Site, number: int, prefix: str = "C02XL") -> list[PackedDevice]:
    devices = some(number, prefix)
    site.sent(devices)
    site.post("/accept", {"devices": ids(devices)})
    site.post("/configure", {"devices": ids(devices)})
    return devices


def lose(site: Site, devices: list[PackedDevice], reason: str = "Introuvables") -> None:
    site.post("/lost", {"devices": ids(devices), "reason": reason})


def register(site: Site, query: str = "", role: Role = Role.PRIVACY, board: Any = None) -> Any:
    return site.get(f"/incidents{query}", role, board)


def entry(site: Site) -> Any:
    return site.get(f"/incidents/{register(site)['items'][0]['id']}", Role.BOARD_MANAGER)


def write(site: Site, incident: str, stage: str, facts: Any, status: int = 200, **more: Any) -> Any:
    body = {"stage": stage, "facts": facts}
    answer = site.call(Role.BOARD_MANAGER, "PUT", f"/incidents/{incident}", BOARD, json=body, **more)
    assert answer.status_code == status, answer.text
    return answer.json


def test_only_the_loss_of_a_used_device_opens_an_entry_and_finding_it_again_leaves_it(site: Site) -> None:
    fresh = some(1, "C02NEW")
    site.sent(fresh)
    site.post("/accept", {"devices": ids(fresh)})
    site.post("/stolen", {"devices": ids(fresh), "reason": "Vol au quai"})
    assert register(site)["items"] == []
    devices = used(site, 2)
    lose(site, devices)
    site.post("/found", {"devices": ids(devices[:1])})
    site.post("/devices/undo", {"devices": ids(devices[1:]), "reason": "Erreur"})
    (one,) = register(site)["items"]
    assert (one["number"], one["kind"], one["stage"], one["board"]) == ("I000001", "lost", "opened", BOARD)
    found = site.get(f"/incidents/{one['id']}/devices", Role.PRIVACY, None)["items"]
    assert {each["id"]: each["state"] for each in found} == dict(
        zip(ids(devices), ["taken_back", "configured"], strict=True)
    )
    (version,) = entry(site)["versions"]
    assert (version["facts"]["circumstances"], version["facts"]["aware_on"]) == ("Introuvables", TODAY)
    assert (version["number"], version["by"]) == (1, "u-board_technician")


def test_what_goes_the_same_way_on_one_day_is_one_incident_scanned_or_called(site: Site) -> None:
    devices = used(site, 5)
    site.scans([one_scan("stolen", one.serial, reason="Vol au gymnase") for one in devices[:2]])
    site.scan("stolen", devices[2].serial, reason="Vol au gymnase")
    site.scan("lost", devices[3].serial, reason="Vol au gymnase")
    site.post("/stolen", {"devices": ids(devices[4:]), "reason": "Vol à la bibliothèque"})
    found = {one["number"]: one["kind"] for one in register(site)["items"]}
    assert found == {"I000001": "stolen", "I000002": "lost", "I000003": "stolen"}
    first = register(site)["items"][-1]["id"]
    assert len(site.get(f"/incidents/{first}/devices", Role.PRIVACY, None)["items"]) == 3
    # Found and lost once more the same day: of the same incident still.
    site.post("/found", {"devices": ids(devices[:1])})
    site.scan("stolen", devices[0].serial, reason="Vol au gymnase")
    assert len(register(site)["items"]) == 3


def test_an_entry_goes_from_assessed_to_closed_and_every_version_stays(site: Site) -> None:
    lose(site, used(site, 1))
    one = entry(site)["id"]
    bare = {"circumstances": "x", "aware_on": TODAY}
    refused = write(site, one, "assessed", bare, 422)
    assert refused["code"] == "incident.lacking"
    assert [each["pointer"][7:] for each in refused["errors"]] == [
        "personal_information",
        "occurred_from",
        "persons",
        "sensitivity",
        "consequences",
        "likelihood",
        "serious",
    ]
    assert write(site, one, "closed", {**ASSESSED, **NOTICES}, 409)["code"] == "incident.stage"
    write(site, one, "assessed", ASSESSED)
    closing = {**ASSESSED, "measures": "Effacement à distance"}
    assert [each["pointer"][7:] for each in write(site, one, "closed", closing, 422)["errors"]] == [
        "cai_notified_on",
        "persons_notified_on",
    ]
    write(site, one, "notified", {**ASSESSED, **NOTICES})
    whole = write(site, one, "closed", {**closing, **NOTICES})
    assert [(each["number"], each["stage"]) for each in whole["versions"]] == [
        (4, "closed"),
        (3, "notified"),
        (2, "assessed"),
        (1, "opened"),
    ]
    assert whole["versions"][-1]["facts"]["personal_information"] is None
    assert write(site, one, "assessed", {**ASSESSED, "serious": False})["stage"] == "assessed"
    assert write(site, one, "notified", {**ASSESSED, "serious": False}, 409)["code"] == "incident.not_serious"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sensitivity", "Élève ABCD 1234 5678"),
        ("aware_on", (day_of(now()) + timedelta(days=2)).isoformat()),
        ("cai_notified_on", "2019-01-01"),
        ("persons_in_quebec", 13),
        ("persons", -1),
        ("colour", "bleu"),
    ],
)
def test_what_cannot_be_and_code_permanents_are_refused_by_their_field(site: Site, field: str, value: Any) -> None:
    lose(site, used(site, 1))
    refused = write(site, entry(site)["id"], "assessed", {**ASSESSED, field: value}, 422)
    assert f"/facts/{field}" in [each["pointer"] for each in refused["errors"]]
    assert "ABCD" not in str(refused)


def test_two_people_do_not_write_over_each_other(site: Site) -> None:
    lose(site, used(site, 1))
    one = entry(site)["id"]
    write(site, one, "assessed", ASSESSED, headers={"If-Match": '"1"'})
    assert write(site, one, "assessed", ASSESSED, 412, headers={"If-Match": '"1"'})["code"] == "changed.meanwhile"


def test_only_the_boards_manager_and_the_privacy_officer_read_it_and_no_event_tells_it(site: Site) -> None:
    lose(site, used(site, 1))
    one = entry(site)["id"]
    write(site, one, "assessed", ASSESSED)
    for role in set(Role) - {Role.BOARD_MANAGER, Role.PRIVACY}:
        assert site.call(role, "GET", f"/incidents/{one}", BOARD).status_code == 403
    assert site.call(Role.BOARD_MANAGER, "GET", f"/incidents/{one}", OTHER).status_code == 404
    assert site.call(Role.PRIVACY, "GET", f"/incidents/{one}", OTHER).status_code == 404
    assert register(site, role=Role.BOARD_MANAGER, board=OTHER)["items"] == []
    assert SECRET in str(entry(site))
    assert all(SECRET not in str(told.data) for told in site.told())


def test_an_entry_not_assessed_in_time_is_shown_to_the_officer(site: Site) -> None:
    lose(site, used(site, 2)[:1], "Ancien")
    with site.running.database.writing(Act(actor="u", at=now())) as session:
        session.execute(update(Incident).values(opened_at=now() - timedelta(days=6)))
    lose(site, used(site, 1, "C02YY"), "Récent")
    assert [one["late"] for one in register(site)["items"]] == [False, True]
    assert (register(site)["late"], len(register(site, "?late=true")["items"])) == (1, 1)
    assert "plus de 5 jours" in site.page("/incidents", Role.PRIVACY)
    assert "plus de 5 jours" not in site.page("/incidents", Role.BOARD_MANAGER, OTHER)
    late = register(site, "?late=true")["items"][0]["id"]
    write(site, late, "assessed", ASSESSED)
    assert register(site)["late"] == 0


def test_the_officer_saves_the_register_as_a_file(site: Site) -> None:
    for reason in ("Un", "Deux"):
        lose(site, used(site, 1, f"C02{reason.upper()}X"), reason)
    write(site, entry(site)["id"], "assessed", ASSESSED)
    with counting(site) as seen:
        text = site.call(Role.PRIVACY, "GET", "/incidents/export?format=csv").data.decode("utf-8-sig")
    # Two of the register, and four of the access log with the beginning of its transaction.
    assert len(seen) <= 7
    first, second = list(csv.DictReader(StringIO(text)))
    assert (first["Number"], first["Circumstances of the incident"], first["Stage"]) == (
        "I000001",
        "Un",
        "to be assessed",
    )
    assert (second["Personal information involved"], second["Number of persons concerned"]) == (SECRET, "12")
    only = site.call(Role.PRIVACY, "GET", "/incidents/export?stage=assessed").data.decode("utf-8-sig")
    assert [row["Number"] for row in csv.DictReader(StringIO(only))] == ["I000002"]


def test_an_entry_is_destroyed_by_the_officer_alone_and_never_before_five_years(site: Site) -> None:
    lose(site, used(site, 1))
    one = entry(site)["id"]

    def destroy(role: Role = Role.PRIVACY) -> int:
        return int(site.call(role, "POST", f"/incidents/{one}/destroy", BOARD, json={}).status_code)

    assert (destroy(), destroy(Role.BOARD_MANAGER)) == (409, 403)
    old = (day_of(now()) - timedelta(days=5 * 366)).isoformat()
    write(site, one, "opened", {"circumstances": "Ancien", "aware_on": old})
    assert destroy() == 200
    assert register(site)["items"] == []


def test_a_loss_of_5_or_200_devices_takes_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> tuple[int, int]:
        devices = used(site, number, prefix)
        with counting(site) as called:
            lose(site, devices, prefix)
        site.post("/found", {"devices": ids(devices)})
        with counting(site) as scanned:
            site.scans(
                [one_scan("lost", one.serial, reason=f"{prefix} {index % 2}") for index, one in enumerate(devices)]
            )
        return len(called), len(scanned)

    assert statements("C02AA", 5) == statements("C02BB", 200)


PUT_IN = {"kind": "disclosure", "circumstances": "Liste envoyée à la mauvaise adresse", "aware_on": TODAY}


def put_in(site: Site, role: Role, of: Any, **more: Any) -> Any:
    return site.call(role, "POST", "/incidents", of, json=PUT_IN | more)


def test_what_no_device_tells_is_put_in_by_hand_and_goes_on_as_any_other(site: Site) -> None:
    lose(site, used(site, 1))
    by_manager = put_in(site, Role.BOARD_MANAGER, BOARD)
    by_officer = put_in(site, Role.PRIVACY, None, board=BOARD, kind="access")
    assert (by_manager.status_code, by_officer.status_code) == (201, 201)
    found = {one["number"]: (one["kind"], one["board"]) for one in register(site)["items"]}
    assert found == {"I000001": ("lost", BOARD), "I000002": ("disclosure", BOARD), "I000003": ("access", BOARD)}
    one = by_manager.json
    assert one["versions"][0]["facts"]["circumstances"] == PUT_IN["circumstances"]
    assert site.get(f"/incidents/{one['id']}/devices", Role.PRIVACY, None)["items"] == []
    assert write(site, one["id"], "assessed", ASSESSED)["stage"] == "assessed"
    text = site.page(f"/incidents/{one['id']}", Role.BOARD_MANAGER, BOARD)
    assert "communication non autorisée par la loi" in text


@pytest.mark.parametrize(
    ("role", "board", "more", "status"),
    [
        (Role.PRIVACY, None, {}, 422),
        (Role.PRIVACY, None, {"board": "999999"}, 422),
        (Role.BOARD_MANAGER, BOARD, {"board": OTHER}, 404),
        (Role.BOARD_MANAGER, BOARD, {"kind": "stolen"}, 409),
        (Role.BOARD_MANAGER, BOARD, {"aware_on": "2999-01-01"}, 422),
        (Role.BOARD_MANAGER, BOARD, {"circumstances": "TREM 1805 0912"}, 422),
        (Role.BOARD_TECHNICIAN, BOARD, {}, 403),
        (Role.AUDITOR, None, {"board": BOARD}, 403),
    ],
)
def test_what_cannot_be_put_in_is_refused(site: Site, role: Role, board: Any, more: Any, status: int) -> None:
    assert put_in(site, role, board, **more).status_code == status
    assert register(site)["items"] == []
