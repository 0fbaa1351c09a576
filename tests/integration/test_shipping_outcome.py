"""How each device of a shipment came: kept on its packing line, wherever the device went since."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Column, Connection, MetaData, Table, insert, select
from uuid_utils.compat import uuid7

from services.chassis import migrate
from services.chassis.act import now
from services.contracts.roles import Role
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceIdentified, DeviceReceived, PackedDevice, WarehouseDeviceUndone
from services.shipping.model import Came, Carton, Device, Packing
from services.shipping.service import SERVICE
from tests.integration.databases import bare
from tests.integration.shipping_site import BOARD, DISPATCH, OTHER, Site, counting, ids, one_scan, opened, some
from tests.integration.test_shipping_dock import Order, dock

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WHY = {"reason": "Erreur de saisie"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


def received(device: PackedDevice) -> DeviceReceived:
    return DeviceReceived(**vars(device), location=LocationCode("QUAI-01"), returned=True)


def unreceived(device: PackedDevice) -> WarehouseDeviceUndone:
    told = {"step": "device.received", "reason": "mauvaise boîte", "state": "departed", "type": "tablet"}
    return WarehouseDeviceUndone(device=device.device, undone=uuid7(), **told)


def identified(site: Site, device: PackedDevice) -> DeviceIdentified:
    told = site.told("device.unexpected")[-1].data
    return DeviceIdentified(**vars(device), finding=told.finding, shipment=told.shipment, board=BOARD)


def came(site: Site, device: PackedDevice) -> list[Came | None]:
    """What its lines say, oldest carton first."""
    with site.running.database.reading() as session:
        lines = select(Packing.came).join(Packing.carton).where(Packing.device_id == device.device)
        return list(session.scalars(lines.order_by(Carton.code)))


def counts(site: Site) -> tuple[int, int, int]:
    told = site.told("shipment.received")[-1].data
    return told.accepted, told.damaged, told.missing


def shown(site: Site, path: str, board: Any = BOARD) -> list[str]:
    states = {one["state"]: one["devices"] for one in site.get(path, board=board)["devices"]}
    lines = [one["state"] for one in site.get(f"{path}/devices", board=board)["items"]]
    assert {state: lines.count(state) for state in lines} == states, "the page counts what the list shows"
    return lines


@pytest.mark.parametrize("door", ["route", "scan"])
def test_what_a_board_says_of_a_device_stands_on_its_line_and_goes_with_what_is_undone(site: Site, door: str) -> None:
    (device,) = some(1)
    site.sent([device])

    def step(action: str, **more: str) -> None:
        if door == "scan":
            assert site.scan(action, device.serial, **more)["outcome"] == "done"
        elif action == "damage":
            site.post("/damage", {"device": str(device.device), **more})
        else:
            path = "/devices/undo" if action == "undo" else f"/{action}"
            site.post(path, {"devices": ids([device]), **more})

    seen = []
    for action in ("accept", "damage", "undo", "undo", "damage", "accept", "undo", "undo"):
        if site.get(f"/devices/{device.device}")["undo"]["possible"] or action != "undo":
            step(action, **({} if action == "accept" else WHY))
        seen.append(came(site, device)[0])
    good, bad = Came.ACCEPTED, Came.DAMAGED
    assert seen == [good, bad, good, good, bad, good, bad, bad]


def test_a_device_accepted_and_configured_in_one_batch_was_accepted(site: Site) -> None:
    (device,) = some(1)
    path = site.sent([device])
    site.scans([one_scan("accept", device.serial), one_scan("configure", device.serial)])
    assert came(site, device) == [Came.ACCEPTED]
    site.post(f"{path}/close-receipt", {})
    assert counts(site) == (1, 0, 0)


@pytest.mark.parametrize("how", ["accept", "damage"])
def test_a_delivery_stands_though_what_was_received_of_it_came_back(site: Site, how: str) -> None:
    device, beside = some(2)
    path = site.sent([device, beside])
    site.scan(how, device.serial, reason="Fendu")
    site.post("/send-back", {"devices": ids([device]), "reason": "Surplus"})
    site.hear(received(device))
    assert site.post(f"{path}/undo", WHY, 409)["code"] == "undo.receipt_begun"
    assert not site.get(path)["undo"]["possible"]
    dock(site, f"{path}/void", status=409)
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    assert counts(site) == ((1, 0, 1) if how == "accept" else (0, 1, 1))


def test_an_older_receipt_stays_good_when_the_device_is_packed_anew_and_its_carton_opened(site: Site) -> None:
    (device,) = some(1)
    path = site.sent([device])
    site.post("/accept", {"devices": ids([device])})
    site.post("/send-back", {"devices": ids([device]), "reason": "Surplus"})
    site.hear(received(device))
    order = Order(site, 1)
    order.devices[0] = [device]
    order.stand_ready()
    assert shown(site, path) == ["returned"]
    dock(site, f"/cartons/{order.cartons[0]}/release")
    site.hear(order.reopened(0))
    assert shown(site, path) == ["returned"]
    site.post(f"{path}/close-receipt", {})
    assert (counts(site), site.told("device.missing")) == ((1, 0, 0), [])


def test_a_missing_device_that_came_back_is_still_missing_when_the_receipt_ends_again(site: Site) -> None:
    gone, good = some(2)
    path = site.sent([gone, good])
    site.post("/accept", {"devices": ids([good])})
    site.post(f"{path}/close-receipt", {"reason": "Absent"})
    site.hear(received(gone))
    site.post(f"{path}/undo", WHY)
    site.post(f"{path}/close-receipt", {})
    assert (counts(site), len(site.told("device.missing"))) == ((1, 0, 1), 1)
    assert sorted(shown(site, path)) == ["at_board", "missing"]


def test_what_the_warehouse_received_out_of_transit_is_told_missing_and_stays_where_it_is(site: Site) -> None:
    gone, good = some(2)
    path = site.sent([gone, good])
    site.post("/accept", {"devices": ids([good])})
    site.hear(received(gone))
    site.post(f"{path}/close-receipt", {})
    (told,) = site.told("device.missing")
    assert (told.data.device, told.data.elsewhere, told.data.reason) == (gone.device, True, "")
    assert (str(told.data.shipment), str(told.data.request)) == (path[-36:], site.get(path)["request"])
    assert (counts(site), came(site, gone)) == ((1, 0, 1), [Came.MISSING])
    assert site.get(f"/devices/{gone.device}")["state"] == "returned"


def test_what_the_warehouse_did_not_receive_after_all_is_missing_when_its_receipt_has_ended(site: Site) -> None:
    (device,) = some(1)
    path = site.sent([device])
    site.post(f"{path}/deliver", {})
    site.hear(received(device))
    site.post(f"{path}/close-receipt", {})
    site.hear(unreceived(device))
    assert site.get(f"/devices/{device.device}")["state"] == "missing"
    site.post(f"{path}/undo", WHY)
    assert site.told()[-2].data.undone == site.told("device.missing")[0].id
    assert (site.get(f"/devices/{device.device}")["state"], came(site, device)) == ("in_transit", [None])
    site.post("/accept", {"devices": ids([device])})
    site.post(f"{path}/close-receipt", {})
    assert counts(site) == (1, 0, 0)


def test_what_was_received_out_of_transit_and_sent_to_another_board_is_missing_at_the_first(site: Site) -> None:
    (device,) = some(1)
    first = site.sent([device], board=OTHER)
    site.post(f"{first}/deliver", {}, board=OTHER)
    site.hear(received(device))
    site.sent([device])
    site.post("/accept", {"devices": ids([device])})
    site.post(f"{first}/close-receipt", {}, board=OTHER)
    (told,) = site.told("device.missing")
    assert (told.data.board, str(told.data.shipment), told.data.elsewhere) == (OTHER, first[-36:], True)
    assert site.get(f"/devices/{device.device}")["state"] == "at_board"
    assert came(site, device) == [Came.MISSING, Came.ACCEPTED]


@pytest.mark.parametrize("when", ["packed", "in transit"])
def test_what_another_board_found_is_missing_where_it_was_packed_for(site: Site, when: str) -> None:
    device, beside = some(2)
    other = f"/shipments/{site.ready([device, beside], board=OTHER)}"
    if when == "in transit":
        dock(site, f"{other}/dispatch", DISPATCH)
    site.sent(some(1, "C02AA"))
    site.scan("accept", device.serial)
    site.hear(identified(site, device))
    if when == "packed":
        dock(site, f"{other}/dispatch", DISPATCH)
    site.post("/accept", {"devices": ids([beside])}, board=OTHER)
    site.post(f"{other}/close-receipt", {}, board=OTHER)
    (told,) = site.told("device.missing")
    assert (told.data.board, str(told.data.shipment), told.data.elsewhere) == (OTHER, other[-36:], True)
    assert (told.data.device, told.data.reason) == (device.device, "")
    assert (counts(site), sorted(shown(site, other, OTHER))) == ((1, 0, 1), ["at_board", "missing"])
    assert site.get(f"/devices/{device.device}")["state"] == "at_board"


def test_5_or_500_devices_that_are_elsewhere_by_now_take_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> list[int]:
        size = min(number, 100)
        cartons = [some(size, f"{prefix}{start:02d}") for start in range(number // size)]
        path = site.sent(*cartons)
        site.post(f"{path}/deliver", {})
        for carton in cartons:
            site.hear(*[received(one) for one in carton])
        before = len(site.told("device.missing"))
        with counting(site) as closing:
            site.post(f"{path}/close-receipt", {})
        assert len(site.told("device.missing")) == before + number
        with counting(site) as resuming:
            site.hear(*[unreceived(one) for one in cartons[0]])
        assert site.get(path)["devices"] == [{"state": "missing", "devices": number}]
        return [len(closing), len(resuming)]

    assert statements("C02X", 5) == statements("C02Y", 500)


def test_scans_that_receive_and_undo_take_the_same_statements(site: Site) -> None:
    def statements(prefix: str, number: int) -> list[int]:
        devices = some(number, prefix)
        site.sent(devices)
        found = []
        for action in ("accept", "damage", "undo"):
            with counting(site) as seen:
                site.scans([one_scan(action, one.serial, reason="Fendu") for one in devices])
            found.append(len(seen))
        assert {came(site, one)[0] for one in devices[:5]} == {Came.ACCEPTED}
        return found

    assert statements("C02X", 5) == statements("C02Y", 200)


# Lines of before

BEFORE = {
    "packed": None,
    "in_transit": None,
    "missing": Came.MISSING,
    "damaged": Came.DAMAGED,
    "at_board": Came.ACCEPTED,
    "on_loan": Came.ACCEPTED,
    "sent_back": Came.ACCEPTED,
    "returned": Came.ACCEPTED,
}


def test_lines_from_before_the_migration_say_how_their_devices_came(tmp_path: Path) -> None:
    database = bare(tmp_path)
    chassis, own = migrate.histories(SERVICE)
    for history, revision in ((chassis, "head"), (own, "0001")):
        with migrate._configured(database, history) as configured:
            command.upgrade(configured, revision)
    old, new, shipment = uuid7(), uuid7(), uuid7()
    lines = {state: uuid7() for state in BEFORE}
    with database.engine.execution_options(writing=True).begin() as connection:
        _shipment(connection, shipment)
        for carton in (old, new):
            _carton(connection, carton, shipment)
        for state, device in lines.items():
            _device(connection, device, new, state, shipment)
        _line(connection, old, lines["missing"])
        for device in lines.values():
            _line(connection, new, device)
    migrate.upgrade(database, SERVICE)
    with database.engine.connect() as connection:
        table = Packing.__table__
        found = {(row.carton_id, row.device_id): row.came for row in connection.execute(select(table))}
    assert found == {(new, lines[state]): how for state, how in BEFORE.items()} | {
        (old, lines["missing"]): Came.ACCEPTED
    }
    database.close()


def _write(connection: Connection, table: Table, **values: Any) -> None:
    """A row with these columns alone: the table may have more by now than it had then."""
    then = Table(table.name, MetaData(), *[Column(one.name, one.type) for one in table.columns if one.name in values])
    connection.execute(insert(then), values)


def _shipment(connection: Connection, key: Any) -> None:
    table = SERVICE.tables.tables["shipment"]
    _write(connection, table, id=key, number="E1", order=key, request=key, board=BOARD, state="delivered", whole=True)


def _carton(connection: Connection, key: Any, shipment: Any) -> None:
    table = SERVICE.tables.tables["carton"]
    _write(connection, table, id=key, request=key, board=BOARD, holds=1, shipment_id=shipment)


def _device(connection: Connection, key: Any, carton: Any, state: str, shipment: Any) -> None:
    named = {"maker": "HP", "serial": f"SC{state.upper()}", "model": "m", "type": "laptop", "board": BOARD}
    about = {"carton_id": carton, "request": carton, "changed_at": now(), "shipment_id": shipment}
    table = Device.__table__
    _write(connection, table, id=key, state=state, damaged=state == "damaged", **named, **about)


def _line(connection: Connection, carton: Any, device: Any) -> None:
    connection.execute(insert(Packing.__table__).values(carton_id=carton, device_id=device))


@pytest.mark.parametrize(("language", "words"), [("fr", "manquant"), ("en", "missing")])
def test_the_page_says_missing_of_what_is_elsewhere(site: Site, language: str, words: str) -> None:
    (device,) = some(1)
    path = site.sent([device])
    site.post(f"{path}/deliver", {})
    site.hear(received(device))
    site.post(f"{path}/close-receipt", {})
    assert words in site.page(f"{path}?lang={language}", Role.BOARD_TECHNICIAN, BOARD)
