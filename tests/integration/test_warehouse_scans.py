"""Scans through the warehouse's door: labels chosen, steps taken, repeated and refused, all in one go."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from scanner.codes import own_location_text
from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.tables import outbox
from services.chassis.trace import trace_of
from services.contracts.envelope import from_wire
from services.contracts.intake import Quantity
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode, with_check_character
from services.warehouse import operations
from services.warehouse.model.carton import FULL
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.operations.carton import open_carton
from services.warehouse.operations.tally import lock_stock
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import statements as sent

URL = "/warehouse/api/v1/scans"
TAG = with_check_character("RA00000001")
ROWS = [
    "C1,HP,9UZ86UT,5CD0123ABC,",
    f"C1,HP,9UZ86UT,5CD0123ABD,{TAG}",
    "C2,Apple,MYLD2C/A,DMPXK0ABQ1GC,",
    # The same serial of two makers.
    ",HP,9UZ86UT,TWIN7777,",
    ",Dell,LAT3310-QC,TWIN7777,",
]


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    announce(running, ROWS)
    yield running
    running.database.close()


def announce(warehouse: Running, rows: list[str]) -> None:
    body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
    with warehouse.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nA-01-04\nQUAI-01")
        operations.announce_delivery(session, "S", "R", body)


class Station:
    """A station that scans; each call is one batch, answered scan by scan."""

    def __init__(self, warehouse: Running, board: str | None = None) -> None:
        person = Person("s1/op", Role.STATION, BoardCode(board) if board else None)
        self.headers = {"Authorization": f"Bearer {run.keys(warehouse.settings).sign(person)}", "Accept-Language": "en"}
        self.client = warehouse.application().test_client()

    def send(self, *scans: dict[str, Any]) -> Any:
        return self.client.post(URL, json={"sent": now().isoformat(), "scans": list(scans)}, headers=self.headers)

    def scan(self, action: str, *codes: str, at: datetime | None = None, **context: str) -> dict[str, Any]:
        answer = self.send(a_scan(action, *codes, at=at, **context))
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json["results"][0]
        return result


def a_scan(action: str, *codes: str, at: datetime | None = None, **context: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "at": (at or now()).isoformat(),
        "station": "quai-1",
        "action": action,
        "codes": [{"text": code, "symbology": "Code128"} for code in codes],
        "with": context,
    }


@pytest.fixture
def station(warehouse: Running) -> Station:
    return Station(warehouse)


def told(warehouse: Running) -> list[Any]:
    with warehouse.database.reading() as session:
        return [from_wire(body) for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]


def an_order(warehouse: Running, count: int, number: str = "D000001") -> None:
    with warehouse.database.writing(Act("s", now())) as session:
        order = Order(request=uuid4(), number=number, board="762000", lines=[])
        session.add(order)
        session.flush()
        order.reserve([Quantity(type="laptop", quantity=count)], lock_stock(session, ["laptop"]))


def outcomes(answer: Any) -> list[str]:
    return [result["outcome"] for result in answer.json["results"]]


def test_a_device_is_scanned_from_the_dock_into_a_carton(warehouse: Running, station: Station):
    assert station.scan("receive", "S5CD0123ABC", location="QUAI-01")["outcome"] == "done"
    stored = station.scan("put_away", "5CD0123ABC", "9UZ86UT", location=own_location_text("A-01-03"))
    assert (stored["say"], stored["device"]["state"], stored["device"]["location"]) == (
        "Put away at A-01-03.",
        "stored",
        "A-01-03",
    )
    an_order(warehouse, 1)
    picked = station.scan("pick", "5CD0123ABC", order="d000001")
    assert picked["say"] == "Picked for order D000001: 0 of this type left to pick."
    staff = warehouse.application().test_client()
    headers = {"Authorization": f"Bearer {run.keys(warehouse.settings).sign(Person('w1', Role.WAREHOUSE))}"}
    order = staff.get("/warehouse/api/v1/orders", headers=headers).json["items"][0]["id"]
    carton = staff.post(
        "/warehouse/api/v1/cartons", json={"order": order}, headers=headers | {"Idempotency-Key": "k"}
    ).json
    packed = station.scan("pack", "5CD0123ABC", carton=carton["code"])
    assert (packed["outcome"], packed["say"]) == ("done", f"Packed: 1 in carton {carton['code']}.")
    assert station.scan("pack", "5CD0123ABC", carton=carton["id"])["outcome"] == "repeated"
    again = station.scan("pick", "5CD0123ABC", order=order)
    assert (again["outcome"], again["device"]["state"]) == ("refused", "packed")
    back = station.scan("put_away", "5CD0123ABC", location="A-01-03")
    assert (back["outcome"], back["device"]["state"]) == ("done", "stored")
    assert station.scan("pick", "5CD0123ABC", order=order)["outcome"] == "done"
    assert station.scan("pick", "5CD0123ABC", order=order)["outcome"] == "repeated"


def test_the_same_scan_sent_again_is_answered_byte_for_byte_and_acts_once(warehouse: Running, station: Station):
    scan = a_scan("receive", "5CD0123ABC", location="QUAI-01")
    one, two = station.send(scan), station.send(scan)
    assert (one.data, outcomes(one)) == (two.data, ["done"])
    assert outcomes(station.send(a_scan("receive", "5CD0123ABC", location="QUAI-01"))) == ["repeated"]
    assert [one.data.verb for one in told(warehouse)] == ["announced", "received"]


def test_one_bad_scan_does_not_spoil_its_neighbours(station: Station):
    answer = station.send(
        a_scan("receive", "5CD0123ABC", location="QUAI-01"),
        a_scan("receive", "NOSUCHSERIAL1", location="QUAI-01"),
        a_scan("receive", TAG, location="NOWHERE"),
        a_scan("dance", TAG),
        a_scan("put_away", "5CD0123ABC", location="A-01-03"),
        a_scan("wipe", "5CD0123ABC"),
        a_scan("quarantine", "5CD0123ABC", reason="ABCD12345678"),
        a_scan("quarantine", "5CD0123ABC", reason="dent"),
        a_scan("release", "5CD0123ABC"),
        a_scan("pick", "5CD0123ABC", order="D9"),
        a_scan("pack", "5CD0123ABC", carton="RC1"),
    )
    assert [(one["outcome"], (one["problem"] or {}).get("code")) for one in answer.json["results"]] == [
        ("done", None),
        ("refused", "scan.unknown"),
        ("refused", "scan.location"),
        ("refused", "scan.action"),
        ("done", None),
        ("refused", "device.move"),
        ("refused", "scan.reason"),
        ("done", None),
        ("done", None),
        ("refused", "scan.order"),
        ("refused", "scan.carton"),
    ]


def test_an_event_happens_when_its_scan_did_however_late_it_is_sent(warehouse: Running, station: Station):
    three_days_ago = now() - timedelta(days=3)
    station.scan("receive", "5CD0123ABC", at=three_days_ago, location="QUAI-01")
    assert told(warehouse)[-1].time == three_days_ago


def test_a_suppliers_carton_stands_for_all_its_devices(warehouse: Running, station: Station):
    received = station.scan("receive", "C1", location="QUAI-01")
    assert (received["outcome"], received["device"]) == ("done", None)
    assert received["say"] == "2 devices of the carton received at QUAI-01."
    assert station.scan("receive", "C1", location="QUAI-01")["outcome"] == "repeated"
    assert station.scan("put_away", "C1", location="A-01-03")["outcome"] == "done"
    assert station.scan("put_away", "C1", location="A-01-03")["outcome"] == "repeated"
    assert station.scan("put_away", "C2", location="A-01-03")["problem"]["code"] == "scan.carton"
    assert station.scan("wipe", "C1")["problem"]["code"] == "scan.unknown"
    assert [one.data.verb for one in told(warehouse)].count("stored") == 2


def test_a_serial_of_two_makers_is_chosen_by_the_models_code_or_by_the_state(station: Station):
    assert station.scan("receive", "TWIN7777", location="QUAI-01")["problem"]["code"] == "scan.ambiguous"
    chosen = station.scan("receive", "TWIN7777", "1P9UZ86UT", location="QUAI-01")
    assert (chosen["outcome"], chosen["device"]["maker"]) == ("done", "HP")
    stored = station.scan("put_away", "TWIN7777", location="A-01-03")
    assert (stored["outcome"], stored["device"]["maker"]) == ("done", "HP")


def test_an_asset_tag_decides_and_a_label_of_two_devices_is_refused(station: Station):
    tagged = station.scan("receive", TAG, "5CD0123ABD", location="QUAI-01")
    assert tagged["device"]["serial"] == "5CD0123ABD"
    both = station.scan("receive", "5CD0123ABC", "5CD0123ABD", location="QUAI-01")
    assert both["problem"]["code"] == "scan.ambiguous"


def test_an_unannounced_device_is_received_under_its_model(warehouse: Running, station: Station):
    unknown = {"location": "QUAI-01", "model": "9UZ86UT", "delivery": "L000001"}
    answer = station.send(
        a_scan("receive", "5CD9999ZZZ", "9UZ86UT", **unknown),
        a_scan("receive", "5CD9999ZZZ", location="QUAI-01"),
        a_scan("put_away", "5CD9999ZZZ", location="A-01-03"),
    )
    assert outcomes(answer) == ["done", "repeated", "done"]
    assert answer.json["results"][0]["say"] == "Received at QUAI-01, though not announced."
    received = told(warehouse)[1].data
    assert (received.unexpected, received.serial, received.delivery is not None) == (True, "5CD9999ZZZ", True)
    assert station.scan("receive", "5CD8888ZZZ", **unknown | {"delivery": "L9"})["problem"]["code"] == "scan.delivery"
    assert station.scan("receive", "5CD8888ZZZ", **unknown | {"model": "X"})["problem"]["code"] == "scan.model"
    several = station.scan("receive", "5CD8888ZZZ", "5CD7777ZZZ", **unknown)
    assert several["problem"]["code"] == "scan.ambiguous"
    assert station.scan("put_away", "5CD8888ZZZ", location="A-01-03")["problem"]["code"] == "scan.unknown"


def test_an_unannounced_device_whose_receipt_was_taken_back_is_received_as_what_is_said_now(
    warehouse: Running, station: Station
):
    staff = warehouse.application().test_client()
    headers = {"Authorization": f"Bearer {run.keys(warehouse.settings).sign(Person('w1', Role.WAREHOUSE))}"}

    def listed(query: str) -> list[Any]:
        return list(staff.get(f"/warehouse/api/v1/devices?{query}", headers=headers).json["items"])

    unknown = {"location": "QUAI-01", "model": "9UZ86UT"}
    first = station.scan("receive", "5CD9999ZZZ", **unknown, delivery="L000001")["device"]
    assert station.scan("undo", "5CD9999ZZZ", reason="another model")["device"]["state"] == "announced"
    with warehouse.database.writing(Act("w1", now())) as session:
        session.execute(update(Device).where(Device.id == UUID(first["id"])).values(model="OTHER", type="tablet"))
    (phantom,) = listed("serial=5CD9999ZZZ")
    assert (phantom["id"], phantom["type"]) == (first["id"], "tablet")
    announced = listed(f"state=announced&delivery={phantom['delivery']}")
    assert announced
    assert first["id"] not in {one["id"] for one in announced}
    again = station.scan("receive", "5CD9999ZZZ", **unknown)
    assert (again["outcome"], again["device"]["id"], again["device"]["type"]) == ("done", first["id"], "laptop")
    received = told(warehouse)[-1].data
    assert (received.model, received.type, received.delivery, received.unexpected) == ("9UZ86UT", "laptop", None, True)
    (kept,) = listed("serial=5CD9999ZZZ")
    assert (kept["model"], kept["type"], kept["delivery"]) == ("9UZ86UT", "laptop", None)


def test_a_given_model_never_receives_another_makers_device_of_that_serial(warehouse: Running, station: Station):
    apple = {"location": "QUAI-01", "model": "MYLD2C/A"}
    received = station.scan("receive", "5CD0123ABC", **apple)
    assert (received["outcome"], received["device"]["maker"]) == ("done", "Apple")
    assert received["say"] == "Received at QUAI-01, though not announced."
    announced = station.scan("receive", "5CD0123ABC", location="QUAI-01", model="9UZ86UT")
    assert (announced["device"]["maker"], announced["say"]) == ("HP", "Received at QUAI-01.")
    twin = station.scan("receive", "TWIN7777", location="QUAI-01", model="LAT3310-QC")
    assert (twin["outcome"], twin["device"]["maker"]) == ("done", "Dell")


def test_a_suppliers_carton_is_no_device_even_where_a_model_is_given(warehouse: Running, station: Station):
    announce(warehouse, ["C00001,HP,9UZ86UT,5CD4444AAA,"])
    assert station.scan("receive", "C00001", location="QUAI-01", model="9UZ86UT")["device"] is None
    assert station.scan("put_away", "5CD4444AAA", location="A-01-03")["outcome"] == "done"


def test_a_closed_delivery_takes_no_unannounced_device(warehouse: Running, station: Station):
    staff = warehouse.application().test_client()
    headers = {"Authorization": f"Bearer {run.keys(warehouse.settings).sign(Person('w1', Role.WAREHOUSE))}"}
    delivery = staff.get("/warehouse/api/v1/deliveries", headers=headers).json["items"][0]
    staff.post(f"/warehouse/api/v1/deliveries/{delivery['id']}/close", json={"reason": "retard"}, headers=headers)
    unknown = {"location": "QUAI-01", "model": "9UZ86UT"}
    refused = station.scan("receive", "5CD9999ZZZ", delivery="L000001", **unknown)
    assert (refused["problem"]["code"], refused["say"]) == (
        "delivery.closed",
        "Delivery L000001 is closed: receive this device without a delivery.",
    )
    assert station.scan("receive", "5CD9999ZZZ", **unknown)["outcome"] == "done"
    after = staff.get(f"/warehouse/api/v1/deliveries/{delivery['id']}", headers=headers).json
    assert after["unexpected"] == 0


def mistyped(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


@pytest.mark.parametrize("kind", ["asset tag", "carton", "location"])
def test_a_code_of_ours_typed_wrong_is_never_taken_for_a_serial(station: Station, kind: str):
    codes = {"asset tag": TAG, "carton": with_check_character("RC00000007"), "location": own_location_text("A-01-03")}
    scan = a_scan("receive", mistyped(codes[kind]), location="QUAI-01", model="9UZ86UT")
    scan["codes"][0]["symbology"] = "Typed"
    known = a_scan("put_away", mistyped(codes[kind]), location="A-01-03")
    known["codes"][0]["symbology"] = "Typed"
    results = station.send(scan, known).json["results"]
    assert [one["problem"]["code"] for one in results] == ["scan.mistyped", "scan.mistyped"]
    assert results[0]["say"].startswith("This looks like a code of ours")


def test_a_serial_like_a_code_of_ours_is_received_where_a_reader_saw_it_or_it_was_announced(
    warehouse: Running, station: Station
):
    serial, other = mistyped(TAG), mistyped(with_check_character("RC00000007"))
    assert station.scan("receive", serial, location="QUAI-01", model="9UZ86UT")["outcome"] == "done"
    announce(warehouse, [f",HP,9UZ86UT,{other},"])
    scan = a_scan("receive", other, location="QUAI-01")
    scan["codes"][0]["symbology"] = "Typed"
    assert outcomes(station.send(scan)) == ["done"]


def test_a_carton_or_location_typed_wrong_says_so(station: Station):
    place = station.scan("receive", "5CD0123ABC", location=mistyped(own_location_text("A-01-03")))
    box = station.scan("pack", "5CD0123ABC", carton=mistyped(with_check_character("RC00000007")))
    assert [place["problem"]["code"], box["problem"]["code"]] == ["scan.location", "scan.carton"]
    assert place["say"] == box["say"]
    assert place["say"].startswith("This looks like a code of ours")


def test_steps_of_one_batch_stand_on_each_other_and_stock_is_told_once(warehouse: Running, station: Station):
    announce(warehouse, [",HP,9UZ86UT,5CD5555AAA,"])
    station.scan("receive", "5CD5555AAA", location="QUAI-01")
    station.scan("put_away", "5CD5555AAA", location="A-01-03")
    an_order(warehouse, 1)
    answer = station.send(
        a_scan("pick", "5CD5555AAA", order="D000001"),
        a_scan("put_away", "5CD5555AAA", location="A-01-04"),
        a_scan("pick", "5CD5555AAA", order="D000001"),
        a_scan("receive", "5CD0123ABC", location="QUAI-01"),
        a_scan("put_away", "5CD0123ABC", location="A-01-03"),
        a_scan("put_away", "5CD0123ABC", location="A-01-04"),
    )
    assert outcomes(answer) == ["done"] * 6
    new = told(warehouse)[5:]
    assert [one.data.verb for one in new] == ["picked", "stored", "picked", "received", "stored", "moved", "changed"]
    assert new[-1].data.free == {"laptop": 1}


def test_a_boards_station_does_not_scan_here(warehouse: Running):
    answer = Station(warehouse, board="762000").send(a_scan("receive", "5CD0123ABC", location="QUAI-01"))
    assert (answer.status_code, answer.json["code"]) == (403, "role.forbidden")


def statements(warehouse: Running, station: Station, scans: list[dict[str, Any]]) -> int:
    """How many statements a batch takes, of which every scan is done."""
    with sent(warehouse.database) as seen:
        answer = station.send(*scans)
    assert set(outcomes(answer)) == {"done"}
    return len(seen)


def cartons_of(warehouse: Running, number: str, devices: int) -> list[str]:
    """Cartons opened for an order, enough for so many devices."""
    with warehouse.database.writing(Act("s", now())) as session:
        order = session.scalars(select(Order).where(Order.number == number)).one()
        return [open_carton(session, order.id, None).code for _ in range(-(-devices // FULL))]


def test_five_scans_or_five_hundred_take_the_same_sent_by_whatever_the_action(warehouse: Running, station: Station):
    announce(warehouse, [f",HP,9UZ86UT,5CD{n:04d}XYZ," for n in range(505)])
    counts = []
    for numbers in (range(5), range(5, 505)):
        serials = [f"5CD{n:04d}XYZ" for n in numbers]
        taken = {}

        def take(name: str, action: str, *contexts: dict[str, str], into=taken, serials=serials) -> None:  # type: ignore[no-untyped-def]
            batch = [a_scan(action, one, **contexts[n // FULL % len(contexts)]) for n, one in enumerate(serials)]
            into[name] = statements(warehouse, station, batch)

        take("receive", "receive", {"location": "QUAI-01"})
        take("put away", "put_away", {"location": "A-01-03"})
        take("move", "put_away", {"location": "A-01-04"})
        take("quarantine", "quarantine", {"reason": "dent"})
        take("release", "release", {})
        take("repair", "repair", {"reason": "dent"})
        take("repaired", "repaired", {})
        mixed = [
            a_scan("quarantine", one, reason="dent") if n % 3 == 1 else a_scan("put_away", one, location="A-01-03")
            for n, one in enumerate(serials)
        ]
        taken["mixed"] = statements(warehouse, station, mixed)
        station.send(*[a_scan("release", one) for one in serials[1::3]])
        station.send(*[a_scan("put_away", one, location="A-01-03") for one in serials[1::3]])
        number = f"D{len(serials):06d}"
        an_order(warehouse, len(serials), number)
        take("pick", "pick", {"order": number})
        take("pack", "pack", *[{"carton": code} for code in cartons_of(warehouse, number, len(serials))])
        take("out of the carton", "put_away", {"location": "A-01-03"})
        with warehouse.database.writing(Act("s", now())) as session:
            session.execute(update(Device).where(Device.serial.in_(serials)).values(state=DeviceState.DEPARTED))
        take("back", "receive", {"location": "QUAI-01"})
        take("wipe", "wipe", {})
        counts.append(taken)
    assert counts[0] == counts[1]


def test_of_scans_sent_together_each_events_trace_is_its_scans_own_id(warehouse: Running, station: Station):
    scans = [a_scan("receive", serial, location="QUAI-01") for serial in ("5CD0123ABC", "5CD0123ABD")]
    station.headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    station.send(*scans, a_scan("melt", "5CD0123ABC"))
    station.send(*(a_scan("put_away", one["codes"][0]["text"], location="A-01-03") for one in scans))
    with warehouse.database.reading() as session:
        told = [from_wire(body) for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]
    received = [trace_of(one.traceparent) for one in told if one.data.verb == "received"]
    assert received == [UUID(one["id"]).hex for one in scans]
    # What several of them changed together is the request's.
    assert [trace_of(one.traceparent) for one in told if one.data.noun == "stock"][
        -1
    ] == "0af7651916cd43dd8448eb211c80319c"


def test_a_carton_of_five_or_five_hundred_is_scanned_with_the_same_sent_by(warehouse: Running, station: Station):
    counts = []
    for size in (5, 500):
        announce(warehouse, [f"BIG{size},HP,9UZ86UT,B{size:03d}{n:05d}," for n in range(size)])
        counts.append(
            [
                statements(warehouse, station, [a_scan(action, f"BIG{size}", location=location)])
                for action, location in (("receive", "QUAI-01"), ("put_away", "A-01-03"))
            ]
        )
    assert counts[0] == counts[1]
