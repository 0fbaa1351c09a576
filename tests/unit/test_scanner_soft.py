"""Characters are known by their shapes: what is spelled, what is confirmed, and that noise says nothing."""

import numpy as np
import pytest
import zxingcpp

from scanner.reading.soft import confirms, decode, likeness
from scanner.reading.soft.shapes import Profile
from scanner.reading.soft.spelling import checked, spelled
from tests.bench_scanner.paper import Printed, bars

START_A, START_B, START_C = 103, 104, 105


def profile(code: Printed, module: float = 3.4, blur: float = 0.8, bend: float = 1.0) -> Profile:
    """The code's bars `module` pixels wide at the left and `bend` times that at the right, blurred by modules."""
    row = bars(code).astype(np.float64)
    fine = np.repeat(row, 16)
    kernel = np.exp(-0.5 * (np.arange(-64, 65) / (16 * blur)) ** 2)
    soft = np.convolve(np.pad(fine, 64, mode="edge"), kernel / kernel.sum(), "valid")
    width = int(len(row) * module * (1 + bend) / 2)
    along = np.arange(width) / width
    places = along if bend == 1.0 else (np.sqrt(1 + (bend**2 - 1) * along) - 1) / (bend - 1)
    return np.interp(places * len(fine), np.arange(len(fine)), soft).astype(np.float32)


@pytest.mark.parametrize(
    "code",
    [
        Printed("C02XL0GTJGH5"),
        Printed("5CG1234567"),
        Printed("123456789012"),
        Printed("PF-2/A.B"),
        Printed("PF2ABC9X", "Code39"),
    ],
)
@pytest.mark.parametrize("bend", [1.0, 1.08])
def test_blurred_bars_are_read_by_shape(code: Printed, bend: float):
    read = decode(profile(code, bend=bend))
    assert read is not None
    assert (read.text, read.symbology) == (code.text, code.symbology)
    assert confirms(profile(code, bend=bend) + np.float32(3), read)


def test_they_are_beyond_what_zxing_reads():
    strip = np.tile(profile(Printed("C02XL0GTJGH5"), blur=0.9), (24, 1)).astype(np.uint8)
    assert zxingcpp.read_barcodes(strip) == []
    assert decode(strip[0].astype(np.float32)) is not None


def test_the_span_is_where_the_bars_are():
    read = decode(profile(Printed("C02XL0GTJGH5"), module=3.0))
    assert read is not None
    left, right = read.span
    modules = len(bars(Printed("C02XL0GTJGH5")))
    assert abs(left - 30) < 3
    assert abs(right - 3.0 * (modules - 10)) < 3


def test_another_code_does_not_confirm():
    read = decode(profile(Printed("C02XL0GTJGH5")))
    assert read is not None
    assert not confirms(profile(Printed("C02XL0GTJGH6")), read)


def test_noise_edges_and_grilles_say_nothing():
    rng = np.random.default_rng(3)
    grille = np.tile(np.repeat([0, 255], 7), 40).astype(np.float32)
    rows = [rng.normal(128, 40, 500).astype(np.float32) for _ in range(20)] + [grille, np.zeros(500, np.float32)]
    assert [decode(row) for row in rows] == [None] * len(rows)
    assert likeness(grille) < 1.7


def with_check(values: list[int]) -> list[int]:
    return [*values, (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([START_B, 35, 34, 17], "CB1"),
        ([START_C, 12, 34, 100, 35], "1234C"),
        ([START_B, 35, 99, 12, 34], "C1234"),
        ([START_A, 35, 64], "C\x00"),
        ([START_B, 98, 64, 35], "\x00C"),
        ([START_C, 102, 0, 37, 102, 10], "0037\x1d10"),
        ([START_B, 35, 96], ""),
    ],
)
def test_the_three_code_sets_spell(values: list[int], text: str):
    whole = with_check(values)
    assert checked(whole)
    assert spelled(whole) == text
    assert not checked([*whole[:-1], (whole[-1] + 1) % 103])
