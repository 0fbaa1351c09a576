"""A packed device is replaced: in an open carton at once, in one that shipping has on the way that is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts.shipping import CartonReleased
from tests.integration.floor_site import BOARD, FloorSite, a_scan, opened

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WHY = "Écran fendu au quai"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    for site in opened(tmp_path):
        site.places("BANC-01")
        site.shelve(5, "5CD")
        yield site


def packed(floor: FloorSite, count: int = 2) -> tuple[str, Any]:
    """An order of so many, packed into one open carton."""
    order = floor.grant("D000001", laptop=count)
    carton = floor.call("POST", "/cartons", {"order": order})[1]
    serials = [f"5CD000000{n}" for n in range(count)]
    floor.scans(*[a_scan("pick", one, order="D000001") for one in serials])
    floor.scans(*[a_scan("pack", one, carton=carton["code"]) for one in serials])
    return order, carton


def replace(floor: FloorSite, carton: Any, serial: str, other: str) -> tuple[int, Any]:
    ids = {"device": floor.device(serial)["id"], "substitute": floor.device(other)["id"]}
    return floor.call("POST", f"/cartons/{carton['id']}/replace", {**ids, "location": "BANC-01", "reason": WHY})


def test_in_an_open_carton_another_takes_its_place_at_once(floor: FloorSite):
    order, carton = packed(floor)
    status, found = replace(floor, carton, "5CD0000000", "5CD0000004")
    assert (status, found["devices"], {one["serial"] for one in found["content"]}) == (
        200,
        2,
        {"5CD0000001", "5CD0000004"},
    )
    broken = floor.device("5CD0000000")
    assert (broken["state"], broken["location"], broken["order"]) == ("quarantined", "BANC-01", None)
    (line,) = floor.order(order)["lines"]
    assert (line["reserved"], line["picked"], line["packed"], floor.stock()) == (2, 2, 2, (2, 0, 2))
    assert floor.told("device.quarantined")[-1].reason == WHY
    assert str(floor.told("device.picked")[-1].device) == floor.device("5CD0000004")["id"]


def test_one_that_was_picked_for_the_order_may_take_its_place_too(floor: FloorSite):
    _, carton = packed(floor, 1)
    other = floor.grant("D000002", laptop=2)
    floor.scan("pick", "5CD0000001", order="D000002")
    status, refused = replace(floor, carton, "5CD0000000", "5CD0000001")
    assert (status, refused["code"]) == (409, "device.move")
    second = floor.call("POST", "/cartons", {"order": other})[1]
    floor.scan("pick", "5CD0000002", order="D000002")
    floor.scan("pack", "5CD0000002", carton=second["code"])
    assert replace(floor, second, "5CD0000002", "5CD0000001")[0] == 200
    (line,) = floor.order(other)["lines"]
    # The one that was picked is packed; another is to be picked for the one that broke.
    assert (line["reserved"], line["picked"], line["packed"]) == (2, 1, 1)


def test_a_carton_that_shipping_has_is_asked_back_opened_swapped_and_closed(floor: FloorSite):
    order, carton = packed(floor)
    floor.call("POST", f"/cartons/{carton['id']}/close")
    status, refused = replace(floor, carton, "5CD0000000", "5CD0000004")
    assert (status, refused["code"]) == (409, "carton.closed")
    assert "released there, open it again here" in refused["detail"]
    assert 'aria-current="step"><strong>Faites libérer' in floor.page(f"/cartons/{carton['id']}")
    request = floor.order(order)["request"]
    floor.hear(CartonReleased(carton=carton["id"], shipment=None, request=request, board=BOARD, reason=WHY))
    assert "open it again" in replace(floor, carton, "5CD0000000", "5CD0000004")[1]["detail"]
    assert 'aria-current="step"><strong>Rouvrez' in floor.page(f"/cartons/{carton['id']}")
    floor.call("POST", f"/cartons/{carton['id']}/undo", {"reason": WHY})
    assert 'aria-current="step"><strong>Remplacez' in floor.page(f"/cartons/{carton['id']}")
    assert replace(floor, carton, "5CD0000000", "5CD0000004")[0] == 200
    closed = floor.call("POST", f"/cartons/{carton['id']}/close")[1]
    assert (closed["devices"], closed["order_packed"]) == (2, True)
    assert {one.serial for one in floor.told("carton.closed")[-1].devices} == {"5CD0000001", "5CD0000004"}
    assert floor.told("order.packed")[-1].releases == {floor.told("carton.closed")[-1].carton: 1}


def test_what_does_not_lie_there_or_is_of_another_type_is_refused_and_changes_nothing(floor: FloorSite):
    floor.shelve(1, "DMP", kind="tablet")
    _, carton = packed(floor)
    refused = [
        replace(floor, carton, one, other)[1]["code"]
        for one, other in (("5CD0000003", "5CD0000004"), ("5CD0000000", "DMP0000000"), ("5CD0000000", "5CD0000001"))
    ]
    assert refused == ["replacement.elsewhere", "replacement.type", "device.move"]
    assert (floor.stock(), floor.told("device.quarantined")) == ((3, 0, 3), [])


def test_a_device_is_replaced_on_the_page_of_its_carton(floor: FloorSite):
    _, carton = packed(floor)
    place, device = f"/cartons/{carton['id']}", floor.device("5CD0000000")["id"]
    assert f'<option value="{device}"' in floor.page(place)
    form = {"device": device, "location": "BANC-01", "reason": WHY}
    unknown = floor.send(f"{place}/replace", code="5CD9999999", **form)
    assert (unknown.status_code, "5CD9999999" in unknown.text) == (404, True)
    assert floor.send(f"{place}/replace", code="5cd0000004", **form).status_code == 303
    assert "5CD0000004" in floor.page(place)
