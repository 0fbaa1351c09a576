"""Bad scans: each refused in one sentence that says what to do, in both languages, and its neighbours unharmed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from scanner.codes import own_location_text
from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Person, Role
from services.contracts.values import with_check_character
from services.warehouse import operations
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.operations import care as steps
from services.warehouse.operations.care import Told
from services.warehouse.operations.device import receive
from services.warehouse.service import SERVICE
from tests.integration.databases import installation

API = "/warehouse/api/v1"
HTML = "<script>alert(1)</script>"
PERMANENT = "ABCD12345678"
S = DeviceState


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    rows = [f"C1,HP,9UZ86UT,5CD000000{n}," for n in range(10)]
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nQUAI-01")
        operations.announce_delivery(session, "S", "R", body)
        keys = list(session.scalars(select(Device.id).order_by(Device.serial)))
        receive(session, keys[2:6], "QUAI-01")
        steps.quarantine(session, [keys[2]], Told(reason="dent"))
        steps.start_repair(session, [keys[3]], Told(reason="dent"))
        steps.write_off(session, [keys[4]], Told(reason="gone"))
        steps.retire(session, [keys[5]], Told(reason="old"))
        # A board's, as shipping told it.
        session.get_one(Device, keys[6]).state = S.DEPARTED
    yield running
    running.database.close()


class Station:
    """A station that sends batches and reads the answers in one language."""

    def __init__(self, warehouse: Running) -> None:
        token = run.keys(warehouse.settings).sign(Person("station:s1/op", Role.STATION))
        self.client = warehouse.application().test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, scans: list[dict[str, Any]], english: bool, sent: Any = None) -> Any:
        body = {"sent": (sent or now()).isoformat(), "scans": scans}
        headers = self.headers | {"Accept-Language": "en" if english else "fr"}
        return self.client.post(f"{API}/scans", json=body, headers=headers)


def a_scan(action: str, code: str, at: Any = None, symbology: str = "Code128", **context: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "at": (at or now()).isoformat(),
        "station": "quai-1",
        "action": action,
        "codes": [{"text": code, "symbology": symbology}],
        "with": context,
    }


def mistyped(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


TAG, CARTON = with_check_character("RA00000001"), with_check_character("RC00000007")
UNKNOWN = ("scan.unknown", "lisez un autre de ses codes", "scan another of its codes")
TYPED = ("scan.mistyped", "un caractère est faux", "with a wrong character: type it again")
REASON = ("scan.reason", "Écrivez de 1 à 500 caractères", "Write 1 to 500 characters")
BAD = {
    "an unknown code": (("put_away", "NOSUCH0001", {"location": "A-01-03"}), UNKNOWN),
    "HTML as a code": (("receive", HTML, {"location": "QUAI-01"}), UNKNOWN),
    "a tag typed wrong": (("receive", mistyped(TAG), {"symbology": "Typed", "location": "QUAI-01"}), TYPED),
    "a carton typed wrong": (("receive", mistyped(CARTON), {"symbology": "Typed", "location": "QUAI-01"}), TYPED),
    "a shelf typed wrong": (
        ("receive", "5CD0000001", {"location": mistyped(own_location_text("A-01-03"))}),
        ("scan.location", "un caractère est faux", "with a wrong character"),
    ),
    "HTML as a place": (
        ("receive", "5CD0000001", {"location": HTML}),
        ("scan.location", "lisez d’abord l’étiquette", "scan the label of a shelf"),
    ),
    "an order of nobody": (("pick", "5CD0000001", {"order": HTML}), ("scan.order", "numéro de la demande", "number")),
    "not received yet": (
        ("put_away", "5CD0000001", {"location": "A-01-03"}),
        ("device.move", "est annoncé", "receive it first"),
    ),
    "in quarantine": (
        ("put_away", "5CD0000002", {"location": "A-01-03"}),
        ("device.move", "est en quarantaine", "release it first"),
    ),
    "in repair": (
        ("put_away", "5CD0000003", {"location": "A-01-03"}),
        ("device.move", "réparation est finie", "its repair ended first"),
    ),
    "written off": (
        ("wipe", "5CD0000004", {}),
        ("device.move", "recevez-le d’abord de nouveau", "receive it again first"),
    ),
    "retired": (("receive", "5CD0000005", {"location": "QUAI-01"}), ("device.move", "retiré du service", "is retired")),
    "a board's, to put away": (
        ("put_away", "5CD0000006", {"location": "A-01-03"}),
        ("device.move", "est parti", "wipe what came back"),
    ),
    "a board's, to pack": (
        ("pack", "5CD0000006", {"carton": "RC1"}),
        ("scan.carton", "colis", "open one for the order"),
    ),
    "a board's, to set aside": (
        ("quarantine", "5CD0000006", {"reason": "dent"}),
        ("device.move", "est parti", "receive it or put it away first"),
    ),
    "a board's, to repair": (
        ("repair", "5CD0000006", {"reason": "dent"}),
        ("device.move", "est parti", "receive it or put it away first"),
    ),
    "a code permanent as a reason": (("quarantine", "5CD0000000", {"reason": f"de {PERMANENT}"}), REASON),
    "a code permanent as what is broken": (("repair", "5CD0000000", {"reason": PERMANENT}), REASON),
    "no reason": (("quarantine", "5CD0000000", {}), REASON),
    "in the future": (
        ("receive", "5CD0000001", {"at": now() + timedelta(hours=1), "location": "QUAI-01"}),
        ("clock.fault", "horloge", "Set the station's clock"),
    ),
    "no such action": (("dance", "5CD0000001", {}), ("scan.action", "choisissez-en une autre", "choose another")),
    "an unknown model": (
        ("receive", "NOSUCH0001", {"location": "QUAI-01", "model": HTML}),
        ("scan.model", "numéro de pièce", "part number"),
    ),
}


@pytest.mark.parametrize("english", [False, True], ids=["French", "English"])
@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_scan_is_refused_in_one_sentence_and_its_neighbours_are_taken(
    warehouse: Running, name: str, english: bool
):
    (action, code, context), (problem, french, in_english) = BAD[name]
    bad = a_scan(action, code, **context)
    good = [a_scan("receive", f"5CD000000{n}", location="QUAI-01") for n in (7, 8)]
    answer = Station(warehouse).send([good[0], bad, good[1]], english)
    assert answer.status_code == 200
    first, refused, last = answer.json["results"]
    assert (first["outcome"], last["outcome"]) == ("done", "done")
    assert (refused["outcome"], refused["problem"]["code"]) == ("refused", problem)
    assert refused["say"] == refused["problem"]["detail"]
    assert (in_english if english else french) in refused["say"]
    assert "\n" not in refused["say"]
    assert "<" not in answer.text, "what was read is not echoed"
    assert PERMANENT not in answer.text


@pytest.mark.parametrize("off", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_a_batch_of_a_wrong_clock_is_refused_whole_and_taken_once_the_clock_is_set(warehouse: Running, off: timedelta):
    station, scans = Station(warehouse), [a_scan("receive", "5CD0000001", location="QUAI-01")]
    for english, words in ((False, "horloge"), (True, "Set it, then send again.")):
        refused = station.send(scans, english, sent=now() + off)
        assert (refused.status_code, refused.json["code"]) == (422, "clock.fault")
        assert words in refused.json["detail"]
    assert station.send(scans, english=True).json["results"][0]["outcome"] == "done"


def test_a_refused_scan_changes_nothing(warehouse: Running):
    with warehouse.database.reading() as session:
        before = session.execute(select(Device.serial, Device.state, Device.reason).order_by(Device.serial)).all()
    Station(warehouse).send([a_scan(action, code, **more) for (action, code, more), _ in BAD.values()], english=True)
    with warehouse.database.reading() as session:
        after = session.execute(select(Device.serial, Device.state, Device.reason).order_by(Device.serial)).all()
    assert after == before


def browse(warehouse: Running) -> Any:
    browser = warehouse.application().test_client()
    person = Person("u1", Role.WAREHOUSE_MANAGER, csrf="c")
    browser.set_cookie("reserve_token", run.keys(warehouse.settings).sign(person))
    return browser


def test_what_people_write_is_shown_as_text_wherever_it_is_shown(warehouse: Running):
    scans = [
        a_scan("receive", "5CD0000001", location="QUAI-01"),
        a_scan("quarantine", "5CD0000001", reason=HTML),
    ]
    results = Station(warehouse).send(scans, english=False).json["results"]
    assert {one["outcome"] for one in results} == {"done"}, "a reason may hold any text"
    with warehouse.database.writing(Act("w1", now())) as session:
        body = b"carton,maker,model,serial,asset_tag\n,HP,9UZ86UT,5CD0000099,\n"
        delivery = operations.announce_delivery(session, HTML, HTML, body, "<i>avis.csv").id
        (device,) = session.scalars(select(Device.id).where(Device.serial == "5CD0000001"))
    browser = browse(warehouse)
    paths = ("deliveries", f"deliveries/{delivery}", f"devices/{device}", "notice-files")
    for path in paths:
        page = browser.get(f"/warehouse/{path}").text
        assert "&lt;" in page
        assert "<script>alert" not in page
        assert "<i>" not in page


@pytest.mark.parametrize("code", [HTML, "\0", "x" * 201, ""])
def test_a_bad_code_typed_on_the_page_is_refused_there_and_never_echoed_as_markup(warehouse: Running, code: str):
    typed = {"csrf": "c", "scan": str(uuid4()), "action": "receive", "code": code, "location": '"><script>'}
    answer = browse(warehouse).post("/warehouse/scan/take", data=typed)
    assert answer.status_code in (200, 422)
    assert "alert" in answer.text
    assert "<script>" not in answer.text
