"""A portrait in a spreadsheet: each fault by its row and column, nothing taken beside one, no student in it."""

from datetime import date

import pytest

from services.chassis.errors import Invalid
from services.chassis.sheet.reading import read_sheet
from services.contracts.intake import OwnOrder
from services.contracts.values import BoardCode
from services.intake.model.portrait_file import Stated, stated_in

BOARD, DAY, NOVEMBER = BoardCode("762000"), date(2020, 8, 20), date(2020, 11, 4)
HEAD = "board,type,no_access,own_available,on_order,orders,in_repair,weekly_capacity\n"
GOOD = '762000,laptop,40,10,5,"2020-09-15: 3",2,30\n'


def stated(text: str, day: date = DAY) -> Stated:
    return stated_in(read_sheet(text.encode()), BOARD, day)


def faults(text: str, day: date = DAY) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        stated(text, day)
    assert refused.value.code == "portrait.file"
    return [(one.pointer, one.code) for one in refused.value.errors]


def test_a_good_file_says_all_the_figures_of_a_portrait() -> None:
    capacity, (laptop, tablet) = stated(f"{HEAD}{GOOD}762000,tablet,7,,,,,30\n")
    assert (capacity, laptop.need, laptop.own_available, laptop.on_order, laptop.in_repair) == (30, 40, 10, 5, 2)
    assert laptop.orders == [OwnOrder(expected=date(2020, 9, 15), quantity=3)]
    assert (tablet.need, tablet.on_order, tablet.orders) == (7, 0, [])


def test_orders_without_a_total_are_all_that_is_on_order() -> None:
    _, (laptop,) = stated('type,weekly_capacity,orders\nlaptop,1,"2020-09-15: 3, 2020-10-01:4"\n')
    assert laptop.on_order == 7


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("762000,tablet,-1,,,,,30\n", [("row 3, no_access", "file.count")]),
        (
            "762000,tablet,1.5,many,,,,30\n",
            [("row 3, no_access", "file.count"), ("row 3, own_available", "file.count")],
        ),
        ("762000,tablet,1000001,,,,,30\n", [("row 3, no_access", "file.count")]),
        ("762000,toaster,1,,,,,30\n", [("row 3, type", "type.unknown")]),
        ("762000,chromebook,1,,,,,30\n", [("row 3, type", "type.unknown")]),
        ("711000,tablet,1,,,,,30\n", [("row 3, board", "file.board")]),
        ("762000,tablet,1,,,soon,,30\n", [("row 3, orders", "file.orders")]),
        ("762000,tablet,1,,,2020-02-30: 5,,30\n", [("row 3, orders", "file.orders")]),
        ("762000,tablet,1,,,2020-08-19: 5,,30\n", [("row 3, orders", "order.late")]),
        ("762000,tablet,1,,2,2020-09-01: 5,,30\n", [("row 3, on_order", "order.over")]),
        ("762000,tablet,1,,,,,31\n", [("row 3, weekly_capacity", "file.capacity")]),
        ("762000,tablet,1,,,,,\n", [("row 3, weekly_capacity", "file.count")]),
        ("762000,tablet,1,,,,,30,9\n", [("row 3, -", "file.cells")]),
        ("762000,laptop,1,,,,,30\n", [("row 3, -", "line.twice")]),
        ("762000,tablet,TREM12345678,,,,,30\n", [("row 3, -", "file.student")]),
    ],
)
def test_a_wrong_row_is_named_by_row_and_column(row: str, found: list[tuple[str, str]]) -> None:
    assert faults(HEAD + GOOD + row) == found


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("type,nom,weekly_capacity\n", [("row 1, -", "file.column_unknown")]),
        ("type,type,weekly_capacity\n", [("row 1, type", "file.column_twice")]),
        ("type,no_access\n", [("row 1, weekly_capacity", "file.column_missing")]),
    ],
)
def test_a_column_that_does_not_belong_there_is_refused_without_an_echo(
    head: str, found: list[tuple[str, str]]
) -> None:
    assert faults(f"{head}tablet,1,1\n") == found


def test_what_the_system_counts_is_not_read() -> None:
    _, (tablet,) = stated("type,no_access,in_hand,unmet,standing,weekly_capacity\ntablet,5,many,-3,current,1\n")
    assert tablet.need == 5


def test_a_category_is_taken_from_its_day_on() -> None:
    text = "type,vulnerable,weekly_capacity\ntablet,5,1\n"
    assert faults(text) == [("row 2, category", "category.unknown")]
    assert stated(text, NOVEMBER).lines[0].by_category == {"vulnerable": 5}


@pytest.mark.parametrize(("text", "place"), [("", "row 1, -"), ("type,weekly_capacity\n", "row 2, -")])
def test_a_file_without_a_row_says_so(text: str, place: str) -> None:
    assert faults(text) == [(place, "file.empty")]


def test_the_first_hundred_faults_are_told() -> None:
    assert len(faults("type,weekly_capacity\n" + "toaster,x\n" * 300)) == 100
