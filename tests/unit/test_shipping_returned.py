"""A return's stages, what each lets happen to it, and what it is closed without."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict, Invalid
from services.chassis.undo import LastStep
from services.contracts.values import BoardCode
from services.shipping.model import Custody, Device, ReturnShipment, ReturnStage
from services.shipping.model.returned import STAGES, WAITED_FOR
from services.shipping.model.undoing import UNRETURNED, expect_device
from services.shipping.model.unreturned import STANDS, check_return, leave_out, stands, undo_return

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)
R = ReturnStage


def parcel(stage: ReturnStage = R.ANNOUNCED) -> ReturnShipment:
    board = BoardCode("762000")
    one = ReturnShipment(id=uuid4(), number="R000012", board=board, reason="surplus", sent_at=NOON)
    one.gone = 0
    one.received_at = None if stage is R.ANNOUNCED else NOON
    one.closed_at = NOON if stage is R.CLOSED else None
    return one


def device(damaged: bool = False, state: Custody = Custody.SENT_BACK) -> Device:
    return Device(id=uuid4(), type="tablet", board=BoardCode("762000"), state=state, damaged=damaged)


@pytest.mark.parametrize("stage", ReturnStage)
def test_every_stage_follows_from_what_was_received_and_has_its_name(stage: ReturnStage) -> None:
    assert parcel(stage).stage(1 if stage is R.PARTLY else 0) is stage
    assert stage in STAGES


@pytest.mark.parametrize("stage", ReturnStage)
@pytest.mark.parametrize(("days", "old"), [(6, False), (7, True)])
def test_what_is_waited_for_is_late_after_the_days_of_the_setting(stage: ReturnStage, days: int, old: bool) -> None:
    expected, at = int(stage is R.PARTLY), NOON + timedelta(days)
    assert parcel(stage).days(at) == days
    assert parcel(stage).late(expected, at, 7) is (old and stage in WAITED_FOR)


@pytest.mark.parametrize("stage", ReturnStage)
def test_its_carrier_changes_until_something_is_received(stage: ReturnStage) -> None:
    one = parcel(stage)
    if stage is R.ANNOUNCED:
        told = one.dispatch("Messagerie", "M-1")
        assert (told.number, told.carrier, told.tracking) == ("R000012", "Messagerie", "M-1")
        assert (one.carrier, one.tracking) == ("Messagerie", "M-1")
        return
    with pytest.raises(Conflict, match="R000012") as refused:
        one.dispatch("Messagerie", "M-1")
    assert refused.value.code == "return.arrived"


@pytest.mark.parametrize("stage", ReturnStage)
def test_it_is_closed_once_and_after_something_came(stage: ReturnStage) -> None:
    one = parcel(stage)
    if stage in (R.PARTLY, R.RECEIVED):
        told = one.close(5, 2, "absents", NOON)
        assert (told.expected, told.received, told.missing, told.reason) == (5, 3, 2, "absents")
        assert (one.stage(0), one.listed, one.missing) == (R.CLOSED, 5, 2)
        return
    with pytest.raises(Conflict) as refused:
        one.close(5, 2, "absents", NOON)
    assert refused.value.code == ("return.closed" if stage is R.CLOSED else "return.not_arrived")


def test_what_is_missing_needs_a_reason_and_what_is_whole_none() -> None:
    with pytest.raises(Invalid):
        parcel(R.PARTLY).close(5, 1, None, NOON)
    assert parcel(R.RECEIVED).close(5, 0, None, NOON).reason == ""


@pytest.mark.parametrize("stage", ReturnStage)
def test_it_takes_more_only_while_nothing_of_it_came(stage: ReturnStage) -> None:
    assert parcel(stage).takes("surplus", NOON) is (stage is R.ANNOUNCED)


def test_a_closed_one_takes_nothing_more_though_all_receipts_are_undone() -> None:
    one = parcel(R.CLOSED)
    one.is_expected()
    assert (one.received_at, one.takes("surplus", NOON)) == (NOON, False)


@pytest.mark.parametrize("state", Custody)
def test_only_what_is_expected_is_left_out(state: Custody) -> None:
    one = device(state=state)
    if state is Custody.SENT_BACK:
        leave_out(one, parcel(R.PARTLY), "absent", NOON)
        assert one.state in STANDS
        return
    with pytest.raises(RuntimeError):
        leave_out(one, parcel(R.PARTLY), "absent", NOON)


@pytest.mark.parametrize(("damaged", "state"), [(False, Custody.TAKEN_BACK), (True, Custody.DAMAGED)])
def test_what_is_left_out_stands_as_it_came_and_goes_back_when_that_is_undone(damaged: bool, state: Custody) -> None:
    one, box = device(damaged), parcel(R.PARTLY)
    step = undo.step(one, NOON, lambda: leave_out(one, box, "absent", NOON))
    assert (one.state, one.fault) == (state, "R000012: absent")
    assert step.change is not None
    last = LastStep(step.id, UNRETURNED, step.change)
    assert stands(one, last)
    told = expect_device(one, last, "trouvé")
    assert (one.state, one.fault, told.state, told.undone) == (Custody.SENT_BACK, None, "sent_back", step.id)
    assert not stands(one, last)


def test_a_closing_is_undone_while_all_that_was_missing_stands() -> None:
    box = parcel(R.PARTLY)
    step = undo.step(box, NOON, lambda: box.close(3, 1, "absent", NOON))
    assert step.change is not None
    last = LastStep(step.id, "return.closed", step.change)
    with pytest.raises(Conflict) as refused:
        check_return(box, last, [])
    assert refused.value.code == "return.moved_on"
    told = undo_return(box, check_return(box, last, [device()]), "trop tôt")
    assert (box.closed_at, box.missing, told.undone, told.number) == (None, None, step.id, "R000012")
