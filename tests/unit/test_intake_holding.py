"""What becomes of a device at a board, in whatever order two services tell it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.chassis.act import now
from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLent,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    DeviceSentOn,
    DeviceStolen,
    DeviceTakenBack,
    DeviceTransferred,
    DeviceUnreturned,
    ShippingDeviceUndone,
)
from services.contracts.values import BoardCode, LocationCode, SchoolCode, Serial
from services.contracts.warehouse import DeviceIdentified, DeviceReceived, WarehouseDeviceUndone
from services.intake.model.holding import DeviceEvent, Holding, Outcome
from services.intake.model.use import COVERING, HoldingState

DEVICE, FIRST, SECOND, BOARD = uuid4(), uuid4(), uuid4(), BoardCode("762000")
OTHER = BoardCode("831000")
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
    if what in ("unreturned", "unreturned_damaged"):
        about = {"device": DEVICE, "type": "laptop", "board": BOARD, "parcel": uuid4(), "number": "R000001"}
        return DeviceUnreturned(**about, reason="x", damaged=what == "unreturned_damaged")
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
        ([("accepted", 1), ("sent_back", 2), ("unreturned", 3)], "taken_back", 1),
        ([("damaged", 1), ("sent_back", 2), ("unreturned_damaged", 3)], "damaged", 0),
        ([("accepted", 1), ("sent_back", 2), ("unreturned", 3), ("returned", 4)], "returned", 1),
        ([("accepted", 1), ("sent_back", 2), ("returned", 4), ("unreturned", 3)], "returned", 1),
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


SCHOOL = SchoolCode("762217")
OWN = {"device": DEVICE, "type": "laptop", "board": BOARD}
IN_USE: dict[str, DeviceEvent] = {
    "configured": DeviceConfigured(**OWN),
    "at_school": DeviceHandedOver(**OWN, school=SCHOOL),
    "on_loan": DeviceHandedOver(**OWN, loan="L-1"),
    "lent": DeviceLent(**OWN, school=SCHOOL, origin=SCHOOL),
    "taken_back": DeviceTakenBack(**OWN, origin="L-1"),
    "lost": DeviceLost(**OWN, reason="x"),
    "stolen": DeviceStolen(**OWN, reason="x"),
    "found": DeviceFound(**OWN),
}


def undone(step: str, state: str, request: UUID | None = FIRST) -> DeviceEvent:
    return ShippingDeviceUndone(**OWN, undone=uuid4(), step=step, state=state, reason="x", request=request)


def not_returned() -> DeviceEvent:
    return WarehouseDeviceUndone(
        undone=uuid4(), step="device.received", reason="x", device=DEVICE, type="laptop", state="announced"
    )


def follow(*story: DeviceEvent | tuple[DeviceEvent, int]) -> tuple[Holding, dict[tuple[UUID, bool], int]]:
    """The holding after a story, a day an event or as said, and what it counts by request and outcome."""
    holding, counted = Holding.unheard(DEVICE, "laptop"), dict[tuple[UUID, bool], int]()
    for number, one in enumerate(story):
        event, day = one if isinstance(one, tuple) else (one, number)
        for outcome, change in holding.hear(event, START + timedelta(days=day)).items():
            counted[outcome.request, outcome.well] = counted.get((outcome.request, outcome.well), 0) + change
    return holding, {outcome: count for outcome, count in counted.items() if count}


def test_what_a_board_says_of_a_shipment_from_before_the_return_brings_the_device_back_to_nobody():
    returned, left = START + timedelta(days=3), START + timedelta(days=1)
    for what in ("accepted", "missing", "damaged"):
        holding = Holding.unheard(DEVICE, "laptop")
        holding.hear(told("returned"), returned)
        holding.hear(told(what), returned + timedelta(days=1), left)
        assert holding.state is HoldingState.RETURNED
        holding.hear(told(what, SECOND), returned + timedelta(days=3), returned + timedelta(days=2))
        assert holding.state is HoldingState(what)


def elsewhere(request: UUID = FIRST) -> DeviceEvent:
    shipped = {"device": DEVICE, "type": "laptop", "board": OTHER, "shipment": uuid4()}
    return DeviceMissing(**shipped, request=request, reason="", elsewhere=True)


def day(number: int):
    return START + timedelta(days=number)


def test_a_device_received_back_out_of_transit_is_lacking_and_the_reserves_until_that_is_undone():
    holding = Holding.unheard(DEVICE, "laptop")
    holding.hear(told("returned"), day(2))
    assert holding.hear(elsewhere(), day(3), day(1)) == {Outcome(FIRST, "laptop", False): 1}
    assert holding.state is HoldingState.RETURNED
    holding.hear(not_returned(), day(4))
    assert (holding.state, holding.board) == (HoldingState.MISSING, OTHER)


@pytest.mark.parametrize("back", [False, True])
def test_a_device_that_came_in_another_shipment_is_lacking_in_the_first_and_stays_where_it_is(back: bool):
    holding = Holding.unheard(DEVICE, "laptop")
    holding.hear(told("returned"), day(2))
    holding.hear(told("accepted", SECOND), day(5), day(4))
    if back:
        holding.hear(told("returned"), day(6))
    stands = (holding.state, holding.board, holding.request, holding.arrived)
    assert holding.hear(elsewhere(), day(7), day(1)) == {Outcome(FIRST, "laptop", False): 1}
    assert (holding.state, holding.board, holding.request, holding.arrived) == stands
    holding.hear(not_returned(), day(8))
    assert (holding.state, holding.board) == (HoldingState.ACCEPTED, BOARD)


def test_a_device_identified_while_it_was_packed_for_another_board_stays_where_it_was_found():
    holding = Holding.unheard(DEVICE, "laptop")
    holding.hear(told("accepted", SECOND), day(2), day(1))
    assert holding.hear(elsewhere(), day(7), day(4)) == {Outcome(FIRST, "laptop", False): 1}
    assert (holding.state, holding.board, holding.request) == (HoldingState.ACCEPTED, BOARD, SECOND)


@pytest.mark.parametrize("first", ["accepted", "identified"])
def test_what_the_warehouse_identifies_is_the_boards_though_it_was_back_after_the_shipment_left(first: str):
    returned, left = START + timedelta(days=3), START + timedelta(days=1)
    gone = DeviceIdentified(
        device=DEVICE,
        maker="HP",
        serial="5CG0000001",
        model="9UZ86UT",
        type="laptop",
        finding=uuid4(),
        shipment=uuid4(),
        board="762000",
    )
    holding = Holding.unheard(DEVICE, "laptop")
    holding.hear(told("returned"), returned)
    events = [(told("accepted"), left), (gone, None)]
    for event, departure in events if first == "accepted" else reversed(events):
        holding.hear(event, returned + timedelta(days=1), departure)
    assert holding.state is HoldingState.ACCEPTED


WELL, LACKING = {(FIRST, True): 1}, {(FIRST, False): 1}


@pytest.mark.parametrize(
    ("use", "state", "covers"),
    [
        ("configured", "configured", True),
        ("at_school", "at_school", True),
        ("on_loan", "on_loan", True),
        ("lent", "at_school", True),
        ("taken_back", "taken_back", True),
        ("lost", "lost", False),
        ("stolen", "stolen", False),
        ("found", "taken_back", True),
    ],
)
def test_a_device_in_use_covers_need_unless_it_is_lost_or_stolen_and_stays_counted_as_come_well(
    use: str, state: str, covers: bool
):
    holding, counted = follow(told("accepted"), IN_USE[use])
    assert (holding.state, holding.state in COVERING, counted) == (HoldingState(state), covers, WELL)


@pytest.mark.parametrize("gone", ["lost", "stolen"])
def test_a_damaged_device_that_is_found_again_is_damaged_and_covers_nothing(gone: str):
    holding, counted = follow(told("damaged"), IN_USE[gone], DeviceFound(**OWN, damaged=True))
    assert (holding.state, counted) == (HoldingState.DAMAGED, LACKING)


@pytest.mark.parametrize("word", ["at_school", "on_loan", "configured", "at_board"])
def test_undoing_a_loss_gives_the_use_back_and_changes_no_count(word: str):
    holding, counted = follow(told("accepted"), IN_USE["lost"], undone("device.lost", word))
    assert (holding.state in COVERING, counted) == (True, WELL)


@pytest.mark.parametrize(
    ("before", "step", "state", "counted"),
    [
        (["accepted"], "device.accepted", "in_transit", {}),
        (["damaged"], "device.damaged", "in_transit", {}),
        (["missing"], "device.missing", "in_transit", {}),
        (["accepted", "damaged"], "device.damaged", "at_board", WELL),
        (["missing", "accepted"], "device.accepted", "missing", LACKING),
        (["missing", "damaged"], "device.damaged", "missing", LACKING),
        (["damaged", "accepted"], "device.accepted", "damaged", LACKING),
        (["damaged", "sent_back"], "device.sent-back", "damaged", LACKING),
        (["accepted", "sent_back"], "device.sent-back", "at_board", WELL),
    ],
)
@pytest.mark.parametrize("request_named", [True, False])
def test_an_undone_receipt_counts_exactly_as_before(
    before: list[str], step: str, state: str, counted: dict[tuple[UUID, bool], int], request_named: bool
):
    taken_back = undone(step, state, FIRST if request_named else None)
    holding, found = follow(*[told(what) for what in before], taken_back)
    assert (found, holding.state in COVERING) == (counted, state == "at_board")


def test_a_device_nobody_has_is_counted_anew_when_it_is_accepted_again():
    accepted = told("accepted")
    assert follow(accepted, undone("device.accepted", "in_transit"), told("accepted"))[1] == WELL
    assert follow(accepted, undone("device.accepted", "in_transit"), told("missing"))[1] == LACKING


def test_a_device_found_beyond_another_list_goes_back_to_the_request_that_lacks_it():
    found = [told("missing"), told("accepted", SECOND)]
    assert follow(*found)[1] == LACKING | {(SECOND, True): 1}
    holding, counted = follow(*found, undone("device.accepted", "missing", FIRST))
    assert (counted, holding.request) == (LACKING, FIRST)
    assert follow(*found, undone("device.accepted", "missing", FIRST), told("accepted"))[1] == WELL


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the warehouse first"])
def test_a_return_whose_receipt_is_undone_gives_back_what_shipping_said(late: bool):
    shipping: list[DeviceEvent | tuple[DeviceEvent, int]] = [(told("accepted"), 1), (told("sent_back"), 2)]
    warehouse: list[DeviceEvent | tuple[DeviceEvent, int]] = [(told("returned"), 4), (not_returned(), 5)]
    holding, counted = follow(*(warehouse + shipping if late else shipping + warehouse))
    assert (holding.state, counted) == (HoldingState.SENT_BACK, WELL)


def test_shippings_word_between_a_return_and_its_undoing_is_kept():
    holding, _ = follow((told("returned"), 4), (told("accepted"), 1), (IN_USE["configured"], 2), (not_returned(), 5))
    assert holding.state is HoldingState.CONFIGURED


def test_a_board_that_undoes_its_sending_back_after_the_reserve_has_the_device_has_it_no_more():
    holding, _ = follow(
        (told("accepted"), 1),
        (told("sent_back"), 2),
        (told("returned"), 4),
        (undone("device.sent-back", "at_board"), 5),
    )
    assert holding.state is HoldingState.RETURNED


def test_an_outing_undone_leaves_the_count_of_the_one_before():
    story = [(told("accepted"), 1), (told("returned"), 3), (told("accepted", SECOND), 9)]
    assert follow(*story)[1] == WELL | {(SECOND, True): 1}
    holding, counted = follow(*story, (undone("device.accepted", "in_transit", SECOND), 10))
    assert (holding.state, counted) == (HoldingState.IN_TRANSIT, WELL)


def test_a_suppliers_receipt_undone_leaves_nothing_worth_keeping():
    assert not follow(not_returned())[0].worth_keeping


def test_a_word_of_custody_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="borrowed"):
        follow(told("accepted"), undone("device.lost", "borrowed"))


def moved(what: str, transfer: UUID, **more: object) -> DeviceEvent:
    """A step of a transfer from our board to the other one."""
    if what == "sent_on":
        return DeviceSentOn(**OWN, receiver=OTHER, transfer=transfer, number="M000001")
    if what == "transferred":
        there = {**OWN, "board": OTHER, "origin": BOARD, "transfer": transfer}
        return DeviceTransferred.model_validate(there | more)
    receipt = {**OWN, "shipment": uuid4(), "request": FIRST, "transfer": transfer, "reason": "x"} | more
    return {"missing": DeviceMissing, "damaged": DeviceDamaged, "accepted": DeviceAccepted}[what].model_validate(
        receipt
    )


@pytest.mark.parametrize(
    ("steps", "board", "covers"),
    [
        (["sent_on"], BOARD, True),
        (["sent_on", "transferred"], OTHER, True),
        (["sent_on", "missing"], BOARD, False),
        (["sent_on", "missing", "accepted"], BOARD, True),
        (["sent_on", "transferred", "damaged"], BOARD, False),
    ],
)
def test_a_transfer_moves_the_holding_and_counts_in_no_request(steps: list[str], board: BoardCode, covers: bool):
    transfer = uuid4()
    holding, counted = follow(told("accepted"), *[moved(what, transfer) for what in steps])
    assert (holding.board, holding.state in COVERING, counted) == (board, covers, WELL)


def test_a_transferred_device_that_came_damaged_covers_no_need():
    holding, counted = follow(told("accepted"), moved("transferred", uuid4(), damaged=True, reason="x"))
    assert (holding.board, holding.state, counted) == (OTHER, HoldingState.DAMAGED, WELL)


def test_undoing_what_was_said_of_a_transfer_counts_nothing():
    transfer = uuid4()
    taken_back = ShippingDeviceUndone(
        **OWN, undone=uuid4(), step="device.damaged", reason="x", state="at_board", request=FIRST, transfer=transfer
    )
    holding, counted = follow(told("accepted"), moved("damaged", transfer), taken_back)
    assert (holding.state, counted) == (HoldingState.ACCEPTED, WELL)
