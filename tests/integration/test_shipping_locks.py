"""What is locked, and in which order: on PostgreSQL two people at once then neither wait for ever nor cross."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as hooks
from sqlalchemy.orm import ORMExecuteState, Session

from services.contracts.values import CartonCode
from services.contracts.warehouse import CartonClosed
from services.shipping.model import Carton, Device, Shipment
from tests.integration.shipping_site import BOARD, Site, ids, opened, some
from tests.integration.test_shipping_dock import Order, dock

RANK = {Shipment.__table__: 0, Carton.__table__: 1, Device.__table__: 2}
Locked = list[tuple[int, set[str]]]
WHY = {"reason": "Erreur de saisie"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    yield from opened(tmp_path)


@contextmanager
def locking() -> Iterator[Locked]:
    """What is selected for update inside the block: how each kind ranks, and the ids."""
    seen: Locked = []

    def note(state: ORMExecuteState) -> Any:
        locks = getattr(state.statement, "_for_update_arg", None)
        if locks is None:
            return None
        tables = locks.of or state.statement.get_final_froms()  # type: ignore[attr-defined]
        ranks = [RANK[table] for table in tables if table in RANK]
        if not ranks:
            # Parked events, which the inbox locks before anything of ours.
            return None
        frozen = state.invoke_statement().freeze()
        seen.append((min(ranks), {str(getattr(row[0], "id", row[0])) for row in frozen()}))
        return frozen()

    hooks.listen(Session, "do_orm_execute", note)
    yield seen
    hooks.remove(Session, "do_orm_execute", note)


def in_order(locked: Locked) -> bool:
    """Whether what is locked for the first time comes in order; what one has already, one does not wait for."""
    held: set[str] = set()
    ranks = []
    for rank, them in locked:
        ranks += [rank] if them - held else []
        held |= them
    return ranks == sorted(ranks)


@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.parametrize(
    "door", ["accept", "accept carton", "damage", "scan", "scan damage", "find", "undo", "undo scan"]
)
def test_a_receipt_locks_its_shipment_before_its_devices(site: Site, door: str, delivered: bool) -> None:
    device, beside = some(2)
    path = site.sent([device, beside])
    if delivered:
        site.post(f"{path}/deliver", {})
    if door.startswith("undo"):
        site.post("/accept", {"devices": ids([device])})
    body = {"devices": ids([device]), **WHY}
    doors: dict[str, Any] = {
        "accept": lambda: site.post("/accept", {"devices": ids([device])}),
        "accept carton": lambda: site.post("/accept", {"cartons": [site.get(path)["cartons"][0]["id"]]}),
        "damage": lambda: site.post("/damage", {"device": str(device.device), **WHY}),
        "scan": lambda: site.scan("accept", device.serial),
        "scan damage": lambda: site.scan("damage", device.serial, **WHY),
        "find": lambda: site.scan("accept", "5CG9999999"),
        "undo": lambda: site.post("/devices/undo", body),
        "undo scan": lambda: site.scan("undo", device.serial, **WHY),
    }
    with locking() as locked:
        doors[door]()
    assert in_order(locked)
    assert path[-36:] in {one for rank, them in locked if rank == 0 for one in them}


def test_what_is_done_with_devices_in_use_locks_no_shipment(site: Site) -> None:
    (device,) = some(1)
    site.sent([device])
    site.scan("accept", device.serial)
    with locking() as locked:
        site.scan("configure", device.serial)
    assert {rank for rank, _ in locked} == {2}


def test_a_packing_list_heard_late_locks_shipment_carton_and_devices_in_the_order_of_who_voids(site: Site) -> None:
    order = Order(site, 2)
    site.hear(order.packed(0))
    with locking() as heard:
        site.hear(order.closed(0))
    assert (in_order(heard), heard[0][0]) == (True, 0)
    (shipment,) = site.get("/shipments")["items"]
    with locking() as voided:
        dock(site, f"/shipments/{shipment['id']}/void", WHY)
    assert (in_order(voided), voided[0][0]) == (True, 0)


def test_a_packing_list_of_a_carton_that_is_in_no_shipment_is_heard_without_one(site: Site) -> None:
    carton = CartonClosed(
        carton=Order(site, 1).cartons[0],
        code=CartonCode.numbered(9, None),
        order=Order(site, 1).id,
        request=Order(site, 1).request,
        board=BOARD,
        devices=some(1),
    )
    with locking() as heard:
        site.hear(carton)
    assert [them for rank, them in heard if rank == 0 and them] == []
