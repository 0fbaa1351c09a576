"""What becomes of a device at a board, in whatever order two services tell it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.chassis.act import now
from services.contracts.shipping import DeviceAccepted, DeviceDamaged, DeviceMissing, DeviceSentBack
from services.contracts.values import BoardCode, LocationCode, Serial
from services.contracts.warehouse import DeviceReceived
from services.intake.model.holding import DeviceEvent, Holding, HoldingState, Outcome

DEVICE, FIRST, SECOND, BOARD = uuid4(), uuid4(), uuid4(), BoardCode("762000")
START = now()


def told(what: str, request: UUID = FIRST) -> DeviceEvent:
    shipped = {"device": DEVICE, "type": "laptop", "board": BOARD, "shipment": uuid4()}
    if what == "returned":
        where, serial = LocationCode("QUAI-01"), Serial("SC02X")
        return DeviceReceived(
            device=DEVICE, maker="HP", serial=serial, model="m", type="laptop", location=where, returned=True
        )
    if what == "accepted":
        return DeviceAccepted(**shipped, request=request)
    if what == "sent_back":
        return DeviceSentBack(**shipped, reason="x")
    return {"damaged": DeviceDamaged, "missing": DeviceMissing}[what](**shipped, request=request, reason="x")


def heard(*story: tuple[str, int]) -> tuple[Holding, int]:
    """The holding after a story of (what, on which day), and how many devices count as accepted in the request."""
    holding, accepted = Holding.unheard(DEVICE, "laptop"), 0
    for what, day in story:
        accepted += holding.hear(told(what), START + timedelta(days=day)).get(Outcome(FIRST, "laptop", True), 0)
    return holding, accepted


@pytest.mark.parametrize(
    ("story", "state", "accepted"),
    [
        ([("accepted", 1)], "accepted", 1),
        ([("accepted", 1), ("accepted", 2)], "accepted", 1),
        ([("accepted", 1), ("damaged", 2)], "damaged", 0),
        ([("damaged", 1)], "damaged", 0),
        ([("missing", 1)], "missing", 0),
        ([("missing", 1), ("accepted", 2)], "accepted", 1),
        ([("damaged", 1), ("sent_back", 2)], "sent_back", 0),
        ([("accepted", 1), ("sent_back", 2)], "sent_back", 1),
        ([("accepted", 1), ("sent_back", 2), ("returned", 3)], "returned", 1),
        ([("returned", 3), ("accepted", 1), ("sent_back", 2)], "returned", 1),
        ([("returned", 3), ("accepted", 1)], "returned", 1),
        ([("returned", 3), ("accepted", 1), ("damaged", 2)], "returned", 0),
        ([("accepted", 1), ("sent_back", 2), ("returned", 3), ("accepted", 9)], "accepted", 2),
        ([("returned", 3), ("accepted", 1), ("accepted", 9)], "accepted", 2),
        ([("accepted", 1), ("returned", 3), ("accepted", 9), ("damaged", 10)], "damaged", 1),
    ],
)
def test_a_device_ends_where_its_story_ends(story: list[tuple[str, int]], state: str, accepted: int):
    holding, count = heard(*story)
    assert (holding.state, count) == (HoldingState(state), accepted)


def test_a_device_that_goes_out_again_counts_for_its_new_request_and_stays_counted_in_the_old():
    holding, _ = heard(("accepted", 1), ("returned", 3))
    change = holding.hear(told("accepted", SECOND), START + timedelta(days=9))
    assert change == {Outcome(SECOND, "laptop", True): 1}


@pytest.mark.parametrize(
    ("story", "lacking"),
    [
        (["missing"], 1),
        (["missing", "damaged"], 1),
        (["damaged", "sent_back", "returned"], 1),
        (["missing", "accepted"], 0),
        (["accepted", "damaged"], 1),
    ],
)
def test_a_device_is_lacking_until_it_comes_well(story: list[str], lacking: int):
    holding, found = Holding.unheard(DEVICE, "laptop"), 0
    for day, what in enumerate(story):
        found += holding.hear(told(what), START + timedelta(days=day)).get(Outcome(FIRST, "laptop", False), 0)
    assert found == lacking
