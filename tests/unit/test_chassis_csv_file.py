"""CSV files as a spreadsheet of the reader's language opens them; no text in them acts."""

import csv
from decimal import Decimal
from io import StringIO

import pytest

from services.chassis.csv_file import Cell, csv_file


def read(data: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize(
    ("language", "separator", "amount"), [("fr", ";", "-1234,50"), ("en", ",", "-1234.50")], ids=["fr", "en"]
)
def test_numbers_are_written_as_the_reader_writes_them(language: str, separator: str, amount: str):
    rows: list[list[Cell]] = [["Montréal; Laval, QC", 12, Decimal("-1234.50"), None]]
    data = csv_file(["Nom", "a", "b", "c"], rows, language)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data, separator) == [["Nom", "a", "b", "c"], ["Montréal; Laval, QC", "12", amount, ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_text_that_a_spreadsheet_would_take_for_a_formula_is_led_in_by_an_apostrophe(text: str):
    assert read(csv_file(["x"], [[text]], "fr"), ";")[1] == [f"'{text}"]


def test_a_harmless_text_stays_as_it_is():
    assert read(csv_file(["x"], [["D000001"], ["a=b"], ['"quoted"']], "en"), ",")[1:] == [
        ["D000001"],
        ["a=b"],
        ['"quoted"'],
    ]
