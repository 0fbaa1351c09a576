"""Tables for spreadsheets: what is written is read back, no text becomes a formula, and no file is too much."""

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.chassis.errors import Invalid
from services.chassis.sheet.reading import MOST_COLUMNS, MOST_FILES, MOST_ROWS, read_sheet
from services.chassis.sheet.writing import FORMULA, Format, Sheet, write_sheets

# What a file can hold in a cell, without the blanks at its ends and without what XML has no place for.
CELL = some.text(some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=20).map(
    str.strip
)


def read(kind: Format, language: str, *rows: list[str]) -> list[list[str]]:
    body = write_sheets(kind, [Sheet("Table", [["a", "b"], *rows])], language)
    return [list(row.cells) for row in read_sheet(body)][1:]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(Format))
@given(cells=some.tuples(CELL, CELL))
def test_what_is_written_is_read_back(kind: Format, language: str, cells: tuple[str, str]) -> None:
    first, second = (cell.removeprefix("'") for cell in cells)
    kept = [first, second] if second else [first]
    assert read(kind, language, [first, second]) == ([kept] if any(kept) else [])


@pytest.mark.parametrize(
    ("language", "separator", "amount"), [("fr", ";", "-1234,50"), ("en", ",", "-1234.50")], ids=["fr", "en"]
)
def test_numbers_of_a_csv_are_written_as_the_reader_writes_them(language: str, separator: str, amount: str) -> None:
    row = ["Montréal; Laval, QC", 12, Decimal("-1234.50"), None]
    body = write_sheets(Format.CSV, [Sheet("T", [["Nom", "a", "b", "c"], row])], language)
    lines = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=separator)
    assert list(lines) == [["Nom", "a", "b", "c"], ["Montréal; Laval, QC", "12", amount, ""]]


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize("start", FORMULA)
def test_no_text_is_written_as_a_formula(kind: Format, start: str) -> None:
    body = write_sheets(kind, [Sheet("T", [["a"], [f"{start}cmd|' /C calc'!A0"]])], "fr")
    if kind is Format.CSV:
        assert body.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith("'")
    else:
        cell = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]["A2"]
        assert (cell.data_type, cell.value[0]) == ("s", "'")


def test_an_xlsx_keeps_numbers_its_head_in_sight_and_what_xml_has_no_place_for_out() -> None:
    rows = [["Nom", "Montant", "Rien"], ["<é&\"'>\x00\x0b", Decimal("1234.50"), None], [" a\nb ", 12, 0.5]]
    body = write_sheets(
        Format.XLSX, [Sheet("Un [nom]: très/long, plus long que permis", rows), Sheet("T", [["a"]])], "fr"
    )
    book = openpyxl.load_workbook(io.BytesIO(body))
    first = book.worksheets[0]
    assert book.sheetnames == ["Un  nom   très long, plus long", "T"]
    assert [list(row) for row in first.iter_rows(values_only=True)] == [
        ["Nom", "Montant", "Rien"],
        ["<é&\"'>", 1234.5, None],
        [" a\nb ", 12, 0.5],
    ]
    assert (first.freeze_panes, first["A1"].font.b, first["A2"].font.b) == ("A2", True, False)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_may_be_written_as_any_country_writes_it(separator: str) -> None:
    text = separator.join(["type", "quantité"]) + "\r\n" + separator.join(["laptop", '"a, b; c"'])
    rows = read_sheet(b"\xef\xbb\xbf" + text.encode())
    assert [(row.number, list(row.cells)) for row in rows] == [(1, ["type", "quantité"]), (2, ["laptop", "a, b; c"])]


def test_an_empty_row_counts_in_the_numbers_of_those_below_it() -> None:
    assert [row.number for row in read_sheet(b"a,b\n\n,\n1,2\n")] == [1, 4]


def test_numbers_and_days_of_an_xlsx_are_read_as_people_see_them() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append([762000, 5.0, 2.5, None, openpyxl.utils.datetime.from_excel(44105)])
    book.save(out)
    assert list(read_sheet(out.getvalue())[0].cells) == ["762000", "5", "2.5", "", "2020-10-01"]


def bomb() -> bytes:
    """A small file that is very large once unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return out.getvalue()


def crowd() -> bytes:
    """A small XLSX of more files than any spreadsheet has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(MOST_FILES + 1):
            packed.writestr(f"{number}.xml", b"")
    return out.getvalue()


def laughing() -> bytes:
    """A spreadsheet whose text is made of entities that name one another."""
    body, out = write_sheets(Format.XLSX, [Sheet("T", [["a"], ["b"]])], "fr"), io.BytesIO()
    entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(body)) as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            text = good.read(name).decode()
            bad.writestr(name, entities + text.split("?>", 1)[-1] if "sheet1" in name else text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("é".encode("latin-1"), "sheet.unreadable"),
        (b'a,"b\n', "sheet.unreadable"),
        (b'a,"b"c\n', "sheet.unreadable"),
        (b"PK\x03\x04nothing", "sheet.unreadable"),
        (laughing(), "sheet.unreadable"),
        (bomb(), "sheet.too_large"),
        (crowd(), "sheet.too_large"),
        (b"1,2\n" * (MOST_ROWS + 2), "sheet.too_large"),
        (b"," * MOST_COLUMNS + b"1\n", "sheet.too_large"),
    ],
)
def test_a_file_that_is_none_or_too_much_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheet(body)
    assert refused.value.code == code
