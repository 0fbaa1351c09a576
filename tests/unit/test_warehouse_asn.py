"""A supplier's notice: every fault named by its line, and read as suppliers really send it."""

import hashlib
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Invalid
from services.contracts.values import with_check_character
from services.warehouse.model.asn import MOST_FAULTS, read_notice
from services.warehouse.model.asn_place import COLUMNS, ROW, pointer, words
from services.warehouse.model.asn_text import MOST_ROWS
from services.warehouse.model.notice_file import NAMELESS, NoticeFile, NoticeOutcome, file_name

HEAD = "carton,maker,model,serial,asset_tag"
GOOD = "C1,HP,9UZ86UT,5CD0123ABC,"
NOW = datetime(2020, 8, 27, 18, 5, tzinfo=UTC)
TAG = with_check_character("RA00000001")


def notice(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def faults(*lines: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        read_notice(notice(*lines)).check()
    return [(fault.pointer, fault.code) for fault in refusal.value.errors]


def test_a_good_notice_is_read():
    (row,) = read_notice(notice(f"c1,hp,9UZ86UT,5cd0123abc,{TAG}")).rows
    assert (row.carton, row.model.maker, row.model.type, row.serial, row.asset_tag) == (
        "C1",
        "HP",
        "laptop",
        "5CD0123ABC",
        TAG,
    )


@pytest.mark.parametrize(
    "body",
    [
        "\ufeff".encode() + notice(GOOD),
        notice(GOOD).replace(b",", b";"),
        notice(GOOD).replace(b"\n", b"\r\n"),
        b"serial,asset_tag,carton,maker,model\n5CD0123ABC,,C1,HP,9UZ86UT\n",
    ],
)
def test_excels_habits_and_any_order_of_columns_are_read(body: bytes):
    assert [row.serial for row in read_notice(body).rows] == ["5CD0123ABC"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("C1,HP,9UZ86UT,,", ("line 2, serial", "asn.serial")),
        ("C1,HP,9UZ86UT,a b,", ("line 2, serial", "asn.serial")),
        ("C1,HP,NOPE,5CD0123ABC,", ("line 2, model", "asn.model")),
        ("C1,Dell,9UZ86UT,5CD0123ABC,", ("line 2, maker", "asn.maker")),
        ("C1,HP,9UZ86UT,5CD0123ABC,RA000000019", ("line 2, asset_tag", "asn.asset_tag")),
        ("C1,HP,9UZ86UT,5CD0123ABC,,more", ("line 2, -", "asn.columns")),
        ("C1,HP,9UZ86UT," + "A" * 1_000_000 + ",", ("line 2, serial", "asn.too_long")),
        ("C1," + "A" * 1_000_000 + ",9UZ86UT,5CD0123ABC,", ("line 2, maker", "asn.too_long")),
        ("C1,HP,9UZ86UT,5CD0123\0ABC,", ("line 2, serial", "asn.control")),
        ("C\0,HP,9UZ86UT,5CD0123ABC,", ("line 2, carton", "asn.control")),
        ('C1,HP,9UZ86UT,"5CD0123ABC,', ("line 2, -", "asn.quotes")),
        ('C1,"HP"x,9UZ86UT,5CD0123ABC,', ("line 2, -", "asn.quotes")),
        ("C" * 41 + ",HP,9UZ86UT,5CD0123ABC,", ("line 2, carton", "asn.carton")),
        ("C1,HP", ("line 2, model", "asn.model")),
    ],
)
def test_a_bad_row_is_named(line: str, fault: tuple[str, str]):
    assert fault in faults(line)


def test_twice_the_same_serial_or_tag_is_a_fault_of_the_second_row():
    assert faults(GOOD, GOOD) == [("line 3, serial", "asn.serial_twice")]
    tagged = [f"C1,HP,9UZ86UT,5CD000000{n},{TAG}" for n in (1, 2)]
    assert faults(*tagged) == [("line 3, asset_tag", "asn.asset_tag_twice")]


def test_the_same_serial_of_two_makers_is_no_fault():
    rows = read_notice(notice(GOOD, "C1,Dell,LAT3310-QC,5CD0123ABC,")).rows
    assert [row.model.maker for row in rows] == ["HP", "Dell"]


def test_at_most_a_hundred_faults_are_listed_and_all_are_counted():
    with pytest.raises(Invalid) as refusal:
        read_notice(notice(*["C1,HP,NOPE,5CD0123ABC,"] * 150, GOOD)).check()
    assert len(refusal.value.errors) == MOST_FAULTS
    assert str(refusal.value.sentence).startswith("150 fault(s) in this file, 1 good row(s)")


def test_a_row_is_named_by_its_first_line_where_quotes_hold_line_ends():
    quoted = 'C1,HP,9UZ86UT,"5CD\r\n\n0001",'
    assert faults(quoted, "", "C1,HP,NOPE,5CD0000003,") == [
        ("line 2, serial", "asn.control"),
        ("line 6, model", "asn.model"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_fault_stands_on_its_line_whatever_ends_the_lines(end: str):
    body = end.join([HEAD, GOOD, "C1,HP,NOPE,5CD0000003,", ""]).encode()
    notice = read_notice(body)
    assert [fault.pointer for fault in notice.faults] == ["line 3, model"]
    assert len(notice.rows) == 1


def test_a_row_whose_quotes_are_wrong_spoils_no_other():
    notice = read_notice(f'{HEAD}\nC1,"HP"x,9UZ86UT,5CD0000001,\n{GOOD}'.encode())
    assert [fault.pointer for fault in notice.faults] == ["line 2, -"]
    assert [row.line for row in notice.rows] == [3]


LATIN = f"{HEAD}\n{GOOD}\nÉ1,HP,9UZ86UT,5CD0000002,".encode("latin-1")


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"", []),
        (notice(), []),
        (b"\xff\xfe" + notice(GOOD), ["line 1, -"]),
        (LATIN, ["line 3, -"]),
        (b"carton,maker,model,serial\nC1,HP,9UZ86UT,5CD0123ABC\n", ["line 1, asset_tag"]),
        (b"carton,maker,model,serial,asset_tag,colour\nC1,HP,9UZ86UT,5CD0123ABC,,red\n", ["line 1, -"]),
        (b"carton,maker,model,serial,asset_tag,serial\nC1,HP,9UZ86UT,5CD0123ABC,,x\n", ["line 1, -"]),
        (GOOD.encode(), [f"line 1, {column}" for column in COLUMNS] + ["line 1, -"] * 5),
        (b'"carton,maker', ["line 1, -"]),
        (notice(*[GOOD] * (MOST_ROWS + 1)), []),
    ],
    ids=[
        "empty",
        "no rows",
        "not UTF-8",
        "Latin-1 from the third line",
        "a column missing",
        "a column unknown",
        "a column twice",
        "no header",
        "quotes not closed",
        "too many rows",
    ],
)
def test_what_is_no_notice_is_refused_whole_even_where_good_rows_would_do(body: bytes, faults: list[str]):
    with pytest.raises(Invalid) as refusal:
        read_notice(body).check(accept_good_rows=True)
    assert refusal.value.code == "asn.invalid"
    assert [fault.pointer for fault in refusal.value.errors] == faults


def test_good_rows_suffice_where_the_caller_says_so_and_there_is_one():
    notice = read_notice(f"{HEAD}\nC1,HP,NOPE,5CD0000003,\n{GOOD}".encode())
    notice.check(accept_good_rows=True)
    with pytest.raises(Invalid):
        notice.check()
    with pytest.raises(Invalid):
        read_notice(f"{HEAD}\nC1,HP,NOPE,5CD0000003,".encode()).check(accept_good_rows=True)


@given(st.one_of(st.binary(max_size=300), st.text(alphabet='C1,;"\r\n\0é', max_size=200).map(str.encode)))
def test_no_bytes_whatever_are_our_fault(body: bytes):
    for content in (body, HEAD.encode() + b"\n" + body):
        read = read_notice(content)
        assert read.unfit or read.faults or read.rows


def test_of_what_stands_in_a_file_nothing_is_told():
    secret = "ABCD12345678"
    lines = [f"{secret},{secret},{secret},{secret} {secret},{secret},{secret}", f'"{secret}"x']
    for body in (notice(*lines), f"{secret},{secret}\n".encode()):
        read = read_notice(body)
        assert read.faults
        assert not [fault for fault in read.faults if secret in str(fault.detail) + fault.pointer]
        assert secret not in str(NoticeFile.of("n.csv", body, read, None, "u1", NOW).report)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("asn.csv", "asn.csv"),
        ("C:\\dossiers\\avis HP.csv", "avis HP.csv"),
        ("../../etc/passwd", "passwd"),
        ("", NAMELESS),
        ("a\r\nb.csv", NAMELESS),
        ("ABCD12345678.csv", NAMELESS),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_kept_file_has_a_harmless_name(given_name: str, kept: str):
    assert file_name(given_name) == kept


@pytest.mark.parametrize(
    ("lines", "announced", "outcome"),
    [
        ([GOOD], True, NoticeOutcome.ACCEPTED),
        ([GOOD, "C1,HP,NOPE,5CD0000003,"], True, NoticeOutcome.PARTLY),
        ([GOOD, "C1,HP,NOPE,5CD0000003,"], False, NoticeOutcome.REFUSED),
    ],
)
def test_a_file_is_kept_byte_for_byte_with_what_became_of_it(lines: list[str], announced: bool, outcome: NoticeOutcome):
    body = notice(*lines)
    file = NoticeFile.of("asn.csv", body, read_notice(body), uuid4() if announced else None, "u1", NOW)
    assert (file.content, file.size, file.outcome) == (body, len(body), outcome)
    assert file.sha256 == hashlib.sha256(body).hexdigest()
    assert (file.rows, file.faults) == (1, len(lines) - 1)
    assert [one.pointer for one in file.told_faults()] == ["line 3, model"] * (len(lines) - 1)


@pytest.mark.parametrize("column", [*COLUMNS, ROW])
def test_each_place_of_a_fault_has_words(column: str):
    assert str(words(pointer(12, column))).startswith("line 12, ")
    assert "_" not in str(words(pointer(12, column)))


def test_what_is_no_place_in_a_notice_stays_as_it_is():
    assert words("/file") == "/file"
