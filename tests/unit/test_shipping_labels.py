"""What shipping takes from the codes of one label."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.chassis.scans import Code, Scan
from services.contracts.values import CartonCode
from services.shipping.scans.label import Label, read

OURS = CartonCode.numbered(7, None)
SSCC = CartonCode.numbered(7, "952")


def label(*codes: tuple[str, str]) -> Label:
    return read(
        Scan.model_validate(
            {
                "id": uuid4(),
                "at": datetime(2020, 8, 27, tzinfo=UTC),
                "station": "quai",
                "action": "accept",
                "codes": [Code(text=text, symbology=symbology) for text, symbology in codes],
            }
        )
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
    assert label(*codes).cartons == cartons


@pytest.mark.parametrize("text", [OURS, SSCC, "762217", "A/B", "é"])
def test_what_is_no_serial_is_never_reported_as_an_unknown_device(text: str) -> None:
    assert label((text, "Typed")).serial is None


def test_a_makers_prefix_is_off_and_the_part_number_kept() -> None:
    read_label = label(("SC02XL0GTJGH5", "Code128"), ("1PMYLD2C/A", "Code128"))
    assert read_label.serial == "C02XL0GTJGH5"
    assert "MYLD2C/A" in read_label.models


def test_what_a_person_types_in_small_letters_is_found() -> None:
    assert "C02XL0GTJGH5" in label((" c02xl0gtjgh5 ", "Typed")).serials
