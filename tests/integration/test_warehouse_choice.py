"""Which of a label's codes the warehouse takes: the one that the act expects, told in the answer; else a refusal."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from scanner.codes import extended
from services.chassis import replies, run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.chassis.scans import KEPT_UNDER
from services.contracts.intake import Quantity
from services.contracts.roles import Person, Role
from services.contracts.values import LocationCode, with_check_character
from services.warehouse import operations
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.operations.carton import open_carton
from services.warehouse.operations.count import open_count
from services.warehouse.operations.tally import lock_stock
from services.warehouse.service import SERVICE
from tests.integration.databases import installation
from tests.integration.toy import statements

S = DeviceState
TAG = with_check_character("RA00000001")
FIRST = ["C1,HP,9UZ86UT,5CD0123ABC,", f",HP,9UZ86UT,5CD0123ABD,{TAG}", ",Dell,LAT3310-QC,FGGQ6D1,"]
SECOND = [",Samsung,SM-T510NZDAXAC,R52N70ABCDE,", ",Acer,NX.HPWAA.00D,ZZ-100-77,", ",HP,9UZ86UT,490154203237518,"]


@pytest.fixture
def warehouse(tmp_path) -> Iterator[Running]:
    settings = installation(tmp_path, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("w1", now())) as session:
        operations.import_locations(session, "code\nA-01-03\nA-01-04\nQUAI-01")
        for rows in (FIRST, SECOND):
            body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
            operations.announce_delivery(session, "S", "R", body)
    yield running
    running.database.close()


def scan(warehouse: Running, action: str, *codes: str | tuple[str, str], **context: str) -> dict[str, Any]:
    return scan_all(warehouse, a_scan(action, *codes, **context))[0]


def a_scan(action: str, *codes: str | tuple[str, str], **context: str) -> dict[str, Any]:
    pairs = [(code, "Code128") if isinstance(code, str) else code for code in codes]
    seen = [{"text": text, "symbology": symbology} for text, symbology in pairs]
    known = {"id": str(uuid4()), "at": now().isoformat(), "station": "quai-1"}
    return known | {"action": action, "codes": seen, "with": context}


def scan_all(warehouse: Running, *scans: dict[str, Any]) -> list[dict[str, Any]]:
    token = run.keys(warehouse.settings).sign(Person("s1/op", Role.STATION))
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    body = {"sent": now().isoformat(), "scans": scans}
    answer = warehouse.application().test_client().post("/warehouse/api/v1/scans", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json["results"]
    return results


def put(warehouse: Running, serial: str, state: DeviceState, **more: Any) -> None:
    """Have a device stand somewhere, however it came there."""
    with warehouse.database.writing(Act("w1", now())) as session:
        session.execute(update(Device).where(Device.serial == serial).values(state=state, **more))


def an_order(warehouse: Running, kind: str = "laptop") -> Order:
    with warehouse.database.writing(Act("s", now())) as session:
        order = Order(request=uuid4(), number="D000001", board="762000", lines=[])
        session.add(order)
        session.flush()
        order.reserve([Quantity(type=kind, quantity=1)], lock_stock(session, [kind]))
        for line in order.lines:
            line.reserved = 1
        session.flush()
        session.expunge_all()
        return order


def took(result: dict[str, Any]) -> tuple[str, str]:
    assert result["took"]["value"] == result["device"]["serial"]
    return result["outcome"], result["device"]["serial"]


def test_the_answer_says_which_code_it_took_as_it_was_read(warehouse: Running):
    label = [("1P9UZ86UT", "Code39"), ("S5CD0123ABC", "Code128"), ("0012345678905", "EAN13")]
    done = scan(warehouse, "receive", *label, location="QUAI-01")
    assert done["took"] == {"text": "S5CD0123ABC", "symbology": "Code128", "kind": "serial", "value": "5CD0123ABC"}
    again = scan(warehouse, "receive", *label, location="QUAI-01")
    assert (again["outcome"], again["took"]) == ("repeated", done["took"])
    tagged = scan(warehouse, "receive", TAG, location="QUAI-01")
    assert tagged["took"] == {"text": TAG, "symbology": "Code128", "kind": "asset_tag", "value": TAG}


def test_a_carton_is_told_as_a_carton_and_an_unknown_label_as_nothing(warehouse: Running):
    carton = scan(warehouse, "receive", "c1", location="QUAI-01")
    assert carton["took"] == {"text": "c1", "symbology": "Code128", "kind": "carton", "value": "C1"}
    assert scan(warehouse, "receive", "5CD7777ZZZ", location="QUAI-01")["took"] is None


def test_a_refused_step_says_which_code_was_taken_all_the_same(warehouse: Running):
    refused = scan(warehouse, "put_away", "5CD0123ABC", location="A-01-03")
    assert (took(refused), refused["problem"]["code"]) == (("refused", "5CD0123ABC"), "device.move")


def test_what_was_read_is_kept_with_the_answer(warehouse: Running):
    read = a_scan("receive", ("S5CD0123ABC", "Code39"), location="QUAI-01")
    scan_all(warehouse, read)
    with warehouse.database.reading() as session:
        key = f"{KEPT_UNDER}-/{read['id']}"
        kept = replies.find(session, [key])[key].body.decode()
    assert '"took":{"text":"S5CD0123ABC","symbology":"Code39","kind":"serial","value":"5CD0123ABC"}' in kept


def test_receiving_prefers_what_is_announced_to_what_stands_elsewhere(warehouse: Running):
    put(warehouse, "FGGQ6D1", S.STORED, location="A-01-04")
    label = ("FGGQ6D1", "5CD0123ABC")
    assert took(scan(warehouse, "receive", *label, location="QUAI-01")) == ("done", "5CD0123ABC")
    assert took(scan(warehouse, "receive", *label, location="QUAI-01")) == ("repeated", "5CD0123ABC")
    assert took(scan(warehouse, "quarantine", "FGGQ6D1", reason="dent")) == ("done", "FGGQ6D1")


def test_receiving_prefers_the_delivery_that_is_named(warehouse: Running):
    label = ("5CD0123ABC", "R52N70ABCDE")
    assert scan(warehouse, "receive", *label, location="QUAI-01")["problem"]["code"] == "scan.ambiguous"
    named = scan(warehouse, "receive", *label, location="QUAI-01", delivery="L000002")
    assert took(named) == ("done", "R52N70ABCDE")
    assert took(scan(warehouse, "receive", *label, location="QUAI-01", delivery="L000001")) == ("done", "5CD0123ABC")


def test_receiving_prefers_a_delivery_that_is_open(warehouse: Running):
    with warehouse.database.writing(Act("w1", now())) as session:
        session.execute(update(Delivery).where(Delivery.number == "L000001").values(state=DeliveryState.CLOSED))
    label = ("5CD0123ABC", "R52N70ABCDE")
    for outcome in ("done", "repeated"):
        assert took(scan(warehouse, "receive", *label, location="QUAI-01")) == (outcome, "R52N70ABCDE")


def test_picking_prefers_what_the_order_takes(warehouse: Running):
    for serial in ("FGGQ6D1", "R52N70ABCDE"):
        put(warehouse, serial, S.STORED, location="A-01-03")
    an_order(warehouse, "laptop")
    label = ("R52N70ABCDE", "FGGQ6D1")
    for outcome in ("done", "repeated"):
        assert took(scan(warehouse, "pick", *label, order="D000001")) == (outcome, "FGGQ6D1")
    assert scan(warehouse, "pick", *label)["problem"]["code"] == "scan.ambiguous"


def test_packing_prefers_what_was_picked_for_the_cartons_order(warehouse: Running):
    order = an_order(warehouse, "laptop")
    put(warehouse, "FGGQ6D1", S.STORED, location="A-01-03")
    assert scan(warehouse, "pick", "FGGQ6D1", order="D000001")["outcome"] == "done"
    put(warehouse, "R52N70ABCDE", S.PICKED)
    with warehouse.database.writing(Act("s", now())) as session:
        code = open_carton(session, order.id, None).code
    label = ("R52N70ABCDE", "FGGQ6D1")
    for outcome in ("done", "repeated"):
        assert took(scan(warehouse, "pack", *label, carton=code)) == (outcome, "FGGQ6D1")


def test_counting_prefers_what_the_records_have_there(warehouse: Running):
    put(warehouse, "FGGQ6D1", S.STORED, location="A-01-03")
    put(warehouse, "R52N70ABCDE", S.STORED, location="A-01-04")
    with warehouse.database.writing(Act("w1", now())) as session:
        number = open_count(session, LocationCode("A-01-04")).number
    assert took(scan(warehouse, "count", "FGGQ6D1", "R52N70ABCDE", count=number)) == ("done", "R52N70ABCDE")


def test_two_devices_that_fit_alike_are_refused_and_neither_is_touched(warehouse: Running):
    refused = scan(warehouse, "receive", "5CD0123ABC", "5CD0123ABD", location="QUAI-01")
    assert (refused["problem"]["code"], refused["took"], refused["device"]) == ("scan.ambiguous", None, None)
    with warehouse.database.reading() as session:
        assert set(session.scalars(select(Device.state))) == {S.ANNOUNCED}


def test_a_serial_that_looks_like_something_else_is_found_as_it_was_announced(warehouse: Running):
    imei = scan(warehouse, "receive", "490154203237518", location="QUAI-01")
    assert took(imei) == ("done", "490154203237518")
    assert scan(warehouse, "receive", "zz-100-77", location="QUAI-01")["device"]["maker"] == "Acer"


@pytest.mark.parametrize(
    ("model", "serial"), [("9UZ86UT", "5CG4567XYZ"), ("LAT3310-QC", "BCD1234"), ("20T7S0MP00", "PF0ABC12")]
)
def test_of_an_unannounced_devices_codes_the_models_maker_tells_the_serial(warehouse: Running, model: str, serial: str):
    label = ("FW-7271", "5CG4567XYZ", "BCD1234", "S5CG4567XYZ", "1S20T7S0MP00PF0ABC12", "XJ-55-0")
    received = scan(warehouse, "receive", *label, location="QUAI-01", model=model)
    assert took(received) == ("done", serial)
    unclear = scan(warehouse, "receive", "FW-7271", "XJ-55-0", location="QUAI-01", model=model)
    assert unclear["problem"]["code"] == "scan.ambiguous"


def test_the_warehouses_own_makers_tell_the_serial(warehouse: Running, tmp_path):
    path = tmp_path / "makers.toml"
    path.write_text('[Apple]\nserial = ["Q-[0-9]{6}"]\n', encoding="utf-8")
    makers = extended(warehouse.settings.makers, path)
    ours = Running(warehouse.service, replace(warehouse.settings, makers=makers), warehouse.database)
    label = ("FW-7271", "Q-123456")
    apple = {"location": "QUAI-01", "model": "MYLD2C/A"}
    assert scan(warehouse, "receive", *label, **apple)["problem"]["code"] == "scan.ambiguous"
    assert took(scan(ours, "receive", *label, **apple)) == ("done", "Q-123456")


def test_labels_of_several_codes_take_as_many_statements_for_five_as_for_a_hundred(warehouse: Running):
    rows = [f",HP,9UZ86UT,5CD{n:04d}XYZ," for n in range(105)] + [f",Dell,LAT3310-QC,T{n:04d}XY," for n in range(105)]
    with warehouse.database.writing(Act("w1", now())) as session:
        body = "\n".join(["carton,maker,model,serial,asset_tag", *rows]).encode()
        operations.announce_delivery(session, "S", "R", body)
        session.execute(update(Device).where(Device.maker == "Dell").values(state=S.STORED, location="A-01-03"))
    counts = []
    for numbers in (range(5), range(5, 105)):
        scans = [a_scan("receive", f"T{n:04d}XY", f"5CD{n:04d}XYZ", location="QUAI-01") for n in numbers]
        with statements(warehouse.database) as seen:
            results = scan_all(warehouse, *scans)
        assert {(one["outcome"], one["device"]["maker"]) for one in results} == {("done", "HP")}
        counts.append(len(seen))
    assert counts[0] == counts[1]
