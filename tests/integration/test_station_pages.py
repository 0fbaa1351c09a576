"""The scanning pages: what a phone needs to keep them, what they may load, and the way without script."""

import json
import re
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from services.contracts.roles import Role
from tests.integration.house import OURS, someone
from tests.integration.stage import Stage
from tests.integration.things import DOCK, SHELF
from tests.integration.way import label_photo

SERVICES = {"warehouse": Role.WAREHOUSE, "shipping": Role.BOARD_TECHNICIAN}


def page(stage: Stage, service: str, path: str = "", **sent: Any) -> Any:
    """The scanning page as a browser of somebody of the service gets it; `data` is posted."""
    role = SERVICES[service]
    person = someone(role, OURS if service == "shipping" else None)
    headers = {"Cookie": f"reserve_token={stage.house.keys.sign(person)}"}
    if "data" in sent:
        sent["data"] = {"csrf": person.csrf, **sent["data"]}
    return stage.house.ask("POST" if "data" in sent else "GET", f"/{service}/scan{path}", headers, **sent)


def file(stage: Stage, path: str) -> Any:
    """The answer at an address that anybody may read, its file closed."""
    answer = stage.house.ask("GET", path, {})
    answer.get_data()
    answer.close()
    return answer


def config(stage: Stage, service: str) -> Any:
    found = re.search(r'<script type="application/json" id="station">(.*?)</script>', page(stage, service).text, re.S)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.parametrize("service", SERVICES)
def test_the_camera_and_the_reader_are_allowed_on_the_scanning_page_alone(stage: Stage, service: str) -> None:
    scanning = page(stage, service).headers
    assert "script-src 'self' 'wasm-unsafe-eval';" in scanning["Content-Security-Policy"]
    assert "unsafe-inline" not in scanning["Content-Security-Policy"]
    assert scanning["Permissions-Policy"] == "camera=(self)"
    elsewhere = stage.house.ask("GET", "/portal/sign-in", {}).headers
    assert "wasm" not in elsewhere["Content-Security-Policy"]
    assert elsewhere["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("service", SERVICES)
def test_the_workers_script_has_its_services_scope_and_names_files_that_are_there(stage: Stage, service: str) -> None:
    answer = stage.house.ask("GET", config(stage, service)["urls"]["worker"], {})
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert answer.headers["Service-Worker-Allowed"] == f"/{service}/"
    release = json.loads(answer.text.splitlines()[0].removeprefix("self.release = ").removesuffix(";"))
    assert release["home"] == f"/{service}/scan"
    assert any(one.endswith("/station.js") for one in release["files"])
    for one in release["files"]:
        found = file(stage, one)
        assert (found.status_code, "immutable" in found.headers["Cache-Control"]) == (200, True), one


def test_a_file_of_another_release_is_answered_with_todays_and_not_kept(stage: Stage) -> None:
    answer = file(stage, "/warehouse/static/0123456789abcdef/reserve.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    for outside in ("../templates/base.html", "%2e%2e/templates/base.html", "nothing.css"):
        assert stage.house.ask("GET", f"/warehouse/static/0123456789abcdef/{outside}", {}).status_code == 404


@pytest.mark.parametrize("service", SERVICES)
def test_the_manifest_is_in_french_and_its_icons_are_of_their_size(stage: Stage, service: str) -> None:
    answer = stage.house.ask("GET", f"/{service}/manifest.webmanifest", {})
    told = answer.get_json(force=True)
    assert (answer.mimetype, told["lang"], told["scope"]) == ("application/manifest+json", "fr-CA", f"/{service}/")
    assert told["start_url"] == f"/{service}/scan"
    sides = set()
    for icon in told["icons"]:
        drawn = file(stage, icon["src"]).data
        side = int.from_bytes(drawn[16:20])
        sides.add(side)
        assert (drawn[:4], icon["sizes"]) == (b"\x89PNG", f"{side}x{side}")
    assert sides == {192, 512}


@pytest.mark.parametrize("service", SERVICES)
def test_the_pages_script_is_told_who_scans_in_which_modes_and_words(stage: Stage, service: str) -> None:
    told = config(stage, service)
    person = someone(SERVICES[service], OURS if service == "shipping" else None)
    assert (told["service"], told["actor"], told["csrf"]) == (service, person.actor, person.csrf)
    assert {"Recevoir", "Accepter"} & {mode["title"] for mode in told["modes"]}
    assert told["words"]["done"] == "Fait"
    urls = {"scans": "POST", "read": "POST", "expected": "GET", "renew": "POST", "worker": "GET", "sign_in": "GET"}
    assert [name for name, method in urls.items() if stage.view(method, told["urls"][name]) is None] == []


def test_a_photo_is_shown_before_it_is_taken_and_its_form_then_takes_it(stage: Stage) -> None:
    serial = stage.things["serial received"]
    picture = {"picture": (BytesIO(label_photo(serial, "MYLD2C/A")), "photo.png")}
    given = {"action": "put_away", "location": SHELF}
    shown = page(stage, "warehouse", "/photo", data=picture | given)
    assert (shown.status_code, f"<code>{serial}</code>" in shown.text) == (200, True)
    read = re.search(r'name="read" value="([^"]*)"', shown.text)
    assert read is not None
    with stage.fresh("POST /warehouse/scan/take"):
        sent = given | {"scan": str(uuid4()), "read": unescape(read[1])}
        taken = page(stage, "warehouse", "/take", data=sent)
        assert "Rangé à A-01-01" in taken.text
        again = page(stage, "warehouse", "/take", data=sent)
        assert "Rangé à A-01-01" in again.text


def test_a_photo_of_nothing_and_no_photo_say_what_to_do(stage: Stage) -> None:
    blank = page(stage, "warehouse", "/photo", data={"action": "pick"})
    assert (blank.status_code, "Choisissez d’abord une photo." in blank.text) == (422, True)


@pytest.mark.parametrize("read", ["[", "[1]", '[{"text": ""}]', "null", '[{"text": "A", "more": 1}]', "[]"])
def test_what_a_form_says_a_photo_said_is_checked_like_any_scan(stage: Stage, read: str) -> None:
    sent = {"action": "put_away", "location": DOCK, "scan": str(uuid4()), "read": read}
    assert page(stage, "warehouse", "/take", data=sent).status_code == 422


def test_a_student_is_handed_a_device_by_the_mode_of_its_own(stage: Stage) -> None:
    sent = {"action": "hand_over_student", "scan": str(uuid4()), "code": stage.things["serial configured"]}
    with stage.fresh("POST /shipping/scan/take"):
        taken = page(stage, "shipping", "/take", data=sent)
    assert (taken.status_code, "prêt P-" in taken.text) == (200, True)
