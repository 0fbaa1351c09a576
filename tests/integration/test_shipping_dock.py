"""What is given back at the dock: cartons released, shipments voided, withdrawals, cartons opened and closed again."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from services.chassis import inbox
from services.contracts.intake import Quantity, RequestUndone, WithdrawalAsked
from services.contracts.roles import Role
from services.contracts.values import CartonCode, LocationCode
from services.contracts.warehouse import (
    CartonClosed,
    CartonUndone,
    DeviceReceived,
    OrderPacked,
    PackedDevice,
    WithdrawalRefused,
)
from tests.integration.shipping_site import BOARD, DISPATCH, Site, counting, granted, ids, opened, some

WHY = {"reason": "Camion en panne"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


class Order:
    """An order of the warehouse with its cartons, and what the warehouse and intake tell of it."""

    def __init__(self, site: Site, *counts: int, prefix: str = "C02XL") -> None:
        self.site, self.id, self.request = site, uuid4(), uuid4()
        self.cartons = [uuid4() for _ in counts]
        self.devices = [some(count, f"{prefix}{index}") for index, count in enumerate(counts)]

    def closed(self, index: int, devices: list[PackedDevice] | None = None) -> CartonClosed:
        code = CartonCode.numbered(self.cartons[index].int % 10**8, None)
        lines = self.devices[index] if devices is None else devices
        return CartonClosed(
            carton=self.cartons[index],
            code=code,
            order=self.id,
            request=self.request,
            board=BOARD,
            devices=lines,
        )

    def packed(self, *indexes: int, final: bool = True) -> OrderPacked:
        """Told by a warehouse that heard everything so far."""
        cartons = [self.cartons[index] for index in indexes]
        released = [one.data.carton for one in self.site.told("carton.released")]
        voided = [carton for one in self.site.told("shipment.voided") for carton in one.data.cartons]
        heard = Counter([*released, *voided])
        releases = {carton: heard[carton] for carton in cartons if heard[carton]}
        return OrderPacked(
            order=self.id, request=self.request, board=BOARD, cartons=cartons, final=final, releases=releases
        )

    def reopened(self, index: int) -> CartonUndone:
        return CartonUndone(
            carton=self.cartons[index],
            code=self.closed(index).code,
            order=self.id,
            request=self.request,
            board=BOARD,
            state="open",
            undone=uuid7(),
            step="carton.closed",
            reason="mauvais colis",
        )

    def asked(self) -> WithdrawalAsked:
        return WithdrawalAsked(request=self.request, board=BOARD, reason="Plus besoin")

    def refused(self) -> WithdrawalRefused:
        return WithdrawalRefused(order=self.id, request=self.request, board=BOARD, free={})

    def grant_undone(self, left: int = 0) -> RequestUndone:
        return RequestUndone(
            request=self.request,
            board=BOARD,
            granted=[Quantity(type="tablet", quantity=left)] if left else [],
            undone=uuid7(),
            step="request.granted",
            reason="Erreur de calcul",
        )

    def stand_ready(self) -> str:
        """Everything told: its path."""
        every = range(len(self.cartons))
        self.site.hear(granted(self.request, BOARD), *[self.closed(one) for one in every], self.packed(*every))
        return self.path()

    def path(self) -> str:
        return f"/shipments/{self.site.told('shipment.readied')[-1].data.shipment}"

    def shipments(self) -> list[str]:
        found = self.site.get("/shipments")["items"]
        return [one["state"] for one in reversed(found) if one["request"] == str(self.request)]


def dock(site: Site, path: str, body: dict[str, Any] = WHY, status: int = 200) -> Any:
    answer = site.call(Role.WAREHOUSE, "POST", path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json


def states(site: Site, devices: list[PackedDevice]) -> set[str]:
    return {str(site.get(f"/devices/{one}")["state"]) for one in ids(devices)}


def parked(site: Site) -> int:
    with site.running.database.reading() as session:
        return inbox.parking.waiting(session)


# Voided


@pytest.mark.parametrize("leaves", [False, True])
def test_a_shipment_is_voided_before_and_after_it_left(site: Site, leaves: bool) -> None:
    order = Order(site, 2, 1)
    path = order.stand_ready()
    if leaves:
        dock(site, f"{path}/dispatch", DISPATCH)
    shown = dock(site, f"{path}/void")
    assert (shown["state"], shown["void_reason"], shown["cartons"]) == ("voided", "Camion en panne", [])
    assert sorted(shown["voided_cartons"]) == sorted(order.closed(index).code for index in (0, 1))
    (told,) = site.told("shipment.voided")
    assert (set(told.data.cartons), told.data.reason) == (set(order.cartons), "Camion en panne")
    assert states(site, [*order.devices[0], *order.devices[1]]) == {"packed"}
    assert dock(site, f"{path}/void", status=409)["code"] == "shipment.not_voided"
    assert dock(site, f"{path}/undo", status=409)["code"] == "undo.nothing"


def test_a_delivered_shipment_is_not_voided(site: Site) -> None:
    path = site.sent(some(1))
    site.post(f"{path}/deliver", {})
    assert dock(site, f"{path}/void", status=409)["code"] == "shipment.not_voided"
    assert dock(site, f"/shipments/{uuid4()}/void", status=404)["code"] == "shipment.unknown"
    assert dock(site, f"{path}/void", {}, 422)["code"] == "fields.invalid"


def test_cartons_of_a_voided_shipment_passed_again_go_in_another(site: Site) -> None:
    order = Order(site, 2)
    first = order.stand_ready()
    dock(site, f"{first}/dispatch", DISPATCH)
    dock(site, f"{first}/void")
    site.hear(order.packed(0))
    second = order.path()
    assert second != first
    assert order.shipments() == ["voided", "ready"]
    dock(site, f"{second}/dispatch", DISPATCH)
    assert site.post("/accept", {"devices": ids(order.devices[0])}) == {"devices": 2}
    assert [one.data.shipment for one in site.told("device.accepted")] == [UUID(second[-36:])] * 2


# Released


def test_a_released_carton_leaves_its_shipment_until_it_is_passed_again(site: Site) -> None:
    order = Order(site, 2, 1)
    path = order.stand_ready()
    told = dock(site, f"/cartons/{order.cartons[0]}/release")
    assert told == {"carton": str(order.cartons[0]), "shipment": path[-36:]}
    shown = site.get(path)
    assert (shown["state"], [one["id"] for one in shown["cartons"]]) == ("preparing", [str(order.cartons[1])])
    assert dock(site, f"/cartons/{order.cartons[0]}/release", status=409)["code"] == "carton.released"
    site.hear(order.packed(0, 1))
    shown = site.get(path)
    assert (shown["state"], len(shown["cartons"])) == ("ready", 2)
    assert len(site.told("shipment.readied")) == 2


def test_a_shipment_all_of_whose_cartons_are_released_stays_and_is_never_ready_empty(site: Site) -> None:
    order = Order(site, 1)
    path = order.stand_ready()
    dock(site, f"/cartons/{order.cartons[0]}/release")
    site.hear(order.packed())
    assert site.get(path)["state"] == "preparing"
    assert dock(site, f"{path}/void")["state"] == "voided"


def test_a_carton_that_left_or_that_nobody_knows_is_not_released(site: Site) -> None:
    order = Order(site, 1)
    path = order.stand_ready()
    dock(site, f"{path}/dispatch", DISPATCH)
    assert dock(site, f"/cartons/{order.cartons[0]}/release", status=409)["code"] == "shipment.left"
    assert dock(site, f"/cartons/{uuid4()}/release", status=404)["code"] == "carton.unknown"


def test_a_carton_in_no_shipment_yet_is_released_too(site: Site) -> None:
    order = Order(site, 1)
    site.hear(order.closed(0))
    assert dock(site, f"/cartons/{order.cartons[0]}/release") == {"carton": str(order.cartons[0]), "shipment": None}


def test_what_was_packed_before_the_release_and_is_heard_after_it_does_not_take_the_carton_back(site: Site) -> None:
    order = Order(site, 1, 1)
    path, unknowing = order.stand_ready(), order.packed(0, 1)
    dock(site, f"/cartons/{order.cartons[0]}/release")
    site.hear(unknowing)
    assert site.get(path)["state"] == "preparing"
    assert [one["id"] for one in site.get(path)["cartons"]] == [str(order.cartons[1])]


def test_a_carton_opened_again_and_closed_over_other_devices_is_taken_as_new(site: Site) -> None:
    order = Order(site, 2)
    path = order.stand_ready()
    dock(site, f"/cartons/{order.cartons[0]}/release")
    site.hear(order.reopened(0))
    assert states(site, order.devices[0]) == {"returned"}
    assert site.get(f"{path}/devices")["items"] == []
    kept, new = order.devices[0][:1], some(1, "C02NEW")
    site.hear(order.closed(0, [*kept, *new]), order.packed(0))
    assert states(site, [*kept, *new]) == {"packed"}
    assert states(site, order.devices[0][1:]) == {"returned"}
    assert {one["id"] for one in site.get(f"{path}/devices")["items"]} == set(ids([*kept, *new]))
    assert (site.get(path)["state"], parked(site)) == ("ready", 0)


def test_all_of_it_in_one_batch_is_the_same(site: Site) -> None:
    order = Order(site, 2)
    path = order.stand_ready()
    dock(site, f"/cartons/{order.cartons[0]}/release")
    site.hear(order.reopened(0), order.closed(0), order.packed(0))
    assert (site.get(path)["state"], states(site, order.devices[0]), parked(site)) == ("ready", {"packed"}, 0)


def test_a_carton_opened_for_nothing_is_none_of_shippings(site: Site) -> None:
    order = Order(site, 1)
    told = order.reopened(0).model_copy(update={"step": "carton.opened", "state": "discarded"})
    site.hear(told)
    assert parked(site) == 0


# Withdrawn


@pytest.mark.parametrize("undone", [False, True])
def test_a_withdrawal_voids_what_has_not_left_at_once(site: Site, undone: bool) -> None:
    order = Order(site, 1)
    order.stand_ready()
    site.hear(order.grant_undone() if undone else order.asked())
    (told,) = site.told("shipment.voided")
    assert told.data.reason == ("Erreur de calcul" if undone else "Plus besoin")
    assert order.shipments() == ["voided"]


def test_a_grant_undone_to_a_smaller_one_holds_nothing_back(site: Site) -> None:
    order = Order(site, 1)
    order.stand_ready()
    site.hear(order.grant_undone(left=3))
    assert order.shipments() == ["ready"]


def test_once_something_left_a_withdrawal_changes_nothing(site: Site) -> None:
    order = Order(site, 1, 1)
    site.hear(granted(order.request, BOARD), order.closed(0), order.packed(0))
    dock(site, f"{order.path()}/dispatch", DISPATCH)
    site.hear(order.closed(1), order.packed(0, 1))
    site.hear(order.asked())
    assert order.shipments() == ["dispatched", "ready"]
    site.hear(order.refused())
    assert order.shipments() == ["dispatched", "ready"]


@pytest.mark.parametrize("first", ["closed", "packed"])
def test_a_carton_passed_after_its_withdrawal_is_released_at_once(site: Site, first: str) -> None:
    order = Order(site, 1)
    told = {"closed": order.closed(0), "packed": order.packed(0)}
    site.hear(granted(order.request, BOARD), order.asked())
    site.hear(told.pop(first))
    site.hear(*told.values())
    (released,) = site.told("carton.released")
    assert (released.data.carton, released.data.shipment) == (order.cartons[0], None)
    assert released.data.reason == "Plus besoin"
    assert order.shipments() == []
    site.hear(order.packed(0))
    assert len(site.told("carton.released")) == 2, "passed anew, released anew"


@pytest.mark.parametrize("again", ["granted", "refused"])
def test_a_new_grant_or_the_warehouses_no_ends_a_withdrawal(site: Site, again: str) -> None:
    order = Order(site, 1)
    order.stand_ready()
    site.hear(order.asked())
    site.hear(granted(order.request, BOARD) if again == "granted" else order.refused())
    site.hear(order.packed(0))
    assert order.shipments() == ["voided", "ready"]


def test_a_dispatch_undone_after_the_withdrawal_was_asked_is_held_back_then(site: Site) -> None:
    order = Order(site, 1)
    path = order.stand_ready()
    dock(site, f"{path}/dispatch", DISPATCH)
    site.hear(order.asked())
    assert dock(site, f"{path}/undo")["state"] == "voided"
    assert [f"{one.data.noun}.{one.data.verb}" for one in site.told()[-2:]] == ["shipment.undone", "shipment.voided"]


def test_hearing_of_five_withdrawals_or_fifty_takes_the_same_statements(site: Site) -> None:
    def statements(number: int, prefix: str) -> int:
        orders = [Order(site, 2, prefix=f"{prefix}{index:02d}") for index in range(number)]
        for one in orders:
            one.stand_ready()
        with counting(site) as seen:
            site.hear(*[one.asked() for one in orders])
        return len(seen)

    assert statements(5, "C02A") == statements(50, "C02B")


def test_hearing_of_five_opened_cartons_or_forty_takes_the_same_statements(site: Site) -> None:
    def statements(number: int, prefix: str) -> int:
        order = Order(site, *[2] * number, prefix=prefix)
        path = order.stand_ready()
        dock(site, f"{path}/void")
        with counting(site) as seen:
            site.hear(*[order.reopened(index) for index in range(number)])
        assert states(site, order.devices[0]) == {"returned"}
        return len(seen)

    assert statements(5, "C02A") == statements(40, "C02B")


def test_a_device_that_the_warehouse_receives_off_a_truck_that_never_left_waits_for_its_carton_to_be_released(
    site: Site,
) -> None:
    order = Order(site, 2)
    path = order.stand_ready()
    dock(site, f"{path}/dispatch", DISPATCH)
    dock(site, f"{path}/undo")
    (first, _) = order.devices[0]
    site.hear(DeviceReceived(**vars(first), location=LocationCode("QUAI-01"), returned=True))
    assert (states(site, [first]), parked(site)) == ({"returned"}, 0)
    assert dock(site, f"{path}/dispatch", DISPATCH, 409)["code"] == "device.not_in_transit"
    dock(site, f"/cartons/{order.cartons[0]}/release")


def test_a_voided_shipments_frees_its_devices_for_another_even_when_the_grant_comes_last(site: Site) -> None:
    order = Order(site, 1)
    site.hear(order.packed(0), order.asked(), order.closed(0))
    assert order.shipments() == ["voided"]
    site.hear(granted(order.request, BOARD), order.packed(0))
    assert order.shipments() == ["voided", "ready"]
