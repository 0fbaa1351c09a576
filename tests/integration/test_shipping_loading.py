"""Loading at the dock: carton by carton, by scan, and what may leave after that."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts.roles import WAREHOUSE, Role
from services.contracts.warehouse import OrderPacked
from tests.integration.shipping_site import BOARD, DISPATCH, OTHER, Site, counting, one_scan, opened, some
from tests.integration.test_shipping_dock import Order, dock

pytestmark = pytest.mark.databases("sqlite", "postgresql")
WHY = {"reason": "Mauvais quai"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


class Truck:
    """A shipment that stands ready, its cartons scanned one after the other."""

    def __init__(self, site: Site, *counts: int, prefix: str = "C02XL") -> None:
        self.site, self.order = site, Order(site, *counts, prefix=prefix)
        self.path = self.order.stand_ready()
        self.number = site.get(self.path)["number"]
        self.codes = [self.order.closed(index).code for index in range(len(counts))]

    def scan(self, action: str, *codes: str, role: Role = Role.WAREHOUSE, **given: str) -> Any:
        said = {"shipment": self.number} if action == "load" else WHY
        batch = [one_scan(action, *codes, **{**said, **given})]
        return self.site.scans(batch, role, None)[0]

    def load(self, *indexes: int) -> None:
        for index in indexes:
            assert self.scan("load", self.codes[index])["outcome"] == "done"

    def refused(self, action: str, *codes: str, **given: str) -> tuple[str, str]:
        result = self.scan(action, *codes, **given)
        assert result["outcome"] == "refused", result
        return result["problem"]["code"], result["say"]

    def loaded(self) -> list[bool]:
        shown = {one["code"]: one["loaded_at"] is not None for one in self.site.get(self.path)["cartons"]}
        return [shown[code] for code in self.codes]


@pytest.mark.parametrize("role", sorted(WAREHOUSE | {Role.STATION}))
def test_cartons_are_loaded_one_after_the_other_and_each_tells_how_many_are(site: Site, role: Role) -> None:
    truck = Truck(site, 2, 1)
    first, second = (truck.scan("load", code, role=role) for code in truck.codes)
    assert (first["outcome"], second["outcome"]) == ("done", "done")
    assert first["say"].endswith(f"1 of 2 of shipment {truck.number} are loaded.")
    assert second["say"].endswith(f"all 2 of shipment {truck.number} are loaded. It can leave.")
    told = site.told("carton.loaded")
    assert [one.data.carton for one in told] == truck.order.cartons
    assert {(one.actor, one.data.shipment) for one in told} == {(f"u-{role}", UUID(truck.path[-36:]))}
    shown = site.get(truck.path)["cartons"]
    assert [one["loaded_by"] for one in shown] == [f"u-{role}"] * 2


def test_a_loaded_carton_scanned_once_more_is_done_before_and_told_once(site: Site) -> None:
    truck = Truck(site, 2)
    truck.load(0)
    again = truck.scan("load", truck.codes[0])
    assert (again["outcome"], again["took"]["value"]) == ("repeated", truck.codes[0])
    assert len(site.told("carton.loaded")) == 1


def test_a_carton_of_another_shipment_is_refused_and_its_own_is_named(site: Site) -> None:
    truck, other = Truck(site, 1), Truck(site, 1, prefix="C02YM")
    code, told = truck.refused("load", other.codes[0])
    assert code == "carton.other_shipment"
    assert other.number in told
    assert (truck.loaded(), other.loaded()) == ([False], [False])


def test_a_carton_that_was_given_back_is_not_loaded(site: Site) -> None:
    truck = Truck(site, 1, 1)
    dock(site, f"/cartons/{truck.order.cartons[0]}/release")
    assert truck.refused("load", truck.codes[0])[0] == "carton.released"


def test_a_carton_of_no_shipment_yet_stays_at_the_dock(site: Site) -> None:
    truck, waiting = Truck(site, 1), Order(site, 1, prefix="C02YM")
    site.hear(waiting.closed(0))
    assert truck.refused("load", waiting.closed(0).code)[0] == "carton.not_passed"


def test_a_shipment_that_is_prepared_again_is_not_loaded_but_keeps_what_is_on_its_truck(site: Site) -> None:
    truck = Truck(site, 1, 1)
    truck.load(0)
    late = uuid4()
    order = truck.order
    site.hear(
        OrderPacked(order=order.id, request=order.request, board=BOARD, cartons=[*order.cartons, late], final=True)
    )
    assert truck.refused("load", truck.codes[1])[0] == "shipment.preparing"
    assert truck.scan("load", truck.codes[0])["outcome"] == "repeated"
    assert truck.loaded() == [True, False]


def test_what_has_left_is_neither_loaded_nor_taken_off(site: Site) -> None:
    truck = Truck(site, 1)
    truck.load(0)
    dock(site, f"{truck.path}/dispatch", DISPATCH)
    assert truck.refused("undo", truck.codes[0])[0] == "shipment.dispatched"
    unchecked = Truck(site, 1, prefix="C02YM")
    dock(site, f"{unchecked.path}/dispatch", DISPATCH)
    assert unchecked.refused("load", unchecked.codes[0])[0] == "shipment.dispatched"


def test_what_is_no_carton_of_ours_says_what_to_scan(site: Site) -> None:
    truck = Truck(site, 1)
    device = truck.order.devices[0][0]
    code, told = truck.refused("load", device.serial)
    assert (code, truck.codes[0] in told) == ("code.device", True)
    assert truck.refused("load", "RC999999990")[0] in ("code.unknown", "code.mistyped")
    assert truck.refused("load", "NOBODYS123")[0] == "code.unknown"
    assert truck.refused("load", *truck.codes, Truck(site, 1, prefix="C02YM").codes[0])[0] == "carton.ambiguous"


@pytest.mark.parametrize("name", ["", "E999999", "quai"])
def test_without_a_shipment_that_is_known_nothing_is_loaded(site: Site, name: str) -> None:
    truck = Truck(site, 1)
    assert truck.refused("load", truck.codes[0], shipment=name)[0] == "scan.shipment"


def test_a_shipment_is_named_by_its_id_too(site: Site) -> None:
    truck = Truck(site, 1)
    assert truck.scan("load", truck.codes[0], shipment=truck.path[-36:])["outcome"] == "done"


# Taken off again


def test_the_last_loading_is_undone_and_the_carton_can_be_loaded_again(site: Site) -> None:
    truck = Truck(site, 1, 1)
    truck.load(0)
    assert truck.scan("undo", truck.codes[0])["outcome"] == "done"
    (loaded,), (undone,) = site.told("carton.loaded"), site.told("carton.undone")
    assert (undone.data.undone, undone.data.step, undone.data.reason) == (loaded.id, "carton.loaded", WHY["reason"])
    assert (truck.loaded(), truck.refused("undo", truck.codes[0])[0]) == ([False, False], "undo.nothing")
    truck.load(0)


def test_one_set_loads_takes_off_and_loads_again(site: Site) -> None:
    truck = Truck(site, 1)
    code, said = truck.codes[0], {"shipment": truck.number}
    batch = [one_scan("load", code, **said), one_scan("undo", code, **WHY), one_scan("load", code, **said)]
    results = site.scans(batch, Role.WAREHOUSE, None)
    assert [one["outcome"] for one in results] == ["done"] * 3
    assert [one.data.verb for one in site.told("carton.loaded", "carton.undone")] == ["loaded", "undone", "loaded"]
    assert truck.loaded() == [True]


@pytest.mark.parametrize("end", ["void", "release"])
def test_what_is_the_warehouses_again_is_off_the_truck_and_its_loading_cannot_be_undone(site: Site, end: str) -> None:
    truck = Truck(site, 1)
    truck.load(0)
    dock(site, f"{truck.path}/void" if end == "void" else f"/cartons/{truck.order.cartons[0]}/release")
    site.hear(truck.order.packed(0))
    assert [one["loaded_at"] for one in site.get(truck.order.path())["cartons"]] == [None]
    assert truck.refused("undo", truck.codes[0])[0] in ("undo.moved_on", "undo.nothing")


# What may leave


def test_a_shipment_whose_loading_began_leaves_only_with_all_its_cartons(site: Site) -> None:
    truck = Truck(site, 1, 1, 1)
    truck.load(0)
    refused = dock(site, f"{truck.path}/dispatch", DISPATCH, 409)
    assert refused["code"] == "shipment.not_loaded"
    assert all(code in refused["detail"] for code in truck.codes[1:])
    assert truck.codes[0] not in refused["detail"]
    truck.load(1, 2)
    assert dock(site, f"{truck.path}/dispatch", DISPATCH)["checked"] is True
    assert site.told("shipment.dispatched")[0].data.checked is True


def test_a_shipment_of_which_nothing_was_scanned_leaves_and_is_told_as_not_checked(site: Site) -> None:
    truck = Truck(site, 1, 1)
    shown = dock(site, f"{truck.path}/dispatch", DISPATCH)
    assert (shown["state"], shown["checked"]) == ("dispatched", False)
    assert site.told("shipment.dispatched")[0].data.checked is False


def test_what_is_missing_is_released_and_the_rest_leaves_once_its_order_is_whole(site: Site) -> None:
    truck = Truck(site, 1, 1)
    truck.load(0)
    dock(site, f"/cartons/{truck.order.cartons[1]}/release")
    site.hear(truck.order.packed(0))
    assert dock(site, f"{truck.path}/dispatch", DISPATCH)["checked"] is True


def test_a_truck_that_turned_back_is_loaded_as_it_was(site: Site) -> None:
    truck = Truck(site, 1)
    truck.load(0)
    dock(site, f"{truck.path}/dispatch", DISPATCH)
    assert dock(site, f"{truck.path}/undo")["state"] == "ready"
    assert truck.loaded() == [True]
    assert dock(site, f"{truck.path}/dispatch", DISPATCH)["checked"] is True


def test_many_missing_cartons_are_counted_and_some_named(site: Site) -> None:
    truck = Truck(site, *[1] * 14)
    truck.load(0)
    told = dock(site, f"{truck.path}/dispatch", DISPATCH, 409)["detail"]
    assert ("13 cartons" in told, sum(code in told for code in truck.codes)) == (True, 10)


# Who, and how many at once


def test_at_the_dock_nothing_of_a_board_is_done_and_at_a_board_nothing_is_loaded(site: Site) -> None:
    truck = Truck(site, 1)
    assert truck.refused("accept", truck.codes[0])[0] == "scan.action"
    for board in (BOARD, OTHER):
        result = site.scan("load", truck.codes[0], role=Role.BOARD_TECHNICIAN, board=board, shipment=truck.number)
        assert result["problem"]["code"] == "scan.action"
        assert site.scan("load", truck.codes[0], board=board, shipment=truck.number)["outcome"] == "refused"
    assert truck.loaded() == [False]


def test_the_same_scan_sent_again_is_answered_the_same_and_loads_once(site: Site) -> None:
    truck = Truck(site, 1)
    one = one_scan("load", truck.codes[0], shipment=truck.number)
    answers = [site.scans([one], Role.STATION, None) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(site.told("carton.loaded")) == 1


def test_five_scans_at_the_dock_or_five_hundred_take_the_same_statements(site: Site) -> None:
    def statements(number: int, prefix: str) -> int:
        truck = Truck(site, *[1] * number, prefix=prefix)
        batch = [one_scan("load", code, shipment=truck.number) for code in truck.codes]
        with counting(site) as seen:
            results = site.scans(batch, Role.STATION, None)
        assert {one["outcome"] for one in results} == {"done"}
        return len(seen)

    assert statements(5, "C02A") == statements(500, "C02B")


def test_the_page_counts_what_is_loaded_and_says_how_it_left(site: Site) -> None:
    truck = Truck(site, 1, 1)
    truck.load(0)
    shown = site.page(truck.path, Role.WAREHOUSE)
    assert [re.search(rf'data-figure="{one}"[^>]*>1<', shown) is not None for one in ("loaded", "unloaded")] == [
        True
    ] * 2
    truck.load(1)
    dock(site, f"{truck.path}/dispatch", DISPATCH)
    assert "chaque colis a été lu" in site.page(truck.path, Role.WAREHOUSE)
    unchecked = f"/shipments/{site.ready(some(1, 'C02YM'))}"
    dock(site, f"{unchecked}/dispatch", DISPATCH)
    assert "aucun colis n’a été lu" in site.page(unchecked, Role.WAREHOUSE)
