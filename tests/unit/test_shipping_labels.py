"""What shipping takes from the codes of one label."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from scanner.codes import SHIPPED, Kind, Label
from services.chassis.scans import Code, Scan, label_of
from services.contracts.values import CartonCode
from services.shipping.scans.label import has_mistyped, maker_on, serial_on

OURS = CartonCode.numbered(7, None)
SSCC = CartonCode.numbered(7, "952")


def label(*codes: tuple[str, str]) -> Label:
    return label_of(
        Scan.model_validate(
            {
                "id": uuid4(),
                "at": datetime(2020, 8, 27, tzinfo=UTC),
                "station": "quai",
                "action": "accept",
                "codes": [Code(text=text, symbology=symbology) for text, symbology in codes],
            }
        ),
        SHIPPED,
    )


@pytest.mark.parametrize(
    ("codes", "cartons"),
    [
        ([(OURS, "Code128")], (OURS,)),
        ([(SSCC, "Typed")], (SSCC,)),
        ([("00" + SSCC, "GS1-128")], (SSCC,)),
        ([("C02XL0GTJGH5", "Code128")], ()),
    ],
)
def test_cartons_are_told_from_devices(codes: list[tuple[str, str]], cartons: tuple[str, ...]) -> None:
    assert tuple(one.value for one in label(*codes).of(Kind.CARTON)) == cartons


@pytest.mark.parametrize("text", [OURS, SSCC, "762217", "A/B", "é"])
def test_what_is_no_serial_is_never_reported_as_an_unknown_device(text: str) -> None:
    assert serial_on(label((text, "Typed")), "") is None


def test_a_makers_prefix_is_off_and_the_part_number_kept() -> None:
    read_label = label(("SC02XL0GTJGH5", "Code128"), ("1PMYLD2C/A", "Code128"))
    found = serial_on(read_label, maker_on(read_label))
    assert found is not None
    assert (found[0], found[1].text, found[1].symbology) == ("C02XL0GTJGH5", "SC02XL0GTJGH5", "Code128")
    assert maker_on(read_label) == "Apple"
    assert "MYLD2C/A" in read_label.parts


def test_what_a_person_types_in_small_letters_is_found() -> None:
    assert [one.value for one in label((" c02xl0gtjgh5 ", "Typed")).serials] == ["C02XL0GTJGH5"]


@pytest.mark.parametrize(("maker", "serial"), [("HP", "5CG0123ABC"), ("Dell", "FGGQ6D1")])
def test_of_several_codes_the_models_maker_tells_which_is_the_serial(maker: str, serial: str) -> None:
    found = serial_on(label(("FGGQ6D1", "Code128"), ("5CG0123ABC", "Code128"), ("9UZ86UT", "Code128")), maker)
    assert found is not None
    assert found[0] == serial


@pytest.mark.parametrize(("text", "mistyped"), [(OURS, False), (OURS[:-1], True), ("RC99999", True)])
def test_a_code_like_ours_that_proves_nothing_is_told(text: str, mistyped: bool) -> None:
    assert has_mistyped(label((text, "Code128"))) is mistyped
