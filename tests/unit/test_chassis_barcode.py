"""The bars on a paper that a page shows: what the scanner reads from them."""

import pytest

from scanner.codes import Kind
from services.chassis.web.barcode import barcode, carton_bars, serial_bars
from tests.printed_bars import read_back


@pytest.mark.parametrize("number", ["B000123", "P000001", "R000012"])
def test_the_bars_of_a_paper_are_read_back_as_its_number(number: str) -> None:
    assert read_back(barcode(number)) == [(Kind.DOCUMENT, number)]


@pytest.mark.parametrize("code", ["376123451234567894", "RC000000258"])
def test_the_bars_of_a_carton_are_read_back_as_its_code_whoever_numbered_it(code: str) -> None:
    assert read_back(carton_bars(code)) == [(Kind.CARTON, code)]


@pytest.mark.parametrize("serial", ["C02XL0GTJGH5", "5CD0123ABC", "DMPXL0A1B2C3"])
def test_the_bars_of_a_device_are_read_back_as_its_serial(serial: str) -> None:
    assert read_back(serial_bars(serial)) == [(Kind.SERIAL, serial)]
