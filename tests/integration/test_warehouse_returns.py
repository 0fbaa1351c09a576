"""Return shipments at the dock: one scan of the label receives all that is in it, whatever stays away is expected."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from scanner.labels import document_label
from services.chassis.act import Act, now
from services.contracts.shipping import DeviceSentBack, DeviceUnreturned, ShippingDeviceUndone
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from tests.integration.floor_site import BOARD, FloorSite, opened

DOCK = "QUAI-01"


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[FloorSite]:
    yield from opened(tmp_path)


def sent_back(floor: FloorSite, count: int, prefix: str, number: str) -> list[UUID]:
    """So many devices that a board had are on their way back in the return of this number."""
    floor.places(DOCK)
    ids = floor.announce(count, prefix, carton=count)
    with floor.running.database.writing(Act("w1", now())) as session:
        session.execute(update(Device).where(Device.id.in_(ids)).values(state=DeviceState.DEPARTED))
    told = {"type": "laptop", "board": BOARD, "shipment": uuid4(), "reason": "Surplus", "number": number}
    floor.hear(*[DeviceSentBack(device=one, **told) for one in ids])
    return ids


def label(number: str) -> str:
    """What the label of a return says to a reader."""
    return document_label(number).codes[0].text


def test_one_scan_of_its_label_receives_a_whole_return_and_a_second_one_says_so(floor: FloorSite):
    sent_back(floor, 3, "AA", "R000001")
    sent_back(floor, 1, "BB", "R000002")
    first = floor.scan("receive", label("R000001"), location=DOCK)
    assert (first["outcome"], "3 " in first["say"]) == ("done", True)
    assert {floor.device(f"AA000000{one}")["state"] for one in range(3)} == {"returned"}
    assert floor.device("BB0000000")["state"] == "returning"
    assert [one.returned for one in floor.told("device.received")] == [True] * 3
    assert floor.scan("receive", label("R000001"), location=DOCK)["outcome"] == "repeated"
    # By hand, without the label's dress.
    assert floor.scan("receive", "R000002", location=DOCK)["outcome"] == "done"


def test_what_was_not_in_the_boxes_is_taken_out_again_and_stays_expected(floor: FloorSite):
    sent_back(floor, 2, "AA", "R000001")
    floor.scan("receive", label("R000001"), location=DOCK)
    assert floor.scan("undo", "AA0000001", reason="Pas dans la boîte")["outcome"] == "done"
    assert floor.device("AA0000001")["state"] == "returning"


def test_a_return_stands_for_its_devices_only_where_they_are_received(floor: FloorSite):
    sent_back(floor, 1, "AA", "R000001")
    assert floor.scan("wipe", label("R000001"))["problem"]["code"] == "scan.unknown"
    assert floor.scan("receive", label("R000009"), location=DOCK)["problem"]["code"] == "scan.unknown"


def test_receiving_a_return_of_5_or_900_takes_the_same_statements(floor: FloorSite):
    """Beyond 1,000 rows SQLite writes another page of events, which is a statement more."""

    def statements(prefix: str, count: int, number: str) -> int:
        sent_back(floor, count, prefix, number)
        return floor.statements(lambda: floor.scan("receive", label(number), location=DOCK))

    assert statements("AA", 5, "R000001") == statements("BB", 900, "R000002")


def left_out(floor: FloorSite, ids: list[UUID], number: str) -> None:
    """Their return was closed without these."""
    told = {"type": "laptop", "board": BOARD, "parcel": uuid4(), "reason": "Absent", "number": number}
    floor.hear(*[DeviceUnreturned(device=one, **told) for one in ids], sequence=2)


def found(floor: FloorSite, ids: list[UUID]) -> None:
    """That closing was undone."""
    told = {"type": "laptop", "board": BOARD, "undone": uuid4(), "step": "device.unreturned", "reason": "Trop tôt"}
    floor.hear(*[ShippingDeviceUndone(device=one, state="sent_back", **told) for one in ids], sequence=3)


def test_what_a_return_was_closed_without_is_waited_for_no_more_and_received_all_the_same(floor: FloorSite):
    ids = sent_back(floor, 3, "AA", "R000001")
    left_out(floor, ids[1:], "R000001")
    assert "1 " in floor.scan("receive", label("R000001"), location=DOCK)["say"]
    assert [floor.device(f"AA000000{one}")["state"] for one in range(3)] == ["returned", "departed", "departed"]
    assert floor.scan("receive", "AA0000001", location=DOCK)["outcome"] == "done"
    assert floor.device("AA0000001")["state"] == "returned"


def test_what_came_before_its_return_was_closed_without_it_stays(floor: FloorSite):
    ids = sent_back(floor, 1, "AA", "R000001")
    floor.scan("receive", label("R000001"), location=DOCK)
    left_out(floor, ids, "R000001")
    found(floor, ids)
    assert floor.device("AA0000000")["state"] == "returned"


def test_an_undone_closing_has_the_label_of_the_boxes_stand_for_all_of_it_again(floor: FloorSite):
    ids = sent_back(floor, 2, "AA", "R000001")
    left_out(floor, ids, "R000001")
    found(floor, ids)
    assert {floor.device(f"AA000000{one}")["state"] for one in range(2)} == {"returning"}
    assert "2 " in floor.scan("receive", label("R000001"), location=DOCK)["say"]


def test_hearing_of_a_closing_and_of_its_undo_of_5_or_200_takes_the_same_statements(floor: FloorSite):
    def statements(prefix: str, count: int, number: str) -> list[int]:
        ids = sent_back(floor, count, prefix, number)
        return [floor.statements(lambda: left_out(floor, ids, number)), floor.statements(lambda: found(floor, ids))]

    assert statements("AA", 5, "R000001") == statements("BB", 200, "R000002")
