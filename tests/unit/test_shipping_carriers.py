"""Carriers, and freight shared out: what holds of every carrier, and parts that make up the whole to the cent."""

from datetime import date
from itertools import product

import pytest

from services.shipping.carriers import CARRIERS
from services.shipping.carriers.carrier import Carrier, Parcel
from services.shipping.model.freight import shares
from services.shipping.model.freight_claim import MOVES, ClaimState

PLACE = {"site": "Centre", "street": "1, rue du Quai", "town": "Montréal", "postal_code": "H1A 1A1"}
PARCELS = [
    Parcel(stop, f"E00000{stop}", ["D000001"], "762000", contact="TI", phone="514", cartons=["RC1"], devices=2, **PLACE)
    for stop in (1, 2)
]


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=list(CARRIERS))
def test_every_carrier_is_handed_a_row_a_parcel_under_its_own_columns(carrier: Carrier) -> None:
    head, *rows = carrier.manifest("T000001", date(2026, 1, 18), PARCELS)
    assert len(set(head)) == len(head)
    assert [len(row) for row in rows] == [len(head)] * 2
    assert [row[list(head).index("reference")] for row in rows] == ["E000001", "E000002"]
    assert carrier.roles
    assert len(carrier.code) <= 20


@pytest.mark.parametrize(
    ("cents", "weights"), list(product((0, 1, 100, 1001, 99_999), ([1], [1, 1, 1], [3, 0, 4], [0, 0])))
)
def test_parts_of_a_freight_make_up_the_whole_and_none_is_off_by_a_cent(cents: int, weights: list[int]) -> None:
    parts, whole = shares(cents, weights), sum(weights)
    assert sum(parts) == cents
    if whole:
        assert all(abs(part - cents * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True))


def test_a_closed_claim_goes_nowhere_and_an_accepted_one_only_to_its_end() -> None:
    after = {state: {to for of, to in MOVES if of is state} for state in ClaimState}
    assert after[ClaimState.CLOSED] == set()
    assert after[ClaimState.ACCEPTED] == {ClaimState.CLOSED}
