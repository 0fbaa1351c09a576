"""A supplier's notice: every fault named by its line, and read as suppliers really send it."""

import pytest

from services.chassis.errors import Invalid
from services.contracts.values import with_check_character
from services.warehouse.model.asn import COLUMNS, MOST_FAULTS, MOST_ROWS, read_notice
from services.warehouse.model.asn_place import ROW, pointer, words

HEAD = "carton,maker,model,serial,asset_tag"
GOOD = "C1,HP,9UZ86UT,5CD0123ABC,"
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


@pytest.mark.parametrize(
    "body",
    [
        b"",
        notice(),
        b"\xff\xfe" + notice(GOOD),
        b"carton,maker,model,serial\nC1,HP,9UZ86UT,5CD0123ABC\n",
        b"carton,maker,model,serial,asset_tag,colour\nC1,HP,9UZ86UT,5CD0123ABC,,red\n",
        notice('C1,HP,9UZ86UT,"5CD0123ABC,'),
        notice(*[GOOD] * (MOST_ROWS + 1)),
    ],
    ids=["empty", "no rows", "not UTF-8", "a column missing", "a column unknown", "not CSV", "too many rows"],
)
def test_what_is_no_notice_is_refused_whole(body: bytes):
    with pytest.raises(Invalid) as refusal:
        read_notice(body)
    assert (refusal.value.code, refusal.value.errors) == ("asn.invalid", ())


@pytest.mark.parametrize("column", [*COLUMNS, ROW])
def test_each_place_of_a_fault_has_words(column: str):
    assert str(words(pointer(12, column))).startswith("line 12, ")
    assert "_" not in str(words(pointer(12, column)))


def test_what_is_no_place_in_a_notice_stays_as_it_is():
    assert words("/file") == "/file"
