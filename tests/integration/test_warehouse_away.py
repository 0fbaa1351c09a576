"""What left with an order: it comes back, with the board's word or without, and what boards report becomes claims."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.run import Running
from services.contracts.intake import RequestGranted
from services.contracts.shipping import (
    DeviceDamaged,
    DeviceMissing,
    DeviceTurnedUp,
    DeviceUnexpected,
    ShippingDeviceUndone,
)
from services.contracts.values import Serial
from tests.integration.order_floor import (
    BOARD,
    caller,
    dispatched,
    granted,
    hear,
    laptops,
    opened,
    reader,
    sent_back,
    shelve,
    told,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Running]:
    yield from opened(tmp_path)


@pytest.fixture
def call(warehouse: Running) -> Any:
    return caller(warehouse)


@pytest.fixture
def page(warehouse: Running) -> Any:
    return reader(warehouse)


def packed(warehouse: Running, call: Any, count: int = 2) -> tuple[RequestGranted, str, list[str]]:
    """An order of `count` laptops, packed whole: its grant, its carton, its devices."""
    shelve(warehouse, count)
    grant = granted(count)
    hear(warehouse, grant)
    order = call("GET", "/orders")[1]["items"][0]["id"]
    ids = [device["id"] for device in call("GET", "/devices?limit=200")[1]["items"]]
    call("POST", "/pick", {"devices": ids, "order": order})
    carton = call("POST", "/cartons", {"order": order})[1]["id"]
    call("POST", "/pack", {"devices": ids, "carton": carton})
    assert call("POST", f"/cartons/{carton}/close")[1]["order_packed"] is True
    return grant, carton, ids


def states(call: Any) -> list[str]:
    return sorted(device["state"] for device in call("GET", "/devices?limit=200")[1]["items"])


def test_a_device_leaves_comes_back_is_wiped_and_shelved_again(warehouse: Running, call: Any):
    grant, carton, (one, _two) = packed(warehouse, call)
    hear(warehouse, dispatched(grant, carton))
    assert states(call) == ["departed", "departed"]
    assert call("GET", "/orders")[1]["items"][0]["state"] == "departed"
    assert call("GET", f"/cartons/{carton}")[1]["state"] == "departed"
    back = {"devices": [one], "location": "QUAI-01"}
    hear(warehouse, sent_back(one))
    assert call("POST", "/receive", back) == (200, {"devices": 1})
    assert told(warehouse, "device.received")[-1].returned
    shelf = {"devices": [one], "location": "A-01-03"}
    assert call("POST", "/put-away", shelf)[1]["code"] == "device.move"
    assert call("POST", "/wipe", {"devices": [one]}) == (200, {"devices": 1})
    assert call("POST", "/put-away", shelf) == (200, {"devices": 1})
    assert laptops(warehouse) == (1, 0, 1)


def test_a_device_that_came_back_without_the_boards_word_is_received_and_must_be_wiped(warehouse: Running, call: Any):
    grant, carton, (one, _two) = packed(warehouse, call)
    hear(warehouse, dispatched(grant, carton))
    assert call("POST", "/receive", {"devices": [one], "location": "QUAI-01"}) == (200, {"devices": 1})
    assert told(warehouse, "device.received")[-1].returned
    assert call("POST", "/put-away", {"devices": [one], "location": "A-01-03"})[1]["code"] == "device.move"
    hear(warehouse, sent_back(one))
    assert states(call) == ["departed", "returned"], "the board's word comes late and changes nothing"


def test_a_step_is_refused_and_not_done_before_where_the_device_went_on(warehouse: Running, call: Any):
    grant, carton, (one, _two) = packed(warehouse, call)
    order = call("GET", "/orders")[1]["items"][0]["id"]
    assert call("POST", "/pick", {"devices": [one], "order": order})[1]["code"] == "device.move"
    hear(warehouse, dispatched(grant, carton))
    assert call("POST", "/pack", {"devices": [one], "carton": carton})[1]["code"] == "device.move"


def test_a_return_heard_before_its_departure_is_expected_all_the_same(warehouse: Running, call: Any):
    grant, carton, (one, _two) = packed(warehouse, call)
    hear(warehouse, sent_back(one))
    hear(warehouse, dispatched(grant, carton))
    assert states(call) == ["departed", "returning"]


def test_a_return_of_what_never_left_changes_nothing(warehouse: Running, call: Any):
    shelve(warehouse, 1)
    (device,) = call("GET", "/devices")[1]["items"]
    hear(warehouse, sent_back(device["id"]), sent_back(str(uuid4())))
    assert states(call) == ["stored"]


def test_what_boards_report_becomes_claims_with_the_devices_named(warehouse: Running, call: Any):
    _, _, (one, two) = packed(warehouse, call)
    about = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "request": uuid4()}
    finding = {"shipment": uuid4(), "board": BOARD, "reason": "in the box"}
    hear(
        warehouse,
        DeviceDamaged(device=UUID(one), reason="screen", **about),
        DeviceMissing(device=UUID(two), reason="not there", **about),
        DeviceUnexpected(finding=uuid4(), maker="unknown", serial=Serial("5CD0000001"), **finding),
        DeviceUnexpected(finding=uuid4(), maker="unknown", serial=Serial("ZZZZ9999"), **finding),
    )
    claims = call("GET", "/claims")[1]["items"]
    assert sorted(claim["kind"] for claim in claims) == ["damaged", "missing", "unexpected", "unexpected"]
    assert {claim["serial"] for claim in claims} == {"5CD0000000", "5CD0000001", "ZZZZ9999"}
    unknown = [claim for claim in claims if claim["serial"] == "ZZZZ9999"]
    assert [claim["device_id"] for claim in unknown] == [None]


def test_a_report_of_a_missing_device_is_closed_once_it_turns_up_and_open_again_when_that_is_undone(
    warehouse: Running, call: Any
):
    _, _, (one, two) = packed(warehouse, call)
    about = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "request": uuid4()}
    lost = [DeviceMissing(device=UUID(device), reason="not there", **about) for device in (one, two)]
    hear(warehouse, *lost)
    hear(warehouse, DeviceTurnedUp(device=UUID(one), **about), sequence=2)

    def states() -> dict[str, str]:
        return {claim["device_id"]: claim["state"] for claim in call("GET", "/claims")[1]["items"]}

    assert states() == {one: "turned_up", two: "open"}
    again = {"type": "laptop", "board": BOARD, "state": "missing", "undone": uuid4(), "step": "device.accepted"}
    hear(warehouse, ShippingDeviceUndone(device=UUID(one), reason="x", **again), sequence=3)
    assert states() == {one: "open", two: "open"}


@pytest.mark.parametrize(("language", "words"), [("fr", "Trouvé ailleurs"), ("en", "Found elsewhere")])
def test_a_device_missing_because_it_is_elsewhere_is_claimed_in_the_readers_words(
    warehouse: Running, call: Any, page: Any, language: str, words: str
):
    _, _, (one, two) = packed(warehouse, call)
    about = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "request": uuid4()}
    hear(
        warehouse,
        DeviceMissing(device=UUID(one), reason="", elsewhere=True, **about),
        DeviceMissing(device=UUID(two), reason="not there", **about),
    )
    assert page(f"/claims?lang={language}").count(words) == 1
    for claim in call("GET", "/claims")[1]["items"]:
        assert (words in page(f"/claims/{claim['id']}?lang={language}")) is (claim["device_id"] == one)
