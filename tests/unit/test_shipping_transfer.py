"""Transfers between boards: every pair of stages, who decides, what is refused and how, and the devices in one."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import cast
from uuid import UUID, uuid4

import pytest

from services.chassis import undo
from services.chassis.act import Act
from services.chassis.errors import Conflict, Forbidden, Invalid, Refusal
from services.chassis.undo import LastStep
from services.contracts.event import Event
from services.contracts.shipping import DeviceSentOn, DeviceTransferred, TransferClosed, TransferDispatched
from services.contracts.values import BoardCode, FreeText, Serial
from services.shipping.model import Came, Custody, Device, Tracking, Transfer, TransferStage
from services.shipping.model.transfer_stage import NAMES, REFUSALS
from services.shipping.model.transfer_undo import check_transfer, still_missing, undo_transfer
from services.shipping.model.transferring import send_on, take_over
from services.shipping.model.undoing import expect_device, undo_device

NOON = datetime(2020, 9, 14, 12, tzinfo=UTC)
GIVER, RECEIVER = BoardCode("762000"), BoardCode("831000")
WHY = FreeText("De trop")
MANAGER, MINISTRY = Act("u-manager", NOON), Act("u-ministry", NOON)
S, C = TransferStage, Custody

# Written out from the rule, apart from the code's own table.
ALLOWED = {
    S.OFFERED: {S.APPROVED, S.REFUSED, S.WITHDRAWN},
    S.APPROVED: {S.WITHDRAWN, S.DISPATCHED},
    S.REFUSED: set(),
    S.WITHDRAWN: set(),
    S.DISPATCHED: {S.RECEIVED, S.CLOSED},
    S.RECEIVED: {S.CLOSED},
    S.CLOSED: set(),
}
STEPS: dict[TransferStage, Callable[[Transfer], object]] = {
    S.APPROVED: lambda one: one.approve(RECEIVER, MINISTRY),
    S.REFUSED: lambda one: one.refuse(WHY, MINISTRY),
    S.WITHDRAWN: lambda one: one.withdraw(WHY, NOON),
    S.DISPATCHED: lambda one: one.dispatch(1, None, None, NOON),
    S.RECEIVED: lambda one: one.receive(NOON),
    S.CLOSED: lambda one: one.close({Came.ACCEPTED: 1}, 0, None, NOON),
}


def offered(**wanted: int) -> Transfer:
    one, _ = Transfer.offer(7, GIVER, wanted or {"tablet": 2}, {"tablet": 2, "laptop": 5}, WHY, MANAGER)
    return one


def at(stage: TransferStage) -> Transfer:
    one = offered()
    one.stage, one.receiver = stage, None if stage is S.OFFERED else RECEIVER
    return one


def device(state: Custody, transfer: UUID | None = None) -> Device:
    one = Device(id=uuid4(), maker="Apple", serial=Serial("DMPC1234ABCD"), type="tablet", board=GIVER, request=uuid4())
    one.state, one.transfer_id, one.shipment_id, one.changed_at = state, transfer, uuid4(), NOON
    one.damaged = False
    return one


def code(refused: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as raised:
        refused()
    assert str(raised.value)
    return raised.value.code


@pytest.mark.parametrize(("start", "end"), list(product(TransferStage, STEPS)))
def test_a_transfer_moves_only_along_the_table(start: TransferStage, end: TransferStage) -> None:
    one = at(start)
    if end in ALLOWED[start]:
        STEPS[end](one)
        assert one.stage is end
    else:
        with pytest.raises(Conflict) as refused:
            STEPS[end](one)
        assert (one.stage, refused.value.code) == (start, f"transfer.not_{end}")
        assert one.number in str(refused.value)


def test_every_stage_has_its_name_and_every_refusal_its_sentence() -> None:
    assert set(NAMES) == set(REFUSALS) == set(TransferStage) == set(ALLOWED) == {*STEPS, S.OFFERED}


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({}, "transfer.nothing"),
        ({"tablet": 3}, "transfer.over"),
        ({"phone": 1}, "transfer.type"),
        ({"laptop": 5, "tablet": 3}, "transfer.over"),
    ],
)
def test_nothing_is_offered_that_the_board_has_not(wanted: dict[str, int], why: str) -> None:
    with pytest.raises(Invalid) as refused:
        Transfer.offer(7, GIVER, wanted, {"tablet": 2, "laptop": 5}, WHY, MANAGER)
    assert refused.value.code == why


def test_whoever_offered_it_does_not_decide() -> None:
    one = offered()
    for decide in (lambda: one.approve(RECEIVER, MANAGER), lambda: one.refuse(WHY, MANAGER)):
        with pytest.raises(Forbidden) as refused:
            decide()
        assert (refused.value.code, one.stage) == ("transfer.own", S.OFFERED)


def test_it_goes_to_another_board_that_exists() -> None:
    one = offered()
    assert code(lambda: one.approve(GIVER, MINISTRY)) == "transfer.same_board"
    assert code(lambda: one.approve(BoardCode("999999"), MINISTRY)) == "transfer.receiver"
    assert (one.stage, one.receiver) == (S.OFFERED, None)


def test_an_empty_one_does_not_leave_and_what_leaves_says_who_brings_it() -> None:
    one = at(S.APPROVED)
    assert code(lambda: one.dispatch(0, None, None, NOON)) == "transfer.empty"
    told = one.dispatch(2, "Transport Démo", Tracking("TD-7"), NOON)
    assert told == TransferDispatched(
        transfer=one.id,
        number="M000007",
        origin=GIVER,
        receiver=RECEIVER,
        devices=2,
        carrier="Transport Démo",
        tracking="TD-7",
    )


def test_what_is_missing_at_its_end_needs_a_reason() -> None:
    one = at(S.RECEIVED)
    counts = {Came.ACCEPTED: 3, Came.DAMAGED: 1, Came.MISSING: 2}
    assert code(lambda: one.close(counts, 1, None, NOON)) == "transfer.reason"
    told = one.close(counts, 1, FreeText("Une boîte manque"), NOON)
    assert isinstance(told, TransferClosed)
    assert (told.sent, told.accepted, told.damaged, told.missing) == (6, 3, 1, 2)


def test_its_boxes_take_as_many_of_a_type_as_were_offered_and_only_once_it_is_approved() -> None:
    one = at(S.APPROVED)
    assert code(lambda: send_on(device(C.AT_BOARD), one, 2, NOON)) == "transfer.full"
    assert code(lambda: send_on(device(C.DAMAGED), one, 0, NOON)) == "device.not_sent_on"
    other = device(C.AT_BOARD)
    other.type = "laptop"
    assert code(lambda: send_on(other, one, 0, NOON)) == "transfer.full"
    for stage in set(TransferStage) - {S.APPROVED}:
        left = device(C.AT_BOARD)
        assert code(lambda stage=stage, left=left: send_on(left, at(stage), 0, NOON)) == "transfer.takes_none"
        assert left.state is C.AT_BOARD


@pytest.mark.parametrize("state", Custody)
@pytest.mark.parametrize("damage", [None, FreeText("Écran fendu")])
def test_the_other_board_takes_over_what_is_on_its_way_to_it_or_was_missing(
    state: Custody, damage: FreeText | None
) -> None:
    one = at(S.DISPATCHED)
    thing = device(state, one.id)
    if state not in {C.SENT_ON, C.MISSING}:
        assert code(lambda: take_over(thing, one, NOON, damage)) == "device.not_coming"
        assert (thing.state, thing.board) == (state, GIVER)
        return
    told = take_over(thing, one, NOON, damage)
    assert told == DeviceTransferred(
        device=thing.id,
        type="tablet",
        board=RECEIVER,
        origin=GIVER,
        transfer=one.id,
        damaged=damage is not None,
        reason=damage or "",
    )
    assert (thing.state, thing.board) == (C.DAMAGED if damage else C.AT_BOARD, RECEIVER)


def test_what_is_in_another_transfer_or_in_one_that_did_not_leave_is_not_taken_over() -> None:
    assert code(lambda: take_over(device(C.SENT_ON, uuid4()), at(S.DISPATCHED), NOON)) == "transfer.not_in_it"
    for stage in (S.OFFERED, S.APPROVED, S.REFUSED, S.WITHDRAWN):
        one = at(stage)
        thing = device(C.SENT_ON, one.id)
        assert code(lambda thing=thing, one=one: take_over(thing, one, NOON)) == "transfer.not_coming"


def step(thing: Device, move: Callable[[], Event]) -> LastStep:
    happening = undo.step(thing, NOON, move)
    assert happening.change is not None
    return LastStep(happening.id, f"{happening.event.noun}.{happening.event.verb}", happening.change)


def test_what_was_scanned_into_it_is_taken_out_again_until_it_leaves() -> None:
    one, thing = at(S.APPROVED), device(C.CONFIGURED)
    last = step(thing, lambda: cast(DeviceSentOn, send_on(thing, one, 0, NOON)))
    one.dispatch(1, None, None, NOON)
    assert code(lambda: undo_device(thing, last, True, "erreur", one)) == "undo.transfer_left"
    one.stage = S.APPROVED
    told = undo_device(thing, last, True, "erreur", one)
    assert (thing.state, thing.transfer_id, told.state, told.transfer) == (C.CONFIGURED, None, "configured", one.id)


def test_an_acceptance_is_undone_until_the_transfer_closes_and_the_device_is_the_givers_again() -> None:
    one = at(S.RECEIVED)
    thing = device(C.SENT_ON, one.id)
    last = step(thing, lambda: take_over(thing, one, NOON))
    one.stage = S.CLOSED
    assert code(lambda: undo_device(thing, last, True, "erreur", one)) == "undo.transfer_closed"
    one.stage = S.RECEIVED
    told = undo_device(thing, last, True, "erreur", one)
    assert (thing.state, thing.board, told.board, told.state) == (C.SENT_ON, GIVER, GIVER, "sent_on")


def test_what_came_after_the_end_is_undone_and_missing_again() -> None:
    one = at(S.CLOSED)
    thing = device(C.MISSING, one.id)
    last = step(thing, lambda: take_over(thing, one, NOON))
    told = undo_device(thing, last, False, "erreur", one)
    assert (thing.state, thing.board, told.state) == (C.MISSING, GIVER, "missing")


@pytest.mark.parametrize("stage", [S.DISPATCHED, S.RECEIVED])
def test_its_end_is_undone_with_what_was_missing_as_it_was_before(stage: TransferStage) -> None:
    one, thing = at(stage), device(C.SENT_ON, at(stage).id)
    thing.transfer_id, thing.reason, before = one.id, "Rendu en juin", undo.snapshot(one)
    found = undo.snapshot(thing)
    end = step(one, lambda: one.close({Came.MISSING: 1}, 1, FreeText("Rien reçu"), NOON))
    left = step(thing, lambda: thing.miss("Rien reçu", NOON))
    assert code(lambda: undo_device(thing, left, False, "erreur", one)) == "undo.transfer_missing"
    assert still_missing(thing, left)
    assert check_transfer(one, end, [thing]) == end
    again, told = expect_device(thing, left, "erreur"), undo_transfer(one, end, "erreur")
    assert (undo.snapshot(one), undo.snapshot(thing)) == (before, found)
    assert (again.undone, again.state, again.board, again.transfer) == (left.event, "sent_on", GIVER, one.id)
    assert (told.undone, told.step, told.state, told.receiver) == (end.event, "transfer.closed", stage.value, RECEIVER)


def test_its_end_stays_once_something_that_was_missing_moved_on() -> None:
    one, thing = at(S.RECEIVED), device(C.SENT_ON)
    thing.transfer_id = one.id
    end = step(one, lambda: one.close({Came.MISSING: 1}, 1, FreeText("Rien reçu"), NOON))
    left = step(thing, lambda: thing.miss("Rien reçu", NOON))
    take_over(thing, one, NOON)
    assert (still_missing(thing, left), still_missing(thing, None)) == (False, False)
    assert code(lambda: check_transfer(one, end, [])) == "transfer.moved_on"
    assert code(lambda: check_transfer(one, None, [])) == "undo.nothing"
    one.answer = FreeText("Autre chose")
    assert code(lambda: check_transfer(one, end, [thing])) == "undo.moved_on"
