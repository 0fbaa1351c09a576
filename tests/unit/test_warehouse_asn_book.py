"""A supplier's notice as XLSX: the right sheet is found, and what a spreadsheet did to a code is told as what it is."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.warehouse.model.asn import Notice, read_notice
from services.warehouse.model.asn_place import COLUMNS
from services.warehouse.model.notice_file import may_be_kept

HEAD = ["pallet", *COLUMNS]
GOOD = ["P1", "C1", "HP", "9UZ86UT", "5CD0123ABC", None]


def book(*rows: list[Any], sheets: dict[str, list[list[Any]]] | None = None, merge: str = "") -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in (sheets or {"Avis": [HEAD, *rows]}).items():
        sheet = made.create_sheet(name)
        for row in content:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def faults(notice: Notice) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in notice.first_faults()]


def row(column: str, value: Any) -> list[Any]:
    return [value if name == column else text for name, text in zip(HEAD, GOOD, strict=True)]


def test_the_sheet_that_is_a_notice_is_read_under_its_titles_wherever_it_stands():
    notice = read_notice(book(sheets={"Notes": [["Bonjour"]], "Avis": [["Livraison du 27"], [], HEAD, GOOD]}))
    (found,) = notice.rows
    assert (found.line, found.pallet, found.carton, found.serial) == (4, "P1", "C1", "5CD0123ABC")
    assert notice.faults == []


def test_two_sheets_that_are_notices_are_refused_whole_and_so_is_none():
    for sheets in ({"A": [HEAD, GOOD], "B": [HEAD, GOOD]}, {"A": [["Bonjour"]]}):
        assert read_notice(book(sheets=sheets)).unfit is not None
    short = read_notice(book(sheets={"A": [["carton", "maker", "model", "serial"], GOOD[1:5]]}))
    assert faults(short) == [("line 1, asset_tag", "asn.column_missing")]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("serial", 123456789, "asn.number"),
        ("serial", 1.23e11, "asn.number"),
        ("serial", "1.23E+11", "asn.number"),
        ("serial", date(2020, 3, 1), "asn.date"),
        ("serial", "2020-03-01", "asn.date"),
        ("serial", '=CONCAT("5CD","0123ABC")', "asn.formula"),
        ("serial", True, "asn.cell"),
        ("carton", 306141411234567891, "asn.number"),
        ("carton", "3,06E+17", "asn.number"),
        ("pallet", 12.5, "asn.number"),
        ("model", "=A1", "asn.formula"),
    ],
)
def test_what_a_spreadsheet_made_of_a_code_is_told_and_its_row_not_taken(column: str, value: Any, code: str):
    notice = read_notice(book(row(column, value), GOOD))
    assert faults(notice) == [(f"line 2, {column}", code)]
    assert [one.line for one in notice.rows] == [3]


def test_a_short_number_of_a_carton_stands_as_it_is_shown():
    assert [
        one.carton for one in read_notice(book(row("carton", 17), [*row("carton", 17.0)[:4], "X123", None])).rows
    ] == [
        "17",
        "17",
    ]


def test_merged_cells_below_the_head_are_named_row_by_row_and_a_merged_title_is_not():
    other = [None, None, "HP", "9UZ86UT", "5CD0000002", None]
    notice = read_notice(book(GOOD, other, merge="B2:B3"))
    assert faults(notice) == [("line 2, -", "asn.merged"), ("line 3, -", "asn.merged")]
    assert notice.rows == []
    titled = book(sheets={"A": [["Avis", None], HEAD, GOOD]}, merge="A1:B1")
    assert read_notice(titled).faults == []


def test_a_merged_head_has_a_column_without_a_name():
    notice = read_notice(book(sheets={"A": [["pallet", "carton", None, *COLUMNS[1:]], GOOD]}))
    assert faults(notice) == [("line 1, -", "asn.column_unnamed")]


def test_a_carton_stands_on_one_pallet_and_shares_no_code_with_one():
    other = ["P2", "C1", "HP", "9UZ86UT", "5CD0000002", None]
    assert faults(read_notice(book(GOOD, other))) == [("line 3, pallet", "asn.two_pallets")]
    same = ["C1", "C9", "HP", "9UZ86UT", "5CD0000002", None]
    assert faults(read_notice(book(GOOD, same))) == [("line 3, pallet", "asn.pallet_or_carton")]


@pytest.mark.parametrize(
    ("spoil", "kept"),
    [
        (lambda sheet: None, True),
        (lambda sheet: sheet.cell(9, 1, "ABCD 1234 5678"), False),
        (lambda sheet: setattr(sheet.parent.properties, "title", "ABCD12345678"), False),
    ],
    ids=["clean", "cell", "properties"],
)
def test_a_file_that_may_name_a_student_anywhere_is_not_kept(spoil: Callable[[Any], object], kept: bool):
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append(GOOD)
    spoil(made.active)
    out = io.BytesIO()
    made.save(out)
    assert may_be_kept(out.getvalue(), read_notice(out.getvalue())) is kept


def test_bytes_that_only_begin_as_a_spreadsheet_are_no_notice():
    whole = book(GOOD)
    for body in (whole[: len(whole) // 2], b"PK\x03\x04"):
        assert read_notice(body).unfit is not None


def test_how_far_the_reading_is_is_told_row_by_row():
    rows = [["P1", "C1", "HP", "9UZ86UT", f"5CD012345{number}", None] for number in range(3)]
    for body in (book(*rows), "\n".join(",".join(one or "" for one in row) for row in [HEAD, *rows]).encode()):
        told: list[tuple[int, int]] = []
        assert len(read_notice(body, lambda read, rows, told=told: told.append((read, rows))).rows) == 3
        assert sorted(set(told)) == [(1, 3), (2, 3), (3, 3)]
