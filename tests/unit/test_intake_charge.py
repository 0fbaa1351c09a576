"""The freight account of a request: shares of the quote that add up, what is taken back, the month of each entry."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.values import BoardCode, Malformed
from services.intake.model.charge import Account, Charge, Month, Sort, month_of
from services.intake.model.freight import pro_rata


def departure(devices: int, actual: int = 0, shipment: UUID | None = None) -> Charge:
    return entry(Sort.DISPATCHED, shipment or uuid4(), devices=devices, actual_cents=actual)


def entry(sort: Sort, shipment: UUID, **figures: int) -> Charge:
    at = datetime(2021, 1, 15, tzinfo=UTC)
    about = {"id": uuid4(), "board": BoardCode("762000"), "request": uuid4(), "month": month_of(at), "at": at}
    return Charge(sort=sort, shipment=shipment, **about, **figures)


@given(st.integers(0, 1_000_000), st.lists(st.integers(1, 400), min_size=1, max_size=9))
def test_the_shares_of_the_shipments_of_a_request_add_up_to_its_quote(quoted: int, sent: list[int]):
    account = Account(quoted, sum(sent))
    shares = [account.charge(departure(devices)).quoted_cents for devices in sent]
    assert sum(shares) == quoted
    assert all(share >= 0 for share in shares)


@given(st.integers(0, 1_000_000), st.integers(1, 400), st.integers(0, 400))
def test_of_a_request_granted_in_part_the_share_is_pro_rata(quoted: int, sent: int, lacking: int):
    account = Account(quoted, sent + lacking)
    assert account.charge(departure(sent)).quoted_cents == pro_rata(quoted, sent, sent + lacking)


def test_devices_sent_in_place_of_others_were_never_quoted():
    account = Account(1000, 10)
    assert [account.charge(departure(count, 500)).quoted_cents for count in (10, 2)] == [1000, 0]
    assert account.charges[1].difference_cents == 500


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_what_is_taken_back_leaves_nothing_and_is_charged_anew_in_full(sent: list[int], data: st.DataObject):
    account = Account(99_999, sum(sent))
    charged = [account.charge(departure(devices, devices * 7)) for devices in sent]
    undone = data.draw(st.sampled_from(charged))
    back = account.take_back(entry(Sort.TAKEN_BACK, undone.shipment))
    assert back is not None
    assert (back.devices, back.quoted_cents, back.actual_cents) == (
        -undone.devices,
        -undone.quoted_cents,
        -undone.actual_cents,
    )
    assert account.take_back(entry(Sort.TAKEN_BACK, undone.shipment)) is None
    account.charge(departure(undone.devices, shipment=undone.shipment))
    assert sum(one.quoted_cents for one in account.charges) == 99_999


def test_a_shipment_that_never_left_takes_nothing_back():
    assert Account(1000, 10).take_back(entry(Sort.TAKEN_BACK, uuid4())) is None


def test_of_a_request_that_is_unknown_here_nothing_was_quoted():
    assert Account(0, 0).charge(departure(3, 400)).difference_cents == 400


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2021, 2, 1, 4, 59, tzinfo=UTC), "2021-01"),
        (datetime(2021, 2, 1, 5, 0, tzinfo=UTC), "2021-02"),
        (datetime(2020, 9, 1, 3, 59, tzinfo=UTC), "2020-08"),
        (datetime(2020, 9, 1, 4, 0, tzinfo=UTC), "2020-09"),
    ],
)
def test_a_month_ends_at_midnight_in_quebec(at: datetime, month: str):
    assert month_of(at) == month


@pytest.mark.parametrize("text", ["2021-13", "2021-00", "2021-1", "21-01", "2021-01-01", ""])
def test_what_is_no_month_is_refused(text: str):
    with pytest.raises(Malformed):
        Month(text)
